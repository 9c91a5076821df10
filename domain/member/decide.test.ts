import { describe, expect, test } from '@jest/globals';
import { must } from '../basic/assert.ts';
import { hubAuthor } from '../basic/ids.ts';
import { hashOf, seal } from '../documents/envelope.ts';
import type { LoyaltyRules } from '../documents/loyalty-rules.ts';
import { type Doc, fact, type Fact } from '../documents/registry.ts';
import { someRules } from '../testing/loyalty-rules.ts';
import { accepted, refused, testHash } from '../testing/scenario.ts';
import {
  decideAdjust,
  decideCapture,
  decideEnrol,
  decideErase,
  decideHold,
  decideLend,
  decideLinkIdentity,
  expireHold,
  expiryDue,
  overdueHolds,
  tierOfMember,
} from './decide.ts';
import { leaseToGive } from './lease-policy.ts';
import { claimIn, leaseFor, postingId, postingOf } from './post.ts';
import { applyToShard, emptyShard, pointsOf, type ShardKind, shardOf, type ShardState } from './shard.ts';

const NOW = 1_000_000;
const CLAIM = 'c'.repeat(64);
const rules = someRules();

class Desk {
  readonly state: ShardState = emptyShard(3);
  write(...facts: readonly Fact<ShardKind>[]): this {
    for (const item of facts) {
      const document = seal<string, unknown>(item, this.state.cursor, hubAuthor(1), NOW);
      must(applyToShard(this.state, document, hashOf(document, testHash)), 'understood');
    }
    return this;
  }
  points(member = 'M1') {
    return pointsOf(this.state, must(this.state.members.get(member), 'enrolled'));
  }
  record(member = 'M1') {
    return must(this.state.members.get(member), 'enrolled');
  }
}

const enrolled = (): Desk => new Desk().write(...['M1', 'M2'].map((member) => decideEnrol({ member, channel: 'app' })));

/** A sale of M1 as a store wrote it. */
function sale(id: string, earned: number, changes: object = {}): Doc<'sale'> {
  const points = {
    claim: { member: 'M1' },
    rules: 1,
    tierRate: 100,
    lines: [{ earned, redeemed: 0, worth: 0 }],
    spent: [],
    value: 0,
  };
  const body = { businessDay: '2026-03-01', total: earned * 10, points, ...changes };
  return { _id: `sale~${id}`, kind: 'sale', body } as unknown as Doc<'sale'>;
}

function returned(id: string, of: string, part: { unearned: number; givenBack: number }): Doc<'return'> {
  const points = { claim: { member: 'M1' }, lines: [{ ...part, worth: part.givenBack }] };
  const body = { businessDay: '2026-03-02', sale: of, total: 500, points };
  return { _id: `return~${id}`, kind: 'return', body } as unknown as Doc<'return'>;
}

const post = (
  desk: Desk,
  document: Doc<'sale' | 'return' | 'lease-return'>,
  by: LoyaltyRules | undefined = rules,
): Desk => desk.write(postingOf(desk.state, document, { member: 'M1', store: 'S01', rules: by }));

const lend = (desk: Desk, changes: object = {}) =>
  decideLend(
    desk.state,
    { lease: 'S01.L1', member: 'M1', store: 'S01', points: 50, until: NOW + 10, basket: null, ...changes },
    { rules, today: '2026-03-02' },
  );
const hold = (desk: Desk, changes: object = {}, basket?: number) =>
  decideHold(
    desk.state,
    { id: 'H1', member: 'M1', points: 50, until: NOW + 10, channel: 'app', ...changes },
    { rules, now: NOW, basket },
  );

