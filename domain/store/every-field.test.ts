/**
 * Each field of what is folded is frozen, comes back, and is in the figure for the whole. The tables name the fields by
 * their types: who adds one adds it here.
 */
import { describe, expect, test } from '@jest/globals';
import { canonical } from '../basic/canonical.ts';
import type { Frozen } from '../basic/frozen.ts';
import { Catalogue } from '../catalog/catalogue.ts';
import { hashOf, seal } from '../documents/envelope.ts';
import { DEFAULT_PICK_RULES } from '../documents/gather.ts';
import { fact, type Fact } from '../documents/registry.ts';
import { outside, shelf } from '../ledger/account.ts';
import type { MemberRecord, ShardState } from '../member/shard.ts';
import { emptyShard, shardContent } from '../member/shard.ts';
import { freezeShard, thawShard } from '../member/shard-snapshot.ts';
import type { OrderRecord } from '../pickup/order.ts';
import { DEFAULT_DISCOUNT_RULES } from '../promotion/usual.ts';
import { aProduct, testHash } from '../testing/scenario.ts';
import type { Tills } from '../till/till.ts';
import { noFigures } from '../till/figures.ts';
import { freezeStore, thawStore } from './snapshot.ts';
import { stateHash } from './state-hash.ts';
import { emptyStore, stateContent, type StoreState } from './state.ts';

const HEAD = 'a'.repeat(64);
/** As it comes back from a file: nothing is shared with what was frozen. */
const kept = (frozen: Frozen): Frozen => structuredClone(frozen);
const hash = (state: StoreState): string => stateHash(state, testHash);
const fields = <Table extends object>(table: Table) =>
  Object.entries(table) as [string & keyof Table, Table[keyof Table]][];

/** A store about which one thing is not as at an empty one. */
const STORE: Record<keyof StoreState, (state: StoreState) => void> = {
  store: (state) => Object.assign(state, { store: 'S02' }),
  book: ({ book }) => book.post([{ from: outside, to: shelf('A'), units: 1 }]),
  orders: ({ orders }) => orders.change('O1', (record) => (record.expiresAt = 5)),
  transfers: ({ transfers }) =>
    transfers.set('T1', { id: 'T1', from: 'S02', announcedAt: 1, lines: [], arrivedAt: null }),
  leases: ({ leases }) =>
    leases.set('L1', { lease: 'L1', member: 'M1', points: 1, until: 1, basket: null, tierRate: 100, lost: false }),
  exceptions: ({ exceptions }) =>
    exceptions.set('E1', { id: 'E1', type: 'oversold', at: 1, lines: [{ sku: 'A', units: 1 }], reason: '' }),
  resolutions: ({ resolutions }) => resolutions.set('E1', { by: 'anna', note: '', at: 1 }),
  tills: ({ tills }) => (tills.daysClosed = 1),
  setAside: ({ setAside }) => setAside.set('X1', 'odd'),
  incarnation: (state) => (state.incarnation = 1),
  up: (state) => (state.up = { n: 1, head: HEAD, at: 1, author: 'S01.1' }),
  down: (state) => (state.down = { n: 1, head: HEAD, at: 1, author: 'hub.1' }),
};

const TILLS: Record<keyof Tills, (tills: Tills) => void> = {
  registers: ({ registers }) => registers.set('R1', { shift: null, closed: 1 }),
  day: (tills) => (tills.day = { figures: { ...noFigures, paidIn: 1 }, shifts: 0, variance: 0 }),
  daysClosed: (tills) => (tills.daysClosed = 1),
};

