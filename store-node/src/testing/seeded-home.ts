/** A store node's data directory as it looks after enrolment and a first exchange with the hub, made without a hub. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Product, StoreInfo } from '@ringfence/domain/documents/catalog.ts';
import { type Cursor, type Envelope, hashOf, seal, startOfStreet } from '@ringfence/domain/documents/envelope.ts';
import { fact, type Fact } from '@ringfence/domain/documents/registry.ts';
import { lineAmount } from '@ringfence/domain/sale/basket.ts';
import { type Pass, renderPass } from '@ringfence/domain/pickup/pass.ts';
import type { ReplicaStreet } from '@ringfence/log/replica-street.ts';
import { Home, sha256 } from '../identity/home.ts';
import { keysOf, signWith } from '../identity/keys.ts';

export const STORE = 'S01';
export const PRICE = 250;
export const KEYS = { clerk: 'clerk-key', supervisor: 'supervisor-key', operator: 'operator-key' } as const;

/** The keys file's content for `KEYS`. */
export const apiKeys = Object.entries(KEYS).map(([role, key]) => ({
  name: role,
  sha256: sha256(key),
  roles: [role as keyof typeof KEYS],
}));

const storeInfo = (store: string): StoreInfo => ({
  store,
  name: `Store ${store}`,
  latitude: 52,
  longitude: 13,
  timeZone: 'Europe/Berlin',
  currency: 'EUR',
  pickup: true,
});

export const productInfo = (sku: string): Product => ({
  sku,
  name: `Item ${sku}`,
  gtins: [],
  price: PRICE,
  currency: 'EUR',
  taxRate: 1900,
  measure: 'piece',
  safetyStock: 1,
  active: true,
});

/** The hub's pen: seals facts onto a street, and signs passes. */
export class HubPen {
  readonly #privateKey = generateKeyPairSync('ed25519').privateKey;
  readonly publicKey = keysOf(this.#privateKey).publicKey;

  /** The documents that follow `cursor`. */
  seal(facts: readonly Fact[], cursor: Cursor, now = Date.now()): Envelope[] {
    let at = cursor;
    return facts.map((one) => {
      const document = seal<string, unknown>(one, at, 'hub.1', now);
      at = { n: document.n, head: hashOf(document, sha256), at: document.at, author: document.author };
      return document;
    });
  }

  pass(pass: Partial<Pass> & Pick<Pass, 'order'>): string {
    const expiresAt = Date.now() + 3_600_000;
    const full = { store: STORE, expiresAt, due: 0, currency: 'EUR', lines: [{ sku: 'A', units: 1 }], ...pass };
    return renderPass(full, signWith(this.#privateKey));
  }

  /** A paid order of one item, as the hub writes it. */
  order(id: string, sku: string, units: number, expiresAt = Date.now() + 3_600_000): Fact<'pickup-order'> {
    const amount = lineAmount(PRICE, units, 'piece');
    const lines = [{ sku, units, unitPrice: PRICE, taxRate: 1900, amount }];
    const pass = this.pass({ order: id, expiresAt, lines });
    return fact('pickup-order', id, {
      order: id,
      channel: 'web',
      currency: 'EUR',
      lines,
      total: amount,
      due: 0,
      contact: null,
      expiresAt,
      pass,
    });
  }
}

export interface SeededHome {
  readonly directory: string;
  readonly hub: HubPen;
  remove(): Promise<void>;
}

/** `catalog` names the SKUs, `more` what else is on that street; `down` are the hub's facts for this store. */
export async function seedHome(options: {
  catalog: readonly string[];
  more?: readonly Fact[];
  down?: (hub: HubPen) => Fact[];
}): Promise<SeededHome> {
  const directory = await mkdtemp(join(tmpdir(), 'ringfence-store-'));
  const hub = new HubPen();
  const home = new Home(directory, STORE, {
    onFatal: rethrow,
    onRejected: (_, { reason }) => rethrow(new Error(reason)),
  });
  await home.saveHub({ hubKey: hub.publicKey, confirmed: 0 });
  await home.saveIdentity(1, startOfStreet);
  const up = await home.openUp(true);
  const { down, catalog } = await home.openReplicas(true);
  await receive(hub, catalog, [
    ...['S01', 'S02'].map((store) => fact('store', store, storeInfo(store))),
    ...options.catalog.map((sku) => fact('product', sku, productInfo(sku))),
    ...(options.more ?? []),
  ]);
  const opened = fact('incarnation', `${STORE}.1`, { store: STORE, incarnation: 1, n: 0, head: startOfStreet.head });
  await receive(hub, down, [opened, ...(options.down?.(hub) ?? [])]);
  await Promise.all([up.close(), down.close(), catalog.close()]);
  return { directory, hub, remove: () => rm(directory, { recursive: true, force: true }) };
}

const receive = (hub: HubPen, street: ReplicaStreet, facts: readonly Fact[]): Promise<void> =>
  street.receive(hub.seal(facts, street.head()));

function rethrow(error: unknown): never {
  throw error;
}
