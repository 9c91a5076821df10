/** A state that was frozen and thawed on the way is the state that never was, whatever the history and wherever it is cut. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonical } from '../basic/canonical.ts';
import { Catalogue } from '../catalog/catalogue.ts';
import { type Envelope, hashOf, seal } from '../documents/envelope.ts';
import { fact } from '../documents/registry.ts';
import { LoyaltyWorld } from '../testing/loyalty-world.ts';
import { Partition } from '../testing/partition.ts';
import { statusOf } from '../pickup/order.ts';
import { aCatalogue, aProduct, rebuild, Scenario, testHash } from '../testing/scenario.ts';
import { freezeStore, thawStore } from './snapshot.ts';
import { stateHash } from './state-hash.ts';
import { applyDocument, emptyStore, stateContent, type StoreState } from './state.ts';

const ENOUGH_MS = 240_000;
const steps = fc.array(fc.tuple(fc.nat(20), fc.nat(1000)), { maxLength: 120 });
/** How many documents between two freezings, and whether the next one is taken from `up`. */
const cuts = fc.infiniteStream(fc.tuple(fc.nat(12), fc.boolean()));

/** What listings see of the orders stands beside the state. */
const content = (state: StoreState): string => {
  const entries = [...state.orders.entries()].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const { id, status, placedAt } of entries) {
    const record = state.orders.get(id);
    expect({ status: statusOf(record), placedAt: record?.placed?.at ?? null }).toEqual({ status, placedAt });
  }
  expect(entries).toHaveLength(state.orders.size);
  return canonical([stateContent(state), entries]);
};
const hash = (state: StoreState): string => stateHash(state, testHash);

interface Streets {
  readonly up: readonly Envelope[];
  readonly down: readonly Envelope[];
}

/** Folds the streets with a freezing and a thawing after some documents, again and again. */
function inPieces(streets: Streets, pieces: Iterable<[number, boolean]>): StoreState {
  let state = emptyStore('S01');
  let left = 0;
  for (const [length, wantsUp] of pieces) {
    const isUp = state.down.n >= streets.down.length || (wantsUp && state.up.n < streets.up.length);
    const direction = isUp ? 'up' : 'down';
    const document = streets[direction][state[direction].n];
    if (document === undefined) return state;
    applyDocument(state, document, direction, hashOf(document, testHash));
    if (left-- > 0) continue;
    left = length;
    const before = content(state);
    const frozen = freezeStore(state);
    const thawed = thawStore(frozen);
    // The former one goes its own way, which is nothing to the snapshot.
    const [stray] = streets.up.slice(state.up.n);
    if (stray) applyDocument(state, stray, 'up', hashOf(stray, testHash));
    expect(content(thawStore(frozen))).toBe(before);
    state = thawed;
  }
  return state;
}

function expectSame(streets: Streets, pieces: Iterable<[number, boolean]>): void {
  const folded = inPieces(streets, pieces);
  const whole = rebuild('S01', streets, () => true);
  expect(content(folded)).toBe(content(whole));
  expect(hash(folded)).toBe(hash(whole));
}

test(
  'over orders, sales and counts of a store and a hub under partition',
  () => {
    fc.assert(
      fc.property(steps, cuts, (history, pieces) => {
        const world = new Partition();
        for (const [operation, pick] of history) world.step(operation, pick);
        expectSame(world.streets, pieces);
        // The digests of two states say what their content says.
        const isEqual = content(world.store) === content(world.hub);
        expect(hash(world.store) === hash(world.hub)).toBe(isEqual);
        world.heal();
        expect(hash(world.store)).toBe(hash(world.hub));
      }),
      { numRuns: 60 },
    );
  },
  ENOUGH_MS,
);

test(
  'over points, leases and returns',
  () => {
    fc.assert(
      fc.property(steps, cuts, (history, pieces) => {
        const world = new LoyaltyWorld();
        for (const [operation, pick] of history) world.step(operation, pick);
        const side = world.sides.get('S01');
        if (side) expectSame(side.streets, pieces);
      }),
      { numRuns: 40 },
    );
  },
  ENOUGH_MS,
);

test('with a document that was set aside, an exception, a transfer, a till and what a person said', () => {
  const scenario = new Scenario().stock('A', 5);
  scenario.up(
    fact('shift-opened', 's', {
      shift: 's',
      register: 'R1',
      by: 'P',
      businessDay: '2026-03-01',
      currency: 'EUR',
      float: [],
    }),
    fact('receipt', 'c', { lines: [{ sku: 'A', units: 3, announced: 4, area: 'shelf' }] }),
  );
  scenario.down(
    fact('relay', 'T1', { transfer: 'T1', from: 'S02', lines: [{ sku: 'A', units: 2 }] }),
    fact('incarnation', 'S01.1', { store: 'S01', incarnation: 1, n: 0, head: '0'.repeat(64) }),
    fact('resolution', 'r', { exception: 'receipt~c', by: 'P', note: 'seen' }),
  );
  const { state } = scenario;
  const odd = seal({ id: 'hologram~1', kind: 'hologram', v: 1, body: {} }, state.up, 'S01.1', 1);
  applyDocument(state, odd, 'up', hashOf(odd, testHash));
  const thawed = thawStore(freezeStore(state));
  expect(content(thawed)).toBe(content(state));
  expect(hash(thawed)).toBe(hash(state));
  const arrival = fact('arrival', 'T1', {
    transfer: 'T1',
    lines: [{ sku: 'A', shelf: 2, unsellable: 0, missing: 0, extra: 0 }],
  });
  const next = seal<string, unknown>(arrival, state.up, 'S01.1', 1);
  for (const one of [state, thawed]) expect(applyDocument(one, next, 'up', hashOf(next, testHash))).toBeDefined();
  expect(content(thawed)).toBe(content(state));
  expect(hash(thawed)).toBe(hash(state));
});

test('a catalogue comes back with its codes, whoever took them last', () => {
  const catalogue = aCatalogue([
    aProduct('A', { gtins: ['4006381333931'] }),
    aProduct('B', { gtins: ['4006381333931'] }),
  ]);
  const again = (sku: string, n: number): void => {
    const product = aProduct(sku, { gtins: ['4006381333931'], name: `${sku} again` });
    const written = seal<string, unknown>(fact('product', `${sku}.${n}`, product), catalogue.cursor, 'hub.1', 1);
    catalogue.apply(written, hashOf(written, testHash));
  };
  again('A', 2);
  const thawed = Catalogue.thaw(catalogue.freeze());
  again('B', 2);
  expect(thawed.scan('4006381333931')?.sku).toBe('A');
  expect(thawed.product('B')?.name).toBe('Item B');
  expect(thawed.size).toEqual({ products: 2, stores: 2 });
  expect(catalogue.scan('4006381333931')?.sku).toBe('B');
  expect(thawed.discountRules).toEqual(catalogue.discountRules);
});
