/** A shard put aside at any moment and brought back is the same shard, whatever happened to the first one meanwhile. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Frozen } from '../basic/frozen.ts';
import { type Envelope, hashOf, seal } from '../documents/envelope.ts';
import { fact, type Fact } from '../documents/registry.ts';
import { LoyaltyWorld, MEMBERS } from '../testing/loyalty-world.ts';
import { testHash } from '../testing/scenario.ts';
import { applyToShard, emptyShard, shardContent, type ShardState } from './shard.ts';
import { freezeShard, thawShard } from './shard-snapshot.ts';

const STEPS = 24;
const histories = fc.record({
  steps: fc.array(fc.tuple(fc.nat(STEPS - 1), fc.nat(1000)), { minLength: 20, maxLength: 120, size: 'max' }),
  frozenAt: fc.array(fc.nat(200), { minLength: 1, maxLength: 40 }),
});

const put = (state: ShardState, document: Envelope): unknown =>
  applyToShard(state, document, hashOf(document, testHash));

function write(street: Envelope[], facts: readonly Fact[]): void {
  for (const item of facts) {
    const last = street.at(-1);
    const { n = 0, at = 0, author = 'hub.1' } = last ?? {};
    const head = last ? hashOf(last, testHash) : '0'.repeat(64);
    street.push(seal<string, unknown>(item, { n, head, at, author }, author, at + 1));
  }
}

const adjusted = (id: string, member: string, expiresOn: string | null): Fact => {
  const credit = { toDebt: 0, toBalance: 5, expiresOn };
  return fact('points-adjusted', id, { member, by: 'anna', reason: 'test', credit, taken: 0 });
};

/** As it comes back from a file: nothing is shared with what was frozen. */
const kept = (frozen: Frozen): Frozen => structuredClone(frozen);

test('A shard that goes on from what was put aside is the shard that never stopped', () => {
  fc.assert(
    fc.property(histories, ({ steps, frozenAt }) => {
      const world = new LoyaltyWorld();
      for (const [operation, pick] of steps) world.step(operation, pick);
      const wanted = new Set(frozenAt);
      let state = emptyShard(0);
      for (const [index, document] of world.street.entries()) {
        put(state, document);
        if (!wanted.has(index)) continue;
        const frozen = freezeShard(state);
        const former = state;
        const next = world.street[index + 1];
        if (next) put(former, next);
        state = thawShard(kept(frozen));
      }
      expect(shardContent(state)).toEqual(shardContent(world.shard));
      expect(state.book.digest).toBe(world.shard.book.digest);
    }),
    { numRuns: 30 },
  );
});

test('Claims come and go with it, and points that end are found', () => {
  const street: Envelope[] = [];
  const [one, other] = MEMBERS;
  const claims = ['a', 'b', 'c'].map((letter) => letter.repeat(64));
  const linked = (claim: string, member: string): Fact => fact('identity', `${claim}~${member}`, { claim, member });
  write(street, [
    fact('member-enrolled', one, { member: one, channel: 'app' }),
    fact('member-enrolled', other, { member: other, channel: 'app' }),
    linked(claims[0] as string, one),
    linked(claims[1] as string, one),
    linked(claims[2] as string, other),
    adjusted('A1', one, '2026-03-01'),
    adjusted('A2', other, null),
    adjusted('A3', other, '2026-05-01'),
    fact('erased', one, { member: one }),
  ]);
  const ending = (state: ShardState, day: string): string[] =>
    [...state.members.endingBefore(day)].map(({ member }) => member);
  for (let cut = 0; cut <= street.length; cut++) {
    const whole = emptyShard(0);
    for (const document of street.slice(0, cut)) put(whole, document);
    const state = thawShard(kept(freezeShard(whole)));
    for (const document of street.slice(cut)) {
      put(whole, document);
      put(state, document);
    }
    expect(state.setAside.size).toBe(0);
    expect(shardContent(state)).toEqual(shardContent(whole));
    expect(claims.map((claim) => state.claims.get(claim))).toEqual([undefined, undefined, other]);
    expect([ending(state, '2026-03-01'), ending(state, '2026-03-02'), ending(state, '2026-05-02')]).toEqual([
      [],
      [one],
      [one, other],
    ]);
  }
});

test('Rows of members are brought together when they lie on many pages', () => {
  const street: Envelope[] = [];
  const members = Array.from({ length: 50 }, (_, index) => `M${index}`);
  write(
    street,
    members.map((member) => fact('member-enrolled', member, { member, channel: 'app' })),
  );
  write(
    street,
    members.map((member, index) => adjusted(`A${index}`, member, null)),
  );
  const whole = emptyShard(7);
  let state = emptyShard(7);
  for (const document of street) {
    put(whole, document);
    put(state, document);
    state = thawShard(kept(freezeShard(state)));
  }
  expect(shardContent(state)).toEqual(shardContent(whole));
  expect([...state.members].map(([member]) => member)).toEqual(members);
});
