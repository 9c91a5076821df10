/** What the hub says is likely on a shelf, as its subscription tells it. */
import { type ClientRequest, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { AvailabilityChanged } from '@ringfence/graphql/generated/operations.ts';
import type { RunningHub } from '../processes/retailer.ts';

const SETTLED_MS = 50;

export class LikelyUnits {
  readonly #request: ClientRequest;
  #units: number | undefined;
  #heard = performance.now();
  #limit = -Infinity;
  #reached: () => void = () => {};

  private constructor(sent: ClientRequest) {
    this.#request = sent;
  }

  /** Resolves when the stream is open. */
  static open({ process, keys }: RunningHub, sku: string): Promise<LikelyUnits> {
    const { name, text } = AvailabilityChanged;
    const body = JSON.stringify({ operationName: name, query: text, variables: { skus: [sku] } });
    const headers = {
      authorization: `Bearer ${keys.checkout}`,
      'content-type': 'application/json',
      accept: 'text/event-stream',
      'content-length': String(Buffer.byteLength(body)),
    };
    return new Promise((resolve, reject) => {
      const sent = request(`${process.url}/graphql`, { method: 'POST', headers, agent: false }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`the subscription answered ${response.statusCode}`));
        const units = new LikelyUnits(sent);
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => units.#hear(chunk));
        resolve(units);
      });
      sent.once('error', reject);
      sent.end(body);
    });
  }

  /** The units, once nothing has changed for a moment. */
  async settled(): Promise<number> {
    while (!this.#units || performance.now() - this.#heard < SETTLED_MS) await sleep(5);
    return this.#units;
  }

  /** Resolves as soon as fewer are told. */
  below(limit: number): Promise<void> {
    this.#limit = limit;
    return new Promise((resolve) => (this.#reached = resolve));
  }

  close(): void {
    this.#request.on('error', () => {});
    this.#request.destroy();
  }

  #hear(chunk: string): void {
    for (const [, units] of chunk.matchAll(/"likely":(\d+)/g)) {
      this.#heard = performance.now();
      this.#units = Number(units);
      if (this.#units < this.#limit) this.#reached();
    }
  }
}
