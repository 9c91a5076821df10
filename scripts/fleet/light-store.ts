/**
 * One store of the fleet: the production Store on a log in memory, and the duties of the link over real HTTP. What it
 * does at the gateway a store node does too, request by request; only the disk is missing, and the replicator, whose
 * work is done by position.
 */
import type { KeyObject } from 'node:crypto';
import { Pace } from '@ringfence/central/src/gateway/pace.ts';
import { downStreet, storeAuthor, type StoreId, upStreet } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { Journal } from '@ringfence/log/journal.ts';
import { MemoryLog } from '@ringfence/log/memory-log.ts';
import type { StreetLog } from '@ringfence/log/port.ts';
import type { Outcome, StoreCommand } from '@ringfence/store-node/src/commands/command.ts';
import { sha256 } from '@ringfence/store-node/src/identity/home.ts';
import { keysOf, signWith, verifyWith } from '@ringfence/store-node/src/identity/keys.ts';
import { sealFor } from '@ringfence/store-node/src/identity/seal.ts';
import { LIMITS } from '@ringfence/store-node/src/limits.ts';
import { BatchSize } from '@ringfence/store-node/src/link/batch-size.ts';
import { HubClient } from '@ringfence/store-node/src/link/hub-client.ts';
import { Loop } from '@ringfence/store-node/src/link/loop.ts';
import { readSignals } from '@ringfence/store-node/src/link/signals.ts';
import { Tokens } from '@ringfence/store-node/src/link/token.ts';
import { fetchAfter, sendAll } from '@ringfence/store-node/src/link/transfer.ts';
import { HubUnreachable } from '@ringfence/store-node/src/link/trouble.ts';
import { type Ask, type Signal, status } from '@ringfence/store-node/src/link/wire.ts';
import { Store } from '@ringfence/store-node/src/store.ts';
import { stateHash } from '@ringfence/store-node/src/views/state-hash.ts';
import { z } from 'zod';
import { catalogOf } from './shared-catalog.ts';

export interface Seat {
  readonly id: StoreId;
  readonly incarnation: number;
  readonly privateKey: KeyObject;
  readonly hubUrl: string;
  readonly hubKey: string;
  readonly catalog: readonly Envelope[];
  readonly onBug: (error: unknown) => void;
  /** A pickup order is durable here: the moment a ticket would be printed. */
  readonly onOrder: (order: string) => void;
}

const anything = z.unknown();

/**
 * Stores do not share a processor; these do. What one reads and puts into JSON to send it is for a turn of its own, so
 * that hundreds who send at once do not make the others late.
 */
const turns = new Pace(1);

const textOf = (error: Error): string =>
  error.cause instanceof Error ? `${error.message}: ${textOf(error.cause)}` : error.message;

export class LightStore {
  readonly id: StoreId;
  readonly store: Store;
  readonly #seat: Seat;
  readonly #client: HubClient;
  readonly #up: StreetLog;
  readonly #down: StreetLog;
  readonly #push: Loop;
  readonly #size = new BatchSize(LIMITS.directPushLeast, LIMITS.directPushDocuments);
  readonly #pull: Loop;
  readonly #listen: Loop;
  readonly #report: Loop;
  readonly #timers: readonly NodeJS.Timeout[];
  #confirmed = 0;
  #wanted = 0;
  #isConnected = false;
  /** What went wrong with requests while the line was not cut. */
  readonly troubles: string[] = [];

