/** A hub on a real disk behind real HTTP, with a catalogue and stores that write as their nodes would. For tests. */
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign as signBytes,
  verify as verifyBytes,
} from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { must } from '@ringfence/domain/basic/assert.ts';
import { storeAuthor } from '@ringfence/domain/basic/ids.ts';
import { advance, type Cursor, hashOf, seal } from '@ringfence/domain/documents/envelope.ts';
import type { Body, Kind } from '@ringfence/domain/documents/registry.ts';
import type { Operation } from '@ringfence/graphql/generated/operations.ts';
import { PouchLog } from '@ringfence/log/pouch-log.ts';
import { machineClock } from '../../clock.ts';
import type { Signal } from '../../signals.ts';
import { Hub } from '../../hub.ts';
import { createApi } from '../server.ts';
import type { MemberIssuer } from '../sign-in.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function signer() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: must(publicKey.export({ format: 'jwk' }).x, 'an Ed25519 key has x'),
    sign: (text: string): string => signBytes(null, utf8(text), privateKey).toString('base64url'),
  };
}

const verifier =
  (key: KeyObject) =>
  (text: string, signature: string): boolean =>
    verifyBytes(null, utf8(text), key, Uint8Array.from(Buffer.from(signature, 'base64url')));

export const KEYS = { web: 'key-of-web', app: 'key-of-app', shop: 'key-of-shop', office: 'key-of-office' };
const keysFile = {
  keys: [
    { name: 'web', sha256: sha256(KEYS.web), scopes: ['checkout' as const] },
    { name: 'app', sha256: sha256(KEYS.app), scopes: ['loyalty' as const] },
    { name: 'shop', sha256: sha256(KEYS.shop), scopes: ['checkout' as const, 'loyalty' as const] },
    { name: 'office', sha256: sha256(KEYS.office), scopes: ['operations' as const] },
  ],
};

export const PRODUCTS = ['tea', 'cup', 'pot', 'tin', 'jam'].map((sku, index) => ({
  sku,
  name: `The ${sku}`,
  gtins: sku === 'tea' ? ['4006381333931'] : [],
  price: 100 * (index + 1),
  currency: 'EUR',
  taxRate: 2300,
  safetyStock: 1,
}));

/** Three stores on one meridian: 0, 1 and 2 degrees north of the equator. */
export const STORES = ['S01', 'S02', 'S03'].map((store, index) => ({
  store,
  name: `Store ${store}`,
  latitude: index,
  longitude: 0,
  currency: 'EUR',
}));

/** The node of one store, as far as the hub sees it. */
class StoreNode {
  readonly #hub: Hub;
  readonly #store: string;
  readonly #key = signer();
  #cursor: Cursor | undefined;
  #incarnation = 0;
  #drop: (() => void) | undefined;
  readonly signals: Signal[] = [];

  constructor(hub: Hub, store: string) {
    this.#hub = hub;
    this.#store = store;
  }

  async enrol(): Promise<void> {
    const { code } = await this.#hub.createEnrolmentCode(this.#store);
    const { publicKey } = this.#key;
    const admission = await this.#hub.exchange.enrol({ store: this.#store, code, publicKey });
    if (!admission.ok) throw new Error(admission.refusal.message);
    const { incarnation, up } = admission.value;
    this.#incarnation = incarnation;
    this.#cursor = { ...up, at: 0, author: storeAuthor(this.#store, incarnation) };
  }

