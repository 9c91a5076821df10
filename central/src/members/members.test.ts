import { createCipheriv, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { must } from '@ringfence/domain/basic/assert.ts';
import { membersStreet } from '@ringfence/domain/basic/ids.ts';
import { accrual, lease as leaseAccount } from '@ringfence/domain/ledger/account.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { hashOf, seal } from '@ringfence/domain/documents/envelope.ts';
import type { Claim, SalePoints } from '@ringfence/domain/documents/points.ts';
import { fact } from '@ringfence/domain/documents/registry.ts';
import { normalised } from '@ringfence/domain/member/identity.ts';
import { shardOf } from '@ringfence/domain/member/shard.ts';
import { machineClock } from '../clock.ts';
import { sha256 } from '../crypto.ts';
import { saleBody, type TestStore, World } from '../testing/world.ts';
import { MemberKeys } from './keys.ts';

const RULES = {
  currency: 'PLN',
  accrual: { points: 1, per: 10 },
  redemption: { points: 1, value: 1, minimum: 5 },
  tiers: [{ name: 'Gold', from: 100, rate: 150 }],
  leases: { perMember: 100, perStore: 40, days: 2 },
};
const PHONE = { kind: 'phone' as const, value: '+48 600-100-200' };
const EMAIL = { kind: 'email' as const, value: 'Someone@Example.org' };

let world: World;
let store: TestStore;
/** How far the hub's clock is ahead of the machine's. */
let clockAhead = 0;
beforeEach(async () => {
  clockAhead = 0;
  world = await World.make({ clock: { ...machineClock, now: () => Date.now() + clockAhead } });
  store = await world.enrol('S01');
  await world.hub.putLoyaltyRules(RULES);
});
afterEach(() => world.end());

/** Sends what the store wrote, and waits until what follows from it is on disk. */
async function send(rows: readonly Envelope[]): Promise<void> {
  await world.send(store, rows);
  await world.hub.members.settled();
}

async function enrol(identities: readonly (typeof PHONE | typeof EMAIL)[] = [PHONE], id = 'E1'): Promise<string> {
  const person = { name: 'Somebody', identities: [...identities] };
  const outcome = await world.hub.members.enrol({ id, channel: 'app', person });
  if (outcome.outcome === 'refused') throw new Error(outcome.refusal.message);
  return outcome.document.body.member;
}

/** A sale of one apple that earned 25, and redeemed what is named. */
function sale(id: string, claim: Claim, spent: SalePoints['spent'] = []): Envelope {
  const value = spent.reduce((sum, part) => sum + part.points, 0);
  const body = saleBody([{ sku: 'apple', units: 1 }]);
  const tenders = [
    { kind: 'cash' as const, amount: body.total - value },
    { kind: 'points' as const, amount: value },
  ].filter((tender) => tender.amount > 0);
  const lines = [{ earned: 25, redeemed: value, worth: value }];
  return store.write('sale', id, { ...body, tenders, points: { claim, rules: 1, tierRate: 100, lines, spent, value } });
}

const receipt = (): Envelope => store.write('receipt', 'D1', { lines: [{ sku: 'apple', units: 99, area: 'shelf' }] });
const view = (member: string) => must(world.hub.members.view(member), 'a member');
const leases = async (): Promise<Envelope[]> =>
  (await world.desk('S01').down.read(0, 500)).filter(({ kind }) => kind === 'lease');

/** What a store does with a phone number of somebody it does not know. */
function sealed(identity: typeof PHONE): Claim {
  const x = must(world.hub.catalogue.sealingKey, 'a key').key;
  const hub = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });
  const own = generateKeyPairSync('x25519');
  const secret = new Uint8Array(diffieHellman({ privateKey: own.privateKey, publicKey: hub }));
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'ringfence claim', 32));
  const cipher = createCipheriv('aes-256-gcm', key, new Uint8Array(12));
  const text = cipher.update(JSON.stringify(identity), 'utf8', 'hex') + cipher.final('hex');
  const ephemeral = Buffer.from(String(own.publicKey.export({ format: 'jwk' }).x), 'base64url').toString('hex');
  return { sealed: Buffer.from(ephemeral + cipher.getAuthTag().toString('hex') + text, 'hex').toString('base64url') };
}

