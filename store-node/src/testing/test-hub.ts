/** The real hub as a process of its own, for tests of the link; asked through its public API. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sha256 } from '../identity/home.ts';
import { PRICE } from './seeded-home.ts';

const KEY = 'hub-key';
const MAIN = join(import.meta.dirname, '..', '..', '..', 'central', 'src', 'main.ts');

export class TestHub {
  readonly #directory: string;
  #process: ChildProcess | undefined;
  #port = '0';
  url = '';

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** A new hub that knows these stores and items. */
  static async start(stores: readonly string[], skus: readonly string[]): Promise<TestHub> {
    const hub = new TestHub(await mkdtemp(join(tmpdir(), 'ringfence-hub-')));
    const keys = [{ name: 'test', sha256: sha256(KEY), scopes: ['checkout', 'operations'] }];
    await writeFile(hub.#keysFile, JSON.stringify({ keys }));
    await hub.restart();
    await hub.run('mutation ($stores: [StoreInput!]!) { putStores(stores: $stores) { __typename } }', {
      stores: stores.map((id) => ({ id, name: id, latitude: 52, longitude: 13, currency: 'EUR', timeZone: 'UTC' })),
    });
    await hub.putProducts(skus);
    return hub;
  }

  get #keysFile(): string {
    return join(this.#directory, 'keys.json');
  }

  /** Starts it, at the address it had before. */
  async restart(): Promise<void> {
    const child = spawn(process.execPath, ['--no-warnings', MAIN], {
      env: {
        RINGFENCE_DATA: join(this.#directory, 'data'),
        RINGFENCE_PORT: this.#port,
        RINGFENCE_KEYS_FILE: this.#keysFile,
        RINGFENCE_VAULT_KEY: 'A'.repeat(43),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    for await (const line of createInterface({ input: child.stdout })) {
      this.url = (JSON.parse(line) as { listening: string }).listening;
      this.#port = new URL(this.url).port;
      return;
    }
    throw new Error('the hub ended before it listened');
  }

  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async end(): Promise<void> {
    await this.kill();
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** The data of a GraphQL answer. */
  async run(query: string, variables: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}`, accept: 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const answer = (await response.json()) as { data?: Record<string, unknown>; errors?: unknown };
    if (!answer.data || answer.errors !== undefined) throw new Error(JSON.stringify(answer));
    return answer.data;
  }

  async putProducts(skus: readonly string[]): Promise<void> {
    await this.run('mutation ($products: [ProductInput!]!) { putProducts(products: $products) { __typename } }', {
      products: skus.map((sku) => ({ sku, name: sku, price: PRICE, currency: 'EUR', taxRate: 1900, safetyStock: 0 })),
    });
  }

  async enrolmentCode(store: string): Promise<string> {
    const query = 'mutation ($s: ID!) { createEnrolmentCode(storeId: $s) { ... on EnrolmentCode { code } } }';
    const { createEnrolmentCode } = await this.run(query, { s: store });
    return (createEnrolmentCode as { code: string }).code;
  }

  /** Places an order of one item; the type of the result, and the pass when it was recorded. */
  async placeOrder(id: string, storeId: string, sku: string, units: number): Promise<{ type: string; pass?: string }> {
    const query = `mutation ($input: PlacePickupOrderInput!) { placePickupOrder(input: $input) {
      __typename ... on PickupOrderRecorded { order { pass } } } }`;
    const input = { id, storeId, lines: [{ sku, units }] };
    const { placePickupOrder } = await this.run(query, { input });
    const { __typename: type, order } = placePickupOrder as { __typename: string; order?: { pass: string } };
    return order ? { type, pass: order.pass } : { type };
  }

  async cancelOrder(orderId: string): Promise<void> {
    const query = 'mutation ($input: CancelPickupOrderInput!) { cancelPickupOrder(input: $input) { __typename } }';
    await this.run(query, { input: { orderId } });
  }

  /** How the hub stands to one store. */
  async sync(store: string): Promise<{ n: number; stateHash: string; quarantined: number; incarnation: number }> {
    const query = `query ($s: [ID!]) { syncStatus(storeIds: $s) { up { n } stateHash quarantined incarnation } }`;
    const { syncStatus } = await this.run(query, { s: [store] });
    const [one] = syncStatus as { up: { n: number }; stateHash: string; quarantined: number; incarnation: number }[];
    if (!one) throw new Error(`the hub knows no store ${store}`);
    const { up, ...rest } = one;
    return { n: up.n, ...rest };
  }
}
