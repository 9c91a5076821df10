/** Signals as NDJSON over a response that stays open. What moves often is sent once for all of one moment. */
import type { Response } from 'express';
import { LIMITS } from '../limits.ts';
import type { Signal, SignalLine } from '../signals.ts';

export class SignalStream implements SignalLine {
  readonly #response: Response;
  readonly #beat: NodeJS.Timeout;
  /** The latest positions not yet sent, by type. */
  readonly #positions = new Map<string, Signal>();

  constructor(response: Response) {
    this.#response = response;
    response.status(200).type('application/x-ndjson').set('Cache-Control', 'no-store').flushHeaders();
    this.#beat = setInterval(() => this.send({ type: 'beat' }), LIMITS.beatMs);
    response.once('close', () => clearInterval(this.#beat));
  }

  send(signal: Signal): void {
    if (signal.type !== 'heads' && signal.type !== 'up') {
      this.#write(signal);
      return;
    }
    if (this.#positions.size === 0) setImmediate(() => this.#flush());
    this.#positions.set(signal.type, signal);
  }

  close(): void {
    this.#response.end();
  }

  #flush(): void {
    for (const signal of this.#positions.values()) this.#write(signal);
    this.#positions.clear();
  }

  #write(signal: Signal): void {
    if (this.#response.writableEnded || this.#response.destroyed) return;
    this.#response.write(`${JSON.stringify(signal)}\n`);
    if (this.#response.writableLength > LIMITS.signalBacklogBytes) this.#response.destroy();
  }
}