describe('a sale', () => {
  test('is posted once, delivered three times and over restarts, and lends the store some points', async () => {
    const member = await enrol();
    const rows = [receipt(), sale('X1', { member })];
    for (let delivery = 0; delivery < 3; delivery++) await send(rows);
    await world.restart();
    await world.restart();
    expect(view(member)).toMatchObject({ available: 13, total: 25, lent: [{ store: 'S01', points: 12 }] });
    expect(view(member).tier).toEqual({ name: 'Gold', rate: 150 });
    expect(await leases()).toHaveLength(1);
  });

  test('whose posting a power cut took is posted at the next start', async () => {
    const member = await enrol();
    await send([receipt()]);
    await world.restart({ street: 'up-S01', document: sale('X1', { member }) });
    expect(view(member).total).toBe(25);
    expect(world.desk('S01').state.book.units(accrual('S01', 'sale~X1'))).toBe(25);
  });

  test('of somebody unknown waits until the phone number is somebody’s, however it was written', async () => {
    await send([receipt(), sale('X1', sealed({ ...PHONE, value: '0048 600 100 200' }))]);
    expect(world.hub.members.unclaimed).toBe(1);
    await world.restart();
    const member = await enrol();
    expect([view(member).total, world.hub.members.unclaimed]).toEqual([25, 0]);
    await world.restart();
    expect([view(member).total, world.hub.members.unclaimed]).toEqual([25, 0]);
  });

  test('with a claim nobody can read, or a member nobody enrolled, waits', async () => {
    await send([receipt(), sale('X1', { sealed: 'AAAA' }), sale('X2', { member: 'nobody' })]);
    expect(world.hub.members.unclaimed).toBe(2);
  });
});

describe('a store that asks for points', () => {
  const ask = (member: string, points: number, id = 'Q1') =>
    world.hub.exchange.answer(world.desk('S01'), { id, kind: 'points', member, points, basket: 'X9', downN: 0 });

  test('has the lease in the answer, once for one ask, and what it spends is accounted for', async () => {
    const member = await enrol();
    await send([receipt(), sale('X1', { member })]);
    const answer = await ask(member, 10);
    expect(answer.granted).toBe(true);
    const given = answer.documents.find(({ _id }) => _id === 'lease~S01.Q1');
    expect(given?.body).toMatchObject({ member, points: 10, basket: 'X9', tierRate: 150 });
    expect((await ask(member, 10)).granted).toBe(true);
    expect(view(member)).toMatchObject({ available: 3, total: 25 });

    await send([sale('X9', { member }, [{ lease: 'S01.Q1', points: 7 }])]);
    const back = store.write('lease-return', 'S01.Q1', { lease: 'S01.Q1', member, points: 3 });
    await send([back]);
    expect(view(member)).toMatchObject({ total: 43 });
    expect(world.desk('S01').state.book.units(leaseAccount(member, 'S01.Q1'))).toBe(0);
  });

  test('is told what is free and where the rest is, and nothing changes', async () => {
    const member = await enrol();
    await send([receipt(), sale('X1', { member })]);
    expect(await ask(member, 14)).toMatchObject({
      granted: false,
      reason: 'insufficient-points',
      details: { available: 13, lent: [{ store: 'S01', points: 12 }] },
    });
    expect((await ask('nobody', 5, 'Q2')).reason).toBe('unknown-member');
    expect((await ask(member, 0, 'Q3')).reason).toBe('points-zero');
    expect(view(member).total).toBe(25);
  });

  test('has its lease at the next start, when the hub stopped after the debit', async () => {
    const member = await enrol();
    await send([receipt(), sale('X1', { member })]);
    const shard = must(world.hub.members.shards[shardOf(member, sha256)], 'a shard');
    const given = fact('lease-given', 'S01.Q7', {
      lease: 'S01.Q7',
      member,
      store: 'S01',
      points: 5,
      until: Date.now() + 1e6,
      basket: null,
      tierRate: 100,
    });
    const document = seal<string, unknown>(given, shard.state.cursor, 'hub.1', Date.now());
    expect(hashOf(document, sha256)).toHaveLength(64);
    await world.restart({ street: membersStreet(shard.state.shard), document });
    await world.restart();
    expect((await leases()).filter(({ _id }) => _id === 'lease~S01.Q7')).toHaveLength(1);
    expect(view(member)).toMatchObject({ available: 8, total: 25 });
  });
});