describe('postings', () => {
  test('a sale’s points come in once under an id of its own, and end when its rules say', () => {
    const desk = post(enrolled(), sale('X1', 100));
    expect(postingId(sale('X1', 100), 'S01')).toBe('accrued~S01~X1');
    expect(desk.points()).toMatchObject({ available: 100, total: 100, debt: 0 });
    expect(desk.points().lots).toEqual([{ expiresOn: '2026-03-31', points: 100 }]);
    expect(post(enrolled(), sale('X1', 100), someRules({ expiryDays: null })).points().lots).toEqual([
      { expiresOn: null, points: 100 },
    ]);
  });

  test('a return after the points were spent leads to debt, and later accruals settle it first', () => {
    const desk = post(enrolled(), sale('X1', 100));
    desk.write(
      accepted(hold(desk, { points: 80 })),
      accepted(
        decideCapture(desk.write(accepted(hold(desk, { id: 'H0', points: 10 }))).state, {
          hold: 'H0',
          member: 'M1',
          captured: 10,
        }),
      ),
    );
    desk.write(accepted(decideCapture(desk.state, { hold: 'H1', member: 'M1', captured: 80 })));
    post(desk, returned('R1', 'X1', { unearned: 100, givenBack: 0 }));
    expect(desk.points()).toMatchObject({ available: 0, debt: -90, total: -90 });
    post(desk, sale('X2', 60));
    expect(desk.points()).toMatchObject({ available: 0, debt: -30 });
    post(desk, sale('X3', 60));
    expect(desk.points()).toMatchObject({ available: 30, debt: 0 });
  });

  test('what a return gives back comes in before it takes back', () => {
    const desk = post(enrolled(), sale('X1', 10));
    post(desk, returned('R1', 'X1', { unearned: 25, givenBack: 20 }));
    expect(desk.points()).toMatchObject({ available: 5, debt: 0 });
    post(desk, returned('R2', 'X1', { unearned: 15, givenBack: 5 }));
    expect(desk.points()).toMatchObject({ available: 0, debt: -5 });
  });

  test('only documents with points concern members', () => {
    expect(claimIn(sale('X1', 1))).toEqual({ member: 'M1' });
    expect(claimIn(sale('X1', 1, { points: null }))).toBeUndefined();
    expect(claimIn({ kind: 'tick', body: {} } as Doc)).toBeUndefined();
  });
});

describe('leases', () => {
  test('take from the balance, are known as lent until the sale arrives, and the rest keeps its last day', () => {
    const desk = post(post(enrolled(), sale('X1', 40)), sale('X2', 40, { businessDay: '2026-03-05' }));
    const given = accepted(lend(desk));
    desk.write(given);
    expect(desk.points()).toMatchObject({
      available: 30,
      total: 80,
      lent: [{ store: 'S01', points: 50, until: NOW + 10 }],
    });
    const carried = leaseFor({ ...given, _id: given.id } as unknown as Doc<'lease-given'>);
    expect(carried).toMatchObject({ store: 'S01', fact: { id: 'lease~S01.L1', body: { points: 50 } } });

    const spent = sale('X3', 0, {});
    must(spent.body.points, 'points').spent.push({ lease: 'S01.L1', points: 45 });
    post(desk, spent);
    expect(desk.points()).toMatchObject({ total: 35, lent: [{ points: 5 }] });
    const back = {
      _id: 'lease-return~S01.L1',
      kind: 'lease-return',
      body: { lease: 'S01.L1', member: 'M1', points: 5 },
    };
    post(desk, back as Doc<'lease-return'>);
    expect(desk.points()).toMatchObject({ available: 35, lent: [] });
    expect(desk.points().lots).toEqual([{ expiresOn: '2026-04-04', points: 35 }]);
  });

  test('what comes back settles a debt first', () => {
    const desk = post(enrolled(), sale('X1', 50));
    desk.write(accepted(lend(desk)));
    post(desk, returned('R1', 'X1', { unearned: 20, givenBack: 0 }));
    expect(desk.points()).toMatchObject({ debt: -20, total: 30 });
    const back = {
      _id: 'lease-return~S01.L1',
      kind: 'lease-return',
      body: { lease: 'S01.L1', member: 'M1', points: 50 },
    };
    expect(post(desk, back as Doc<'lease-return'>).points()).toMatchObject({ debt: 0, available: 30 });
  });

  test.each([
    ['nobody', { member: 'M9' }, 'unknown-member'],
    ['0 points', { points: 0 }, 'points-zero'],
    ['negative points', { points: -1 }, 'points-negative'],
    ['half a point', { points: 1.5 }, 'points-fractional'],
    ['more than there is', { points: 101 }, 'insufficient-points'],
  ])('%s: refused', (_name, changes, code) =>
    expect(refused(lend(post(enrolled(), sale('X1', 100)), changes)).refused).toBe(code),
  );

  test('in advance: a share of the points, within the caps, where no lease is alive', () => {
    const desk = post(enrolled(), sale('X1', 1000));
    const wanted = (store: string) => leaseToGive(desk.state, desk.record(), { store, rules, now: NOW });
    expect(wanted('S01')).toEqual({ points: 120, until: NOW + 2 * 86_400_000 });
    desk.write(accepted(lend(desk, { points: 120, until: NOW + 2 * 86_400_000 })));
    expect(wanted('S01')).toBeUndefined();
    expect(wanted('S02')?.points).toBe(80);
    expect(
      leaseToGive(desk.state, desk.record(), { store: 'S02', rules: someRules({ leases: null }), now: NOW }),
    ).toBeUndefined();
    expect(
      leaseToGive(post(enrolled(), sale('X1', 8)).state, post(enrolled(), sale('X1', 8)).record(), {
        store: 'S01',
        rules,
        now: NOW,
      }),
    ).toBeUndefined();
  });
});