  /** Writes a document and brings it to the hub. */
  async write<K extends Kind>(kind: K, subject: string, body: Body<K>): Promise<void> {
    const cursor = must(this.#cursor, 'the store is enrolled');
    const bare = seal({ id: `${kind}~${subject}`, kind, v: 1, body }, cursor, cursor.author, Date.now());
    const hash = hashOf(bare, sha256);
    this.#cursor = advance(bare, hash);
    const desk = must(this.#hub.desk(this.#store), 'the store has a desk');
    const rows = [{ ...bare, sig: this.#key.sign(hash) }];
    const [answer] = await this.#hub.exchange.ingest(desk, this.#incarnation, rows);
    if (answer === undefined || 'error' in answer) throw new Error(JSON.stringify(answer));
  }

  /** Goods on the shelf, and a part of them given to the hub. */
  async stock(subject: string, lines: { sku: string; units: number; online: number }[]): Promise<void> {
    const received = lines.map(({ sku, units }) => ({ sku, units, area: 'shelf' as const }));
    await this.write('receipt', subject, { lines: received });
    const given = lines.filter((line) => line.online > 0).map(({ sku, online: units }) => ({ sku, units }));
    if (given.length > 0) await this.write('grant', subject, { lines: given });
  }

  connect(onSignal: (signal: Signal) => void = () => {}): void {
    const desk = must(this.#hub.desk(this.#store), 'the store has a desk');
    this.#drop = this.#hub.exchange.attach(desk, {
      send: (signal) => {
        this.signals.push(signal);
        onSignal(signal);
      },
      close: () => {},
    });
  }

  disconnect(): void {
    this.#drop?.();
  }
}

export interface Answer<Data> {
  readonly status: number;
  readonly data?: Data | null;
  readonly errors?: { readonly message: string; readonly extensions?: Record<string, unknown> }[];
}

export interface World {
  readonly hub: Hub;
  readonly url: string;
  readonly stores: Record<'S01' | 'S02' | 'S03', StoreNode>;
  /** What the API reported as failures inside. */
  readonly failures: unknown[];
  /** Answers that went the direct way so far. */
  direct(): number;
  send<Data, Variables>(
    operation: Operation<Data, Variables>,
    variables: Variables,
    key?: string,
  ): Promise<Answer<Data>>;
  ask(query: string, variables?: object, key?: string): Promise<Answer<Record<string, never>>>;
  post(body: string, headers?: Record<string, string>): Promise<Response>;
  /** The payloads of a subscription as they come. */
  subscribe<Data, Variables>(operation: Operation<Data, Variables>, variables: Variables, key?: string): Stream<Data>;
  close(): Promise<void>;
}

export interface Stream<Data> {
  /** The next payload's data; throws its errors. */
  next(): Promise<Data>;
  close(): void;
}

/** Opens everything; `development` as in the API's configuration. */
export async function openWorld(development = false, memberIssuer?: MemberIssuer): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'ringfence-api-'));
  const log = await PouchLog.open({ directory: join(directory, 'log'), create: true, sha256 });
  const { publicKey, sign } = signer();
  const failures: unknown[] = [];
  const hub = await Hub.open({
    log,
    clock: machineClock,
    sha256,
    sign,
    publicKey,
    verifierOf: (x) => verifier(createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })),
    vaultKey: new Uint8Array(randomBytes(32)),
    random: (length) => new Uint8Array(randomBytes(length)),
    onFatal: (failure) => failures.push(failure),
  });
  await hub.putStores(STORES);
  await hub.putProducts(PRODUCTS);

  const app = express();
  const report = (failure: unknown): void => void failures.push(failure);
  const api = createApi(hub, { keys: keysFile, development, memberIssuer, report });
  app.use(api.router);
  let direct = 0;
  const answered = (): void => void (direct += 1);
  const server = createServer(api.direct(app, { answered })).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const node = (store: string): StoreNode => new StoreNode(hub, store);

  const post: World['post'] = (body, headers = {}) =>
    fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  async function ask<Data>(query: string, variables: unknown, key: string): Promise<Answer<Data>> {
    const response = await post(JSON.stringify({ query, variables }), { 'x-api-key': key });
    return { status: response.status, ...((await response.json()) as Omit<Answer<Data>, 'status'>) };
  }
  return {
    hub,
    url,
    failures,
    direct: () => direct,
    stores: { S01: node('S01'), S02: node('S02'), S03: node('S03') },
    post,
    send: (operation, variables, key = KEYS.web) => ask(operation.text, variables, key),
    ask: (query, variables = {}, key = KEYS.web) => ask(query, variables, key),
    subscribe: (operation, variables, key = KEYS.web) =>
      openStream(url, JSON.stringify({ query: operation.text, variables }), key),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await hub.members.settled();
      await log.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function openStream<Data>(url: string, body: string, key: string): Stream<Data> {
  const abort = new AbortController();
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream', 'x-api-key': key };
  async function* payloads(): AsyncGenerator<Data, undefined> {
    const response = await fetch(url, { method: 'POST', body, headers, signal: abort.signal });
    let text = '';
    for await (const chunk of must(response.body, 'a stream has a body').pipeThrough(new TextDecoderStream())) {
      text += chunk;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const event = text.slice(0, end);
        text = text.slice(end + 2);
        const data = /^data: (.+)$/m.exec(event)?.[1];
        if (data === undefined) continue;
        const payload = JSON.parse(data) as Answer<Data>;
        if (payload.errors) throw new Error(JSON.stringify(payload.errors));
        yield payload.data as Data;
      }
    }
    return undefined;
  }
  const stream = payloads();
  return {
    next: async () => {
      const { done, value } = await stream.next();
      if (done || value === undefined) throw new Error('the stream ended');
      return value;
    },
    close: () => abort.abort(),
  };
}