test('a sale from a lease that had ended by the hub’s clock when it arrived, and not by the store’s log, is honoured', async () => {
  const member = await enrol();
  await send([receipt(), sale('X1', { member })]);
  const ask = { id: 'Q1', kind: 'points' as const, member, points: 10, basket: 'X9', downN: 0 };
  const { granted } = await world.hub.exchange.answer(world.desk('S01'), ask);
  // The store sold in time, by its own log, and was silent for a year.
  const late = sale('X9', { member }, [{ lease: 'S01.Q1', points: 10 }]);
  clockAhead = 366 * 86_400_000;
  world.hub.tick();
  expect([granted, view(member).lent.map(({ points }) => points)]).toEqual([true, [12, 10]]);
  for (let delivery = 0; delivery < 3; delivery++) await send([late]);
  expect(view(member).total).toBe(40);
  expect(view(member).lent.map(({ lease }) => lease)).not.toContain('S01.Q1');
  expect(world.desk('S01').state.book.units(leaseAccount(member, 'S01.Q1'))).toBe(0);
});

describe('holds of an app', () => {
  const hold = (member: string, id = 'H1', points = 10, basket?: number) =>
    world.hub.members.hold({ id, member, points, until: Date.now() + 60_000, channel: 'app' }, basket);

  test('are made once, end once, and are nobody else’s', async () => {
    const member = await enrol();
    const other = await enrol([EMAIL], 'E2');
    await send([receipt(), sale('X1', { member })]);
    const until = Date.now() + 60_000;
    const command = { id: 'H1', member, points: 10, until, channel: 'app' };
    expect((await world.hub.members.hold(command)).outcome).toBe('recorded');
    expect((await world.hub.members.hold(command)).outcome).toBe('exists');
    expect(await hold(member, 'H1', 9)).toMatchObject({ refusal: { refused: 'exists-different' } });
    expect(await world.hub.members.endHold({ hold: 'H1', member: other, captured: 1 })).toMatchObject({
      refusal: { refused: 'hold-of-another-member' },
    });
    const end = { hold: 'H1', member, captured: 4, usedFor: 'O1' };
    expect((await world.hub.members.endHold(end)).outcome).toBe('recorded');
    expect((await world.hub.members.endHold(end)).outcome).toBe('exists');
    expect(view(member)).toMatchObject({ total: 21, held: [] });
    expect(await hold(member, 'H2', 50, 20)).toMatchObject({ refusal: { refused: 'points-above-basket' } });
  });

  test('that were abandoned come back by themselves', async () => {
    const member = await enrol();
    await send([receipt(), sale('X1', { member })]);
    await world.hub.members.hold({ id: 'H1', member, points: 10, until: Date.now() + 20_000, channel: 'app' });
    expect(view(member).available).toBe(3);
    clockAhead = 30_000;
    world.hub.tick();
    expect(view(member)).toMatchObject({ available: 13, held: [] });
  });
});

