/** How far the hub has one store's street, asked for as cheaply as it can be. */
import type { RunningHub } from '../processes/retailer.ts';
import { KeepAlive } from './keep-alive.ts';
import { expectStatus } from './load.ts';

export class HubPositions {
  readonly #client: KeepAlive;
  readonly #body: string;

  constructor(hub: RunningHub, storeId: string) {
    this.#client = new KeepAlive(hub.process.url, hub.keys.operations, 1);
    const query = 'query Up($storeIds: [ID!]) { syncStatus(storeIds: $storeIds) { up { n } } }';
    this.#body = JSON.stringify({ query, variables: { storeIds: [storeId] } });
  }

  /** The last position of the store that counts at the hub, on disk. */
  async up(): Promise<number> {
    const answer = await this.#client.post('/graphql', this.#body);
    expectStatus(answer, 200);
    const { data } = JSON.parse(answer.text) as { data: { syncStatus: { up: { n: number } }[] } };
    return data.syncStatus[0]?.up.n ?? 0;
  }

  close(): void {
    this.#client.close();
  }
}