describe('holds', () => {
  const rich = (): Desk => post(enrolled(), sale('X1', 100));

  test.each([
    ['of nobody', { member: 'M9' }, undefined, 'unknown-member'],
    ['of 0 points', { points: 0 }, undefined, 'points-zero'],
    ['of negative points', { points: -1 }, undefined, 'points-negative'],
    ['of half a point', { points: 5.5 }, undefined, 'points-fractional'],
    ['below the minimum', { points: 4 }, undefined, 'points-below-minimum'],
    ['above the basket', { points: 51 }, 50, 'points-above-basket'],
    ['that has ended', { until: NOW }, undefined, 'hold-expired'],
    ['of more than there is', { points: 101 }, undefined, 'insufficient-points'],
  ])('%s: refused', (_name, changes, basket, code) => {
    const desk = rich();
    expect(refused(hold(desk, changes, basket)).refused).toBe(code);
    expect(desk.points().available).toBe(100);
  });

  test('end once: captured, and the rest goes back', () => {
    const desk = rich();
    desk.write(accepted(hold(desk)));
    expect(refused(decideCapture(desk.state, { hold: 'H1', member: 'M2', captured: 1 })).refused).toBe(
      'hold-of-another-member',
    );
    expect(refused(decideCapture(desk.state, { hold: 'H1', member: 'M1', captured: 51 })).refused).toBe(
      'insufficient-points',
    );
    expect(refused(decideCapture(desk.state, { hold: 'H1', member: 'M1', captured: -1 })).refused).toBe(
      'points-negative',
    );
    expect(refused(decideCapture(desk.state, { hold: 'H1', member: 'M1', captured: 0.5 })).refused).toBe(
      'points-fractional',
    );
    desk.write(accepted(decideCapture(desk.state, { hold: 'H1', member: 'M1', captured: 45, usedFor: 'O1' })));
    expect(desk.points()).toMatchObject({ available: 55, held: [] });
    expect(refused(decideCapture(desk.state, { hold: 'H1', member: 'M1', captured: 1 })).refused).toBe('unknown-hold');
  });

  test('an abandoned one comes back by the hub’s clock, and until that is written it can be captured', () => {
    const desk = rich();
    desk.write(accepted(hold(desk)));
    expect(overdueHolds(desk.state, NOW + 10)).toEqual([]);
    expect(overdueHolds(desk.state, NOW + 11)).toEqual(['H1']);
    const end = expireHold(desk.state, 'H1');
    expect(end?.body).toMatchObject({ reason: 'expired', captured: 0, toBalance: 50 });
    if (end) desk.write(end);
    expect([desk.points().available, expireHold(desk.state, 'H1')]).toEqual([100, undefined]);
  });
});