const LINES = [{ sku: 'A', units: 1 }];
const placed = (at: number) => ({
  at,
  body: { order: 'O1', lines: [] } as unknown as NonNullable<OrderRecord['placed']>['body'],
});
const ORDER: Record<Exclude<keyof OrderRecord, 'id'>, (record: OrderRecord) => void> = {
  placed: (record) => (record.placed = placed(3)),
  expiresAt: (record) => (record.expiresAt = 9),
  cancelRequest: (record) => (record.cancelRequest = { by: 'customer', at: 1 }),
  checkIn: (record) => (record.checkIn = { at: 1, where: 'bay 2' }),
  assigned: (record) => (record.assigned = { to: 'anna', at: 1 }),
  picked: (record) => (record.picked = { at: 1, by: 'anna', place: '7' }),
  shorts: ({ shorts }) => shorts.set('A', 1),
  substitutions: ({ substitutions }) =>
    substitutions.push({
      agreed: { by: 'customer', how: 'phone' },
      given: { sku: 'B', units: 1, unitPrice: 1, taxRate: 0, amount: 1 },
      owed: 0,
      insteadOf: { sku: 'A', units: 1 },
      missingBefore: 0,
      inPoints: { redeemed: 0, worth: 0 },
      at: 1,
    }),
  end: (record) => (record.end = { kind: 'expired', at: 1, lines: LINES }),
};

describe('a store comes back as it was and has another hash than before', () => {
  const expectTold = (change: (state: StoreState) => void, before = emptyStore('S01')): StoreState => {
    const hashBefore = hash(before);
    const contentBefore = canonical(stateContent(before));
    change(before);
    expect(hash(before)).not.toBe(hashBefore);
    expect(canonical(stateContent(before))).not.toBe(contentBefore);
    const thawed = thawStore(kept(freezeStore(before)));
    expect(hash(thawed)).toBe(hash(before));
    expect(stateContent(thawed)).toEqual(stateContent(before));
    return thawed;
  };

  test('all of its fields are tried', () => {
    expect(Object.keys(STORE).sort()).toEqual(Object.keys(emptyStore('S01')).sort());
  });

  test.each(fields(STORE))('%s', (_name, change) => void expectTold(change));

  test.each(fields(TILLS))('tills: %s', (_name, change) => {
    const changed = emptyStore('S01');
    change(changed.tills);
    const thawed = expectTold(({ tills }) => change(tills));
    expect(thawed.tills).toEqual(changed.tills);
  });

  test.each(fields(ORDER))('a live order, and one that ended: %s', (_name, change) => {
    for (const end of [null, { kind: 'handed-over' as const, at: 2, lines: LINES }]) {
      const state = emptyStore('S01');
      state.orders.change('O1', (record) => (record.end = end));
      const thawed = expectTold(({ orders }) => orders.change('O1', change), state);
      expect(thawed.orders.get('O1')).toEqual(state.orders.get('O1'));
    }
  });
});

const LOTS = [{ expiresOn: '2026-03-01', points: 3 }];
const MEMBER: MemberRecord = {
  member: 'M1',
  enrolledAt: 1,
  erasedAt: 2,
  lots: LOTS,
  lent: new Map([['L1', { lease: 'L1', store: 'S01', until: 1, basket: 'B1', lots: LOTS }]]),
  holds: new Map([['H1', { hold: 'H1', points: 3, until: 1, channel: 'app', lots: LOTS }]]),
  paid: new Map([['O1', { order: 'O1', store: 'S01', hold: 'H0', lots: LOTS }]]),
  spend: new Map([['2026-01-01', 5]]),
  identities: new Set([HEAD]),
  history: [1, 4],
};

const SHARD: Record<Exclude<keyof ShardState, 'shard'>, (state: ShardState) => void> = {
  book: ({ book }) => book.post([{ from: outside, to: shelf('A'), units: 1 }]),
  members: () => {},
  holds: ({ holds }) => holds.set('H1', 'M1'),
  claims: ({ claims }) => claims.set(HEAD, 'M1'),
  differences: ({ differences }) =>
    differences.set('D1', {
      id: 'D1',
      member: 'M1',
      store: 'S01',
      document: 'sale~1',
      at: 1,
      resolution: { by: 'anna', note: '', at: 2 },
      rules: 1,
      earned: 2,
      tierRate: 100,
      byRules: { earned: 1, tierRate: 100 },
    }),
  setAside: ({ setAside }) => setAside.set('X1', 'odd'),
  cursor: (state) => (state.cursor = { n: 4, head: HEAD, at: 1, author: 'hub.1' }),
};

