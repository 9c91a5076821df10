/** A line between a store and the hub that can be broken in the ways lines break. TCP, so it knows nothing of what it carries. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Random } from '../simulate/random.ts';

/**
 * `refuse`: nobody listens. `reset`: every connection ends with an RST. `black hole`: connections stand and nothing
 * comes through, new ones too. `slow`: some bytes at a time. `cut`: every connection ends after some bytes.
 */
export type LineFault = 'none' | 'refuse' | 'reset' | 'black hole' | 'slow' | 'cut';

const SLOW_BYTES = 512;
const SLOW_MS = 5;
const CUT_BYTES = { low: 50, high: 5100 } as const;

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

export class Line {
  readonly #target: { host: string; port: number };
  readonly #random: Random;
  readonly #pairs = new Set<Pair>();
  #server: Server | undefined;
  #port = 0;
  #fault: LineFault = 'none';
  /** Connections that were broken by a fault. */
  broken = 0;

  private constructor(hubUrl: string, random: Random) {
    const { hostname, port } = new URL(hubUrl);
    this.#target = { host: hostname, port: Number(port) };
    this.#random = random;
  }

  static async open(hubUrl: string, random: Random): Promise<Line> {
    const line = new Line(hubUrl, random);
    await line.#listen();
    return line;
  }

  get url(): string {
    return `http://${this.#target.host}:${this.#port}`;
  }

  /** What the line does from now on, to the connections that stand as well. */
  async set(fault: LineFault): Promise<void> {
    const before = this.#fault;
    this.#fault = fault;
    if (fault === 'refuse' || fault === 'reset') this.#breakAll();
    if (fault === 'cut') for (const pair of this.#pairs) this.#cutAfter(pair);
    if (fault === 'black hole') for (const { near, far } of this.#pairs) [near, far].forEach((end) => end.pause());
    // What lay in a black hole does not come back: such a path is gone for good.
    if (before === 'black hole') this.#breakAll(false);
    if (fault === 'refuse') await this.#unlisten();
    else if (this.#server === undefined) await this.#listen();
  }

  async close(): Promise<void> {
    this.#breakAll();
    await this.#unlisten();
  }

  async #listen(): Promise<void> {
    const server = createServer((near) => this.#accept(near));
    server.listen(this.#port, this.#target.host);
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async #unlisten(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    await closed;
  }

  #accept(near: Socket): void {
    near.on('error', () => {});
    if (this.#fault === 'reset') {
      this.broken += 1;
      near.resetAndDestroy();
      return;
    }
    const far = connect(this.#target);
    far.on('error', () => {});
    const pair = { near, far };
    this.#pairs.add(pair);
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      from.on('data', (bytes) => this.#carry(Uint8Array.from(bytes as never), from, to));
      from.on('end', () => to.end());
      from.on('close', () => {
        this.#pairs.delete(pair);
        to.destroy();
      });
    }
    if (this.#fault === 'cut') this.#cutAfter(pair);
    if (this.#fault === 'black hole') [near, far].forEach((end) => end.pause());
  }

  #carry(bytes: Uint8Array, from: Socket, to: Socket): void {
    if (this.#fault !== 'slow') {
      if (!to.write(bytes)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
      return;
    }
    from.pause();
    const send = (at: number): void => {
      if (to.destroyed) return;
      to.write(bytes.subarray(at, at + SLOW_BYTES));
      if (at + SLOW_BYTES < bytes.length) setTimeout(send, SLOW_MS, at + SLOW_BYTES);
      else from.resume();
    };
    setTimeout(send, SLOW_MS, 0);
  }

  #cutAfter(pair: Pair): void {
    let left = this.#random.between(CUT_BYTES.low, CUT_BYTES.high);
    for (const end of [pair.near, pair.far]) {
      end.on('data', ({ length }) => {
        left -= length;
        if (left > 0 || this.#fault !== 'cut') return;
        this.broken += 1;
        this.#reset(pair);
      });
    }
  }

  #breakAll(withReset = true): void {
    for (const pair of this.#pairs) {
      this.broken += 1;
      if (withReset) this.#reset(pair);
      else [pair.near, pair.far].forEach((end) => end.destroy());
    }
  }

  #reset({ near, far }: Pair): void {
    near.resetAndDestroy();
    far.resetAndDestroy();
  }
}
