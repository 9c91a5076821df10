/** Whether a store can be asked now: its signal stream is open, and it gave a sign of life lately. */
import { LIMITS } from '../limits.ts';

export class Link {
  connected = false;
  /** When `connected` last changed, and when the store was last heard; 0 for never. */
  changedAt = 0;
  lastContactAt = 0;
  #streamOpen = false;

  /** The store's own account of itself; null before its first report. */
  report: StoreReport | null = null;

  /** A request of the store was served. Returns true when `connected` changed, as the others do. */
  heard(now: number): boolean {
    this.lastContactAt = now;
    return this.refresh(now);
  }

  stream(open: boolean, now: number): boolean {
    this.#streamOpen = open;
    if (open) this.lastContactAt = now;
    return this.refresh(now);
  }

  refresh(now: number): boolean {
    const connected = this.#streamOpen && now - this.lastContactAt <= LIMITS.contactMs;
    if (connected === this.connected) return false;
    this.connected = connected;
    this.changedAt = now;
    return true;
  }
}

export interface StoreReport {
  /** The last position the store wrote on its street. */
  readonly upHead: number;
  /** The last position of the hub's street that the store applied. */
  readonly downN: number;
  /** Its hash. */
  readonly downHead?: string | undefined;
  /** When the store recorded the oldest document the hub does not have; null when there is none. */
  readonly oldestUnsentAt: number | null;
  readonly stateHash?: string | undefined;
}