test('a shard of members comes back as it was, with each field of a member', () => {
  const state = emptyShard(3);
  expect(Object.keys({ ...SHARD, shard: 3 }).sort()).toEqual(Object.keys(state).sort());
  state.members.add(MEMBER);
  state.members.changed(MEMBER);
  for (const [, change] of fields(SHARD)) change(state);
  const thawed = thawShard(kept(freezeShard(state)));
  expect(thawed.members.get('M1')).toEqual(MEMBER);
  expect([...thawed.members.endingBefore('2026-03-02')]).toEqual([MEMBER]);
  expect(shardContent(thawed)).toEqual(shardContent(state));
  expect([thawed.shard, thawed.cursor, thawed.holds]).toEqual([3, state.cursor, state.holds]);
});

const CATALOGUE: Record<Exclude<keyof Catalogue, 'apply' | 'freeze'>, (catalogue: Catalogue) => unknown> = {
  cursor: ({ cursor }) => cursor,
  loyaltyRules: ({ loyaltyRules }) => loyaltyRules,
  loyaltyRulesOf: (catalogue) => [1, 2].map((version) => catalogue.loyaltyRulesOf(version)),
  pickRules: ({ pickRules }) => pickRules,
  discountRules: ({ discountRules }) => discountRules,
  promotion: (catalogue) => [1, 2].map((version) => catalogue.promotion('SPRING', version)),
  promotions: (catalogue) => catalogue.promotions(),
  sealingKey: ({ sealingKey }) => sealingKey,
  product: (catalogue) => catalogue.product('A'),
  scan: (catalogue) => catalogue.scan('4006381333931'),
  store: (catalogue) => catalogue.store('S01'),
  products: (catalogue) => [...catalogue.products()],
  stores: (catalogue) => [...catalogue.stores()],
  staff: (catalogue) => catalogue.staff('anna'),
  people: (catalogue) => [...catalogue.people()],
  size: ({ size }) => size,
};

/** One document of each kind, of what has versions two. */
function fullCatalogue(): Catalogue {
  const place = { latitude: 0, longitude: 0, timeZone: 'UTC', currency: 'EUR', pickup: true };
  const rules = (version: number) => ({
    version,
    currency: 'EUR',
    accrual: { points: 1, per: 10, excludedGroups: [] },
    campaigns: [],
    redemption: { points: 1, value: 1, minimum: 0 },
    tiers: [],
    expiryDays: null,
    leases: null,
  });
  const promotion = (version: number) => ({
    code: 'SPRING',
    version,
    name: `Spring ${version}`,
    currency: 'EUR',
    takes: { percent: 10 },
    groups: null,
    from: '2026-03-01',
    until: '2026-04-01',
    minimum: 0,
    active: true,
  });
  const pinHash = `$argon2id$v=19$m=16,t=2,p=1$${'c'.repeat(22)}$${'h'.repeat(43)}`;
  const facts = [
    fact('store', 'S01.1', { store: 'S01', name: 'One', ...place }),
    fact('product', 'A.1', aProduct('A', { gtins: ['4006381333931'] })),
    fact('staff', 'anna.1', { staff: 'anna', name: 'A', role: 'clerk', pinHash, active: true }),
    fact('pick-rules', '1', { ...DEFAULT_PICK_RULES, version: 1 }),
    fact('discount-rules', '1', { ...DEFAULT_DISCOUNT_RULES, version: 1 }),
    fact('sealing-key', '1', { version: 1, key: 'k'.repeat(43) }),
    ...[1, 2].map((version) => fact('promotion', `SPRING.${version}`, promotion(version))),
    ...[1, 2].map((version) => fact('loyalty-rules', String(version), rules(version))),
  ] satisfies Fact[];
  const catalogue = new Catalogue();
  for (const item of facts) {
    const document = seal<string, unknown>(item, catalogue.cursor, 'hub.1', 1);
    catalogue.apply(document, hashOf(document, testHash));
  }
  return catalogue;
}

test.each(fields(CATALOGUE))('a catalogue answers as before: %s', (_name, ask) => {
  const catalogue = fullCatalogue();
  expect(ask(catalogue)).not.toEqual(ask(new Catalogue()));
  expect(ask(Catalogue.thaw(kept(catalogue.freeze())))).toEqual(ask(catalogue));
});