describe('expiry', () => {
  test('takes what ended, in order of earning, and spares what is lent until it is back', () => {
    const desk = post(post(enrolled(), sale('X1', 30)), sale('X2', 20, { businessDay: '2026-03-10' }));
    desk.write(accepted(lend(desk, { points: 10 })));
    expect(expiryDue(desk.state, desk.record(), '2026-03-31')).toBeUndefined();
    const due = must(expiryDue(desk.state, desk.record(), '2026-04-01'), 'due');
    expect(due.body.points).toBe(20);
    desk.write(due);
    expect(desk.points()).toMatchObject({ available: 20, total: 30 });
    const back = {
      _id: 'lease-return~S01.L1',
      kind: 'lease-return',
      body: { lease: 'S01.L1', member: 'M1', points: 10 },
    };
    post(desk, back as Doc<'lease-return'>);
    expect(expiryDue(desk.state, desk.record(), '2026-04-01')?.body.points).toBe(10);
  });
});

describe('the member', () => {
  test('has an identity that nobody else has, until erased; the points stay', () => {
    const desk = post(enrolled(), sale('X1', 100));
    desk.write(accepted(decideLinkIdentity(desk.state, { member: 'M1', claim: CLAIM }, undefined)));
    expect(desk.state.claims.get(CLAIM)).toBe('M1');
    expect(refused(decideLinkIdentity(desk.state, { member: 'M2', claim: CLAIM }, 'M1')).refused).toBe(
      'identity-taken',
    );
    desk.write(accepted(decideErase(desk.state, 'M1')));
    expect([desk.state.claims.size, desk.points().available]).toEqual([0, 100]);
    expect(refused(decideErase(desk.state, 'M1')).refused).toBe('unknown-member');
    expect(refused(hold(desk)).refused).toBe('unknown-member');
    // A store that was cut off sold to the member meanwhile: that is a fact.
    expect(post(desk, sale('X2', 5)).points().available).toBe(105);
    desk.write(accepted(decideLinkIdentity(desk.state, { member: 'M2', claim: CLAIM }, undefined)));
  });

  test('is in a tier by the spend of twelve months, which a return lowers', () => {
    const tiers = someRules({ tiers: [{ name: 'Gold', from: 900, rate: 150 }] });
    const desk = post(enrolled(), sale('X1', 100));
    expect(tierOfMember(desk.record(), tiers, '2026-03-02')?.name).toBe('Gold');
    expect(tierOfMember(desk.record(), tiers, '2027-03-01')).toBeUndefined();
    post(desk, returned('R1', 'X1', { unearned: 10, givenBack: 0 }));
    expect(tierOfMember(desk.record(), tiers, '2026-03-02')).toBeUndefined();
  });

  test('can be adjusted by a person, never below zero', () => {
    const desk = enrolled();
    const adjust = (points: number, id = 'A1') =>
      decideAdjust(desk.state, { id, member: 'M1', by: 'op1', reason: 'goodwill', points });
    expect(refused(adjust(0)).refused).toBe('points-zero');
    expect(refused(adjust(-1)).refused).toBe('insufficient-points');
    desk.write(accepted(adjust(10)));
    desk.write(accepted(adjust(-4, 'A2')));
    expect(desk.points().available).toBe(6);
  });

  test('has its whole history in one street', () => {
    const desk = post(enrolled(), sale('X1', 100));
    expect(desk.record().history).toEqual([1, 3]);
    expect(shardOf('M1', () => 'ffffffff00')).toBe(63);
  });
});

test('a document that takes what the hub does not own, or names another subject, is set aside', () => {
  const desk = enrolled();
  const odd = { ...fact('erased', 'M1', { member: 'M2' }) };
  const document = seal<string, unknown>(odd, desk.state.cursor, hubAuthor(1), NOW);
  expect(applyToShard(desk.state, document, 'x')).toBeUndefined();
  expect(desk.state.setAside.size).toBe(1);
});