describe('the person behind a member', () => {
  test('is found by any of the identities, which are nobody else’s', async () => {
    const member = await enrol([PHONE, EMAIL]);
    expect(world.hub.members.find({ kind: 'email', value: ' someone@example.ORG ' })).toBe(member);
    expect(world.hub.members.find(sealed(PHONE) as { sealed: string })).toBe(member);
    expect(await enrol([PHONE, EMAIL])).toBe(member);
    await expect(enrol([EMAIL], 'E2')).rejects.toThrow('Another member');
    const card = { kind: 'card' as const, value: '12-34 56' };
    expect((await world.hub.members.identify(member, card)).outcome).toBe('recorded');
    expect(world.hub.members.find({ kind: 'card', value: '123456' })).toBe(member);
  });

  test('is in no log, can be exported, and is forgotten for good; the totals stay', async () => {
    const member = await enrol([PHONE, EMAIL]);
    await send([receipt(), sale('X1', { member })]);
    const exported = JSON.stringify(await world.hub.members.export(member));
    for (const part of ['Somebody', PHONE.value, 'sale', 'X1']) expect(exported).toContain(part);
    const streets = [];
    for (const name of await world.log.streets()) streets.push(...(await (await world.log.open(name)).read(0, 500)));
    for (const part of ['Somebody', '600100200', '600-100-200', 'xample'])
      expect(JSON.stringify(streets)).not.toContain(part);

    expect((await world.hub.members.erase(member)).outcome).toBe('recorded');
    await world.restart();
    expect(world.hub.members.view(member)).toBeUndefined();
    expect(world.hub.members.find(PHONE)).toBeUndefined();
    expect(await world.log.get(`person/${member}`)).toBeNull();
    const { state } = must(world.hub.members.shards[shardOf(member, sha256)], 'a shard');
    expect(state.book.units({ kind: 'balance', subject: member })).toBe(13);
    expect(await enrol([PHONE], 'E2')).not.toBe(member);
  });

  test('keeps every identity that is noted, at once or again after a stop in the middle, and ten at most', async () => {
    const member = await enrol([PHONE]);
    const { members } = world.hub;
    const cards = Array.from({ length: 9 }, (_, card) => ({ kind: 'card' as const, value: `card ${card}` }));
    await Promise.all(cards.slice(0, 8).map((card) => members.identify(member, card)));
    // As a process leaves it that ends after the link and before the row.
    const row = await world.log.get(`person/${member}`);
    await members.identify(member, must(cards[8], 'the last'));
    await world.log.put(`person/${member}`, row);
    expect((await members.identify(member, must(cards[8], 'the last'))).outcome).toBe('exists');
    expect(await members.identify(member, EMAIL)).toMatchObject({ refusal: { refused: 'invalid-input' } });
    const exported = (await members.export(member)) as { person: { identities: unknown[] } };
    expect(exported.person.identities).toEqual([PHONE, ...cards]);
  });

  test('is forgotten although one more identity was noted at the same time', async () => {
    const member = await enrol([PHONE]);
    const { members } = world.hub;
    const outcomes = await Promise.all([members.identify(member, EMAIL), members.erase(member)]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['recorded', 'recorded']);
    expect(await world.log.get(`person/${member}`)).toBeNull();
  });

  test('has a history that is read page by page, newest first', async () => {
    const member = await enrol();
    await send([receipt(), sale('X1', { member }), sale('X2', { member })]);
    const first = await world.hub.members.history(member, { limit: 2 });
    const rest = await world.hub.members.history(member, { limit: 50, before: must(first.before, 'more') });
    const kinds = [...first.documents, ...rest.documents].map(({ kind }) => kind);
    expect(kinds).toEqual(['accrued', 'lease-given', 'accrued', 'identity', 'member-enrolled']);
    expect(rest.before).toBeNull();
  });
});

describe('rules', () => {
  test('that differ are the next version; the same again writes nothing', async () => {
    expect(await world.hub.putLoyaltyRules(RULES)).toMatchObject({ written: 0, unchanged: 1 });
    await world.hub.putLoyaltyRules({ ...RULES, expiryDays: 10 });
    expect(world.hub.catalogue.loyaltyRules).toMatchObject({ version: 2, expiryDays: 10 });
    expect(world.hub.catalogue.loyaltyRulesOf(1)?.expiryDays).toBeNull();
    expect(await world.hub.putLoyaltyRules({ ...RULES, accrual: { points: 0, per: 1 } })).toMatchObject({
      refusal: { refused: 'invalid-input', field: 'rules.accrual.points' },
    });
  });
});

test.each([
  ['phone', '0048 (600) 100-200', '+48600100200'],
  ['phone', '+48 600.100.200', '+48600100200'],
  ['email', ' A.B@C.De ', 'a.b@c.de'],
  ['card', 'ab 12-34', 'AB1234'],
] as const)('%s %s is %s', (kind, value, text) => expect(normalised({ kind, value })).toBe(text));

test('what another hub sealed, or nobody, is not read', () => {
  const keys = new MemberKeys(new Uint8Array(32).fill(9));
  expect([keys.open(''), keys.open('AAAA'), keys.open('A'.repeat(120))]).toEqual([undefined, undefined, undefined]);
});
