/**
 * Given / when / then for the rules of one store. `up` and `down` write facts
 * as the store and the hub would; decisions are made on `state`.
 */
import type { Decision, Refusal } from '../basic/outcome.ts';
import { hubAuthor, storeAuthor } from '../basic/ids.ts';
import { Catalogue } from '../catalog/catalogue.ts';
import { type Product, product as productSchema } from '../documents/catalog.ts';
import { type Envelope, hashOf, seal } from '../documents/envelope.ts';
import { type Doc, fact, type Fact } from '../documents/registry.ts';
import { applyDocument, emptyStore, type StoreState } from '../store/state.ts';

/** A stand-in for SHA-256 that needs no library: 64 hexadecimal digits, different for different short texts. Not secure. */
export function testHash(text: string): string {
  let digest = '';
  for (let lane = 0; lane < 8; lane++) {
    let word = 0x811c9dc5 ^ (lane * 0x9e3779b1);
    for (let index = 0; index < text.length; index++) word = Math.imul(word ^ text.charCodeAt(index), 0x01000193);
    digest += (word >>> 0).toString(16).padStart(8, '0');
  }
  return digest;
}

/** A product with everything filled in. */
export const aProduct = (sku: string, changes: Partial<Product> = {}): Product =>
  productSchema.parse({ sku, name: `Item ${sku}`, gtins: [], price: 250, currency: 'EUR', taxRate: 2300, ...changes });

/** A catalogue of those products and stores. */
export function aCatalogue(products: readonly Product[], stores: readonly string[] = ['S01', 'S02']): Catalogue {
  const catalogue = new Catalogue();
  const facts = [
    ...stores.map((store) =>
      fact('store', `${store}.1`, {
        store,
        name: store,
        latitude: 0,
        longitude: 0,
        timeZone: 'UTC',
        currency: 'EUR',
        pickup: true,
      }),
    ),
    ...products.map((item) => fact('product', `${item.sku}.1`, item)),
  ];
  for (const item of facts) {
    const document = seal<string, unknown>(item, catalogue.cursor, hubAuthor(1), 1);
    catalogue.apply(document, hashOf(document, testHash));
  }
  return catalogue;
}

export class Scenario {
  readonly state: StoreState;
  readonly catalogue: Catalogue;
  /** Every document written, by direction, in order. */
  readonly streets: { up: Envelope[]; down: Envelope[] } = { up: [], down: [] };
  now = 1_000_000;

  constructor(products: readonly Product[] = [aProduct('A'), aProduct('B')], store = 'S01') {
    this.state = emptyStore(store);
    this.catalogue = aCatalogue(products);
  }

  /** The store writes. */
  up(...facts: readonly Fact[]): Doc[] {
    return facts.map((item) => this.#write(item, 'up'));
  }

  /** The hub writes. */
  down(...facts: readonly Fact[]): Doc[] {
    return facts.map((item) => this.#write(item, 'down'));
  }

  /** `units` of `sku` delivered, of which `online` are granted to the hub. */
  stock(sku: string, units: number, online = 0): this {
    const subject = `${sku}.${this.state.up.n}`;
    this.up(fact('receipt', subject, { lines: [{ sku, units, area: 'shelf' }] }));
    if (online > 0) this.up(fact('grant', subject, { lines: [{ sku, units: online }] }));
    return this;
  }

  #write(item: Fact, direction: 'up' | 'down'): Doc {
    const author = direction === 'up' ? storeAuthor(this.state.store, 1) : hubAuthor(1);
    const document = seal<string, unknown>(item, this.state[direction], author, this.now);
    const understood = applyDocument(this.state, document, direction, hashOf(document, testHash));
    if (!understood) throw new Error(`set aside: ${this.state.setAside.get(document._id)}`);
    this.streets[direction].push(document);
    return understood;
  }
}

/** The accepted value, or an error that shows the refusal. */
export function accepted<T>(decision: Decision<T>): T {
  if (!decision.ok) throw new Error(`refused: ${JSON.stringify(decision.refusal)}`);
  return decision.value;
}

/** The refusal, or an error when there is none. */
export function refused<T>(decision: Decision<T>): Refusal {
  if (decision.ok) throw new Error(`accepted: ${JSON.stringify(decision.value)}`);
  return decision.refusal;
}

/** A state rebuilt from streets, taking the next document from `up` where `choose` says true. */
export function rebuild(
  store: string,
  streets: { up: readonly Envelope[]; down: readonly Envelope[] },
  choose: () => boolean,
): StoreState {
  const state = emptyStore(store);
  const next = { up: 0, down: 0 };
  while (next.up < streets.up.length || next.down < streets.down.length) {
    const wantUp = next.down >= streets.down.length || (next.up < streets.up.length && choose());
    const direction = wantUp ? 'up' : 'down';
    const document = streets[direction][next[direction]++];
    if (document) applyDocument(state, document, direction, hashOf(document, testHash));
  }
  return state;
}