  private constructor(seat: Seat, opened: { client: HubClient; store: Store; up: StreetLog; down: StreetLog }) {
    this.id = seat.id;
    this.#seat = seat;
    this.#client = opened.client;
    this.store = opened.store;
    this.#up = opened.up;
    this.#down = opened.down;
    this.#push = this.#loop((stop) => this.#pushUp(stop), LIMITS.pushAfterMs);
    this.#pull = this.#loop(() => this.#pullDown());
    this.#report = this.#loop(() => this.#sendReport(), LIMITS.reportAfterMs);
    this.#listen = this.#loop(async (stop) => {
      try {
        await readSignals(this.#client, stop, (signal) => this.#onSignal(signal));
      } finally {
        this.#isConnected = false;
      }
    });
    this.#up.follow(() => this.#push.kick());
    this.#down.follow((documents) => {
      for (const { kind, body } of documents)
        if (kind === 'pickup-order') seat.onOrder((body as { order: string }).order);
    });
    this.#timers = [setInterval(() => this.#report.kick(), LIMITS.reportMs)];
  }

  static async open(seat: Seat): Promise<LightStore> {
    const keys = keysOf(seat.privateKey);
    const client = new HubClient(
      seat.hubUrl,
      new Tokens(seat.id, keys, { incarnation: seat.incarnation, now: Date.now }),
    );
    const log = new MemoryLog({ sha256, schedule: setImmediate });
    const [up, down] = await Promise.all([log.open(upStreet(seat.id)), log.open(downStreet(seat.id))]);
    const journal = new Journal(up, {
      author: storeAuthor(seat.id, seat.incarnation),
      sha256,
      now: Date.now,
      sign: signWith(seat.privateKey),
      onFatal: seat.onBug,
    });
    const store = await Store.open({
      store: seat.id,
      journal,
      down,
      catalog: catalogOf(seat.id, seat.catalog),
      now: Date.now,
      sha256,
      verifyPass: verifyWith(seat.hubKey),
      seal: sealFor,
      later: (ms, task) => setTimeout(task, ms).unref(),
      hub: { ask: () => Promise.resolve(undefined) },
    });
    return new LightStore(seat, { client, store, up, down });
  }

  start(): void {
    this.#listen.kick();
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all([this.#listen, this.#push, this.#pull, this.#report].map((loop) => loop.stop()));
    this.store.close();
  }

  cut(isCut: boolean): void {
    this.#client.cut(isCut);
    if (!isCut) this.#listen.kick(true);
  }

  /** Connected, trading, and level with the hub both ways as far as this store knows. */
  get isLevel(): boolean {
    return (
      this.#isConnected &&
      this.store.standing.trading &&
      this.#confirmed === this.#up.head().n &&
      this.#down.head().n >= this.#wanted
    );
  }

  /** Up to where the hub is known to have this store's street. */
  get confirmed(): number {
    return this.#confirmed;
  }

  get upHead(): number {
    return this.#up.head().n;
  }

  get hash(): string {
    return stateHash(this.store);
  }

  execute<Input, Gathered>(command: StoreCommand<Input, Gathered>, input: unknown): Promise<Outcome> {
    return this.store.execute(command, input, { override: true });
  }

  #onSignal(signal: Signal): void {
    if (signal.type === 'hello') {
      this.#isConnected = true;
      this.#confirmed = signal.up.n;
      this.#want(signal.down.n);
      this.#push.kick(true);
      this.#report.kick();
    }
    if (signal.type === 'heads') this.#want(signal.down);
    if (signal.type === 'up') this.#confirmed = Math.max(this.#confirmed, signal.n);
    if (signal.type === 'ask') this.#answer(signal.ask).catch((error: unknown) => this.#seat.onBug(error));
  }

  #want(down: number): void {
    this.#wanted = Math.max(this.#wanted, down);
    if (this.#wanted > this.#down.head().n) this.#pull.kick(true);
  }

  async #answer(ask: Ask): Promise<void> {
    const given = ask.kind === 'units' ? await this.store.answerUnitsAsk(ask) : undefined;
    if (given) this.#push.kick(true);
    else await this.#client.json(`/gateway/asks/${ask.id}/decline`, anything, { body: {} }).catch(() => {});
  }

  async #pushUp(stop: AbortSignal): Promise<void> {
    while (this.#confirmed < this.#up.head().n) {
      await turns.next();
      const before = this.#confirmed;
      await sendAll(this.#client, this.#up, { afterN: before, upTo: this.upHead, size: this.#size, stop });
      // As a store node does: the answer of a write proves nothing, the hub's own count does.
      const known = await this.#client.json('/gateway/status', status);
      this.#want(known.down.n);
      if (known.up.n === before) throw new HubUnreachable(`the hub does not take what follows position ${before}`);
      this.#confirmed = Math.max(this.#confirmed, known.up.n);
    }
    this.#report.kick();
  }

  async #pullDown(): Promise<void> {
    while (this.#down.head().n < this.#wanted) {
      const before = this.#down.head().n;
      const documents = await fetchAfter(this.#client, this.#down.street, before);
      if (documents.length === 0) return;
      await this.#down.append(documents.filter(({ n }) => n > this.#down.head().n));
    }
    this.#report.kick();
  }

  async #sendReport(): Promise<void> {
    if (!this.#isConnected) return;
    const upHead = this.#up.head().n;
    const isAtRest = this.#confirmed === upHead && this.#down.head().n >= this.#wanted;
    const body = {
      upHead,
      downN: this.store.state.down.n,
      oldestUnsentAt: isAtRest ? null : Date.now(),
    };
    await this.#client.json('/gateway/report', anything, { body });
  }

  #loop(work: (stop: AbortSignal) => Promise<void>, gatherMs = 0): Loop {
    const onTrouble = (error: Error | undefined): void => {
      if (error && !this.#client.isCut) this.troubles.push(textOf(error));
    };
    return new Loop({ work, gatherMs, onTrouble, onBug: this.#seat.onBug, random: Math.random });
  }
}
