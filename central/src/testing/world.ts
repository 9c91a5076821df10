/** A hub on a real log in a directory of its own, and stores that write their streets the way a node does. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { must } from '@ringfence/domain/basic/assert.ts';
import { storeAuthor } from '@ringfence/domain/basic/ids.ts';
import {
  advance,
  type Cursor,
  type Envelope,
  hashOf,
  seal,
  startOfStreet,
} from '@ringfence/domain/documents/envelope.ts';
import { type Body, fact, type Fact, type Kind } from '@ringfence/domain/documents/registry.ts';
import { placeOrder, type PlaceOrder } from '@ringfence/domain/pickup/place-order.ts';
import { PouchLog } from '@ringfence/log/pouch-log.ts';
import type { Clock } from '../clock.ts';
import { machineClock } from '../clock.ts';
import { cryptographyOf, publicKeyOf, sha256, signWith } from '../crypto.ts';
import type { Desk } from '../desks/desk.ts';
import type { RowAnswer } from '../desks/intake.ts';
import { Hub } from '../hub.ts';

const hubKey = generateKeyPairSync('ed25519').privateKey;

/** The trading day of what tests sell: points lapse and tiers are reckoned from it, so it is never long ago. */
export const TODAY = new Date().toISOString().slice(0, 10);

export class World {
  readonly directory: string;
  readonly clock: Clock;
  log: PouchLog;
  hub: Hub;

  private constructor(directory: string, clock: Clock, opened: { log: PouchLog; hub: Hub }) {
    this.directory = directory;
    this.clock = clock;
    this.log = opened.log;
    this.hub = opened.hub;
  }

  static async make(options: { stores?: readonly string[]; clock?: Clock } = {}): Promise<World> {
    const { stores = ['S01', 'S02'], clock = machineClock } = options;
    const directory = await mkdtemp(join(tmpdir(), 'ringfence-hub-'));
    const world = new World(directory, clock, await open(directory, clock, true));
    await world.hub.putStores(stores.map(storeInfo));
    await world.hub.putProducts(['apple', 'pear', 'plum'].map((sku) => product(sku)));
    return world;
  }

  /**
   * The process stops and another one starts from the same disk. `left` stands on its street in between: what a power
   * cut leaves that comes after a store's document is on disk, and before what the hub makes of it.
   */
  async restart(left?: { street: string; document: Envelope }): Promise<void> {
    await this.hub.members.settled();
    await this.log.close();
    if (left) {
      const log = await PouchLog.open({ directory: join(this.directory, 'log'), create: false, sha256 });
      await (await log.open(left.street)).append([left.document]);
      await log.close();
    }
    const { log, hub } = await open(this.directory, this.clock, false);
    this.log = log;
    this.hub = hub;
  }

  async end(): Promise<void> {
    await this.hub.members.settled();
    await this.log.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  desk(store: string): Desk {
    return must(this.hub.desk(store), `desk of ${store}`);
  }

  /** A node that was let in. */
  async enrol(store: string): Promise<TestStore> {
    const node = new TestStore(store);
    const { code } = await this.hub.createEnrolmentCode(store);
    const admitted = await this.hub.exchange.enrol({ store, code, publicKey: node.publicKey });
    if (!admitted.ok) throw new Error(admitted.refusal.message);
    node.incarnation = admitted.value.incarnation;
    return node;
  }

  send(node: TestStore, rows: readonly unknown[]): Promise<RowAnswer[]> {
    return this.hub.exchange.ingest(this.desk(node.store), node.incarnation, rows);
  }

  /** Delivers units to the store and gives all of them to the hub. */
  async stock(node: TestStore, sku: string, units: number): Promise<void> {
    await this.send(node, [
      node.write('receipt', id(), { lines: [{ sku, units, area: 'shelf' }] }),
      node.write('grant', id(), { lines: [{ sku, units }] }),
    ]);
  }
}

/** A store's pen: signed documents in a chain. */
export class TestStore {
  readonly store: string;
  readonly key: KeyObject = generateKeyPairSync('ed25519').privateKey;
  readonly publicKey: string = publicKeyOf(this.key);
  readonly written: Envelope[] = [];
  incarnation = 0;
  cursor: Cursor = startOfStreet;

  constructor(store: string) {
    this.store = store;
  }

  write<K extends Kind>(kind: K, subject: string, body: Body<K>): Envelope {
    return this.seal(fact(kind, subject, body));
  }

  seal(wanted: Fact | { id: string; kind: string; v: number; body: unknown }): Envelope {
    const bare = seal(wanted, this.cursor, storeAuthor(this.store, this.incarnation), Date.now());
    const hash = hashOf(bare, sha256);
    const document = { ...bare, sig: signWith(this.key)(hash) };
    this.cursor = advance(document, hash);
    this.written.push(document);
    return document;
  }

  /** A token as a node makes it; `claims` replaces what it says. */
  token(claims: { sub?: string; lifeS?: number; issuedAtS?: number } = {}): Promise<string> {
    const now = claims.issuedAtS ?? Math.floor(Date.now() / 1000);
    return new SignJWT({})
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuer(this.store)
      .setSubject(claims.sub ?? storeAuthor(this.store, this.incarnation))
      .setAudience('ringfence-hub')
      .setIssuedAt(now)
      .setExpirationTime(now + (claims.lifeS ?? 120))
      .sign(this.key);
  }
}

let ids = 0;
export const id = (): string => `t${++ids}`;

export const order = (store: string, lines: readonly (readonly [string, number])[], name = id()): PlaceOrder =>
  placeOrder.parse({ id: name, store, lines: lines.map(([sku, units]) => ({ sku, units })) });

export const storeInfo = (store: string): Record<string, unknown> => ({
  store,
  name: `Store ${store}`,
  latitude: 50,
  longitude: 20,
  currency: 'PLN',
});

export const product = (sku: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  sku,
  name: sku,
  gtins: [],
  price: 250,
  currency: 'PLN',
  taxRate: 500,
  ...more,
});

/** A sale of those units; `short` of them by override. */
export function saleBody(lines: readonly { sku: string; units: number; short?: number }[]): Body<'sale'> {
  const total = lines.reduce((sum, line) => sum + line.units * 250, 0);
  const isShort = lines.some((line) => (line.short ?? 0) > 0);
  return {
    register: 'R1',
    businessDay: TODAY,
    currency: 'PLN',
    lines: lines.map(({ sku, units, short = 0 }) => ({
      sku,
      units,
      unitPrice: 250,
      taxRate: 500,
      amount: units * 250,
      short,
    })),
    taxes: [],
    total,
    tenders: [{ kind: 'cash', amount: total }],
    change: 0,
    override: isShort ? { by: 'anna', reason: 'in hand' } : null,
    points: null,
  };
}

async function open(directory: string, clock: Clock, create: boolean): Promise<{ log: PouchLog; hub: Hub }> {
  const onFatal = (failure: Error): void => {
    throw failure;
  };
  const log = await PouchLog.open({ directory: join(directory, 'log'), create, sha256, onFatal });
  const hub = await Hub.open({
    log,
    clock,
    ...cryptographyOf(hubKey),
    vaultKey: new Uint8Array(32).fill(7),
    onFatal,
  });
  return { log, hub };
}
