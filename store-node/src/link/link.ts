/**
 * The line between this store and the hub. It carries the own street up and
 * the hub's streets down, asks and answers questions, and never holds up a
 * sale: every failure here is an everyday event that is tried again.
 *
 *   signals ──hello, heads──▶ pull down, catalog
 *           ──up────────────▶ what the hub has
 *           ──ask───────────▶ the store decides ──▶ sent at once
 *   a local document ──gathered──▶ push ──▶ compare with what the hub has ──▶ send what is missing
 */
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { documentHash } from '@ringfence/log/chain.ts';
import type { StreetReader } from '@ringfence/log/port.ts';
import { z } from 'zod';
import type { Answer, HubLine, Question } from '../hub-line.ts';
import { sha256 } from '../identity/home.ts';
import { LIMITS } from '../limits.ts';
import type { Store } from '../store.ts';
import { stateHash } from '../views/state-hash.ts';
import { putQuestion } from './asks.ts';
import { BatchSize } from './batch-size.ts';
import type { HubClient } from './hub-client.ts';
import { Loop } from './loop.ts';
import { readSignals } from './signals.ts';
import { every } from './timers.ts';
import { type Bulk, fillReplica, type Replica, sendAll, sendFrom } from './transfer.ts';
import { HubRefusal, HubUnreachable, isLinkTrouble } from './trouble.ts';
import { type Ask, type Position, type Signal, status, type Status } from './wire.ts';

export interface LinkPorts {
  readonly client: Pick<HubClient, 'json' | 'open' | 'later' | 'cut' | 'isCut'>;
  readonly store: Store;
  readonly streets: { readonly up: StreetReader; readonly down: Replica; readonly catalog: Replica };
  readonly bulk: Bulk;
  readonly now: () => number;
  readonly random: () => number;
  readonly newId: () => string;
  /** What the hub had confirmed of the own street when this was last known. */
  readonly confirmed: number;
  /** The hub knows more of this store's street than its disk holds, or something else: it must not go on as it is. */
  readonly onAmnesia: (why: string) => void;
  /** A bug or a broken disk; the process ends. */
  readonly onBug: (error: unknown) => void;
}

export interface LinkStatus {
  readonly cut: boolean;
  readonly connected: boolean;
  readonly since: number;
  readonly lastContactAt: number | null;
  readonly trouble: string | null;
}

const anything = z.unknown();

export class Link implements HubLine {
  readonly #ports: LinkPorts;
  readonly #push: Loop;
  readonly #pushSize = new BatchSize(LIMITS.directPushLeast, LIMITS.directPushDocuments);
  readonly #pullDown: Loop;
  readonly #pullCatalog: Loop;
  readonly #listen: Loop;
  readonly #report: Loop;
  readonly #compare: Loop;
  readonly #timers: (() => void)[] = [];
  readonly #listeners = new Set<(status: LinkStatus) => void>();
  #unfollow: (() => void) | undefined;
  #confirmed: number;
  #heads = { down: 0, catalog: 0 };
  #connected = false;
  #since: number;
  #lastContactAt: number | null = null;
  #trouble: string | null = null;
  #asksInFlight = 0;
  #reported = '';
  #hashed: { readonly position: string; readonly hash: string } | undefined;

  constructor(ports: LinkPorts) {
    this.#ports = ports;
    this.#confirmed = ports.confirmed;
    this.#since = ports.now();
    const { down, catalog } = ports.streets;
    this.#push = this.#loop((stop) => this.#pushUp(stop), LIMITS.pushAfterMs);
    this.#pullDown = this.#loop((stop) => this.#pull(down, () => this.#heads.down, stop));
    this.#pullCatalog = this.#loop((stop) => this.#pull(catalog, () => this.#heads.catalog, stop));
    this.#listen = this.#loop((stop) => this.#followSignals(stop));
    this.#report = this.#loop(() => this.#sendReport(), LIMITS.reportAfterMs);
    this.#compare = this.#loop(() => this.#askStatus());
  }

  /** Starts to connect; returns at once. */
  start(): void {
    const { client, streets } = this.#ports;
    const { up, down } = streets;
    const stopUp = up.follow(() => {
      this.#push.kick();
      this.#report.kick();
    });
    const stopDown = down.follow(() => this.#report.kick());
    this.#unfollow = () => {
      stopUp();
      stopDown();
    };
    this.#listen.kick();
    this.#timers.push(
      every(LIMITS.compareMs, () => this.#compare.kick(), client.later),
      every(
        LIMITS.reportMs,
        () => {
          // Also with nothing new: it is the store's sign of life.
          this.#reported = '';
          this.#report.kick();
        },
        client.later,
      ),
    );
  }

  async stop(): Promise<void> {
    this.#unfollow?.();
    for (const callOff of this.#timers) callOff();
    this.#listeners.clear();
    const loops = [this.#push, this.#pullDown, this.#pullCatalog, this.#listen, this.#report, this.#compare];
    await Promise.all(loops.map((loop) => loop.stop()));
  }

  /** Cuts the line, or restores it and connects at once. */
  cut(isCut: boolean): void {
    this.#ports.client.cut(isCut);
    if (isCut) this.#setConnected(false);
    else this.#listen.kick(true);
    this.#tell();
  }

  /** The own position up to which the hub is known to have everything. */
  get confirmed(): number {
    return this.#confirmed;
  }

  get status(): LinkStatus {
    return {
      cut: this.#ports.client.isCut,
      connected: this.#connected,
      since: this.#since,
      lastContactAt: this.#lastContactAt,
      trouble: this.#trouble,
    };
  }

  /** Hears when the line comes up, goes down, is cut or restored. */
  follow(listener: (status: LinkStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async ask(question: Question): Promise<Answer | undefined> {
    if (!this.#connected || this.#asksInFlight >= LIMITS.asksInFlight) return undefined;
    const { client, newId, store, streets } = this.#ports;
    this.#asksInFlight += 1;
    try {
      const id = `${store.id}.${newId()}`;
      return await putQuestion({ client, replica: streets.down, id, upN: store.state.up.n }, question);
    } catch (error) {
      if (!isLinkTrouble(error)) this.#ports.onBug(error);
      return undefined;
    } finally {
      this.#asksInFlight -= 1;
    }
  }

  /**
   * Reads something at the hub for a person who waits. Nothing when the hub cannot be reached; no `answer` when it says
   * no.
   */
  async look<T>(path: string, shape: z.ZodType<T>): Promise<{ readonly answer?: T } | undefined> {
    if (!this.#connected) return undefined;
    try {
      return { answer: await this.#ports.client.json(path, shape, { ms: LIMITS.lookMs }) };
    } catch (error) {
      if (error instanceof HubRefusal) return {};
      if (!isLinkTrouble(error)) this.#ports.onBug(error);
      return undefined;
    }
  }

  /** When the oldest document was written that the hub is not known to have; nothing when it has all. */
  async oldestUnsentAt(): Promise<number | null> {
    const { up } = this.#ports.streets;
    if (this.#confirmed >= up.head().n) return null;
    const [oldest] = await up.read(this.#confirmed, 1);
    return oldest?.at ?? null;
  }

  async #followSignals(stop: AbortSignal): Promise<void> {
    try {
      await readSignals(this.#ports.client, stop, (signal) => this.#onSignal(signal));
    } finally {
      this.#setConnected(false);
    }
  }

  #onSignal(signal: Signal): void {
    this.#lastContactAt = this.#ports.now();
    switch (signal.type) {
      case 'hello':
        this.#setConnected(true);
        this.#guard(this.#learn(signal));
        this.#push.kick(true);
        this.#report.kick();
        return;
      case 'heads':
        this.#learnHeads(signal);
        return;
      case 'up':
        this.#guard(this.#learnUp(signal));
        return;
      case 'ask':
        this.#guard(this.#answer(signal.ask));
        return;
      case 'beat':
        return;
    }
  }

  /** Decides what the hub asked and sends the answer past everything that waits. */
  async #answer(ask: Ask): Promise<void> {
    const { client, store, streets } = this.#ports;
    const given = ask.kind === 'units' ? await store.answerUnitsAsk(ask) : await store.answerReturnRightAsk(ask);
    if (!given) {
      await client.json(`/gateway/asks/${encodeURIComponent(ask.id)}/decline`, anything, { body: {} });
      return;
    }
    if (given.n > this.#confirmed && given.n - this.#confirmed <= LIMITS.directPushDocuments)
      await sendFrom(client, streets.up, { afterN: this.#confirmed });
    this.#push.kick(true);
  }

  async #pushUp(stop: AbortSignal): Promise<void> {
    const { bulk, client, streets } = this.#ports;
    const { up } = streets;
    if (client.isCut) throw new HubUnreachable('the line is cut');
    const wanted = up.head().n;
    try {
      while (this.#confirmed < wanted && !stop.aborted) {
        const before = this.#confirmed;
        await sendAll(client, up, { afterN: before, upTo: wanted, size: this.#pushSize, stop });
        await this.#askStatus();
        if (this.#confirmed > before || stop.aborted) continue;
        await bulk.push(stop);
        await this.#askStatus();
        if (this.#confirmed === before)
          throw new HubUnreachable(`the hub does not take what follows position ${before}`);
      }
    } catch (error) {
      // A hub that says when to come again got it whole.
      if (!(error instanceof HubUnreachable && error.retryAfterMs !== undefined)) this.#pushSize.failed();
      throw error;
    }
  }

  async #pull(replica: Replica, wanted: () => number, stop: AbortSignal): Promise<void> {
    const { bulk, client } = this.#ports;
    if (client.isCut) throw new HubUnreachable('the line is cut');
    const before = replica.head().n;
    if (wanted() <= before || (await fillReplica(client, replica, wanted()))) return;
    await bulk.pull(replica.street, stop);
    if (replica.head().n === before) throw new HubUnreachable(`${replica.street} cannot be continued from ${before}`);
  }

  async #askStatus(): Promise<void> {
    await this.#learn(await this.#ports.client.json('/gateway/status', status));
    this.#lastContactAt = this.#ports.now();
  }

  async #learn(known: Status): Promise<void> {
    await this.#learnUp(known.up);
    this.#learnHeads({ down: known.down.n, catalog: known.catalog.n });
  }

  #learnHeads({ down, catalog }: { down: number; catalog: number }): void {
    const { streets } = this.#ports;
    this.#heads = { down: Math.max(this.#heads.down, down), catalog: Math.max(this.#heads.catalog, catalog) };
    if (this.#heads.down > streets.down.head().n) this.#pullDown.kick(true);
    if (this.#heads.catalog > streets.catalog.head().n) this.#pullCatalog.kick(true);
  }

  /** What the hub has must be the beginning of what is here; otherwise this disk is not the one that wrote it. */
  async #learnUp({ n, head }: Position): Promise<void> {
    const { store, streets, onAmnesia } = this.#ports;
    if (n > store.ports.journal.writing.n) {
      onAmnesia(`the hub knows ${n} documents of this store, its disk ${store.ports.journal.writing.n}`);
      return;
    }
    const [document]: Envelope[] = n === 0 ? [] : await streets.up.read(n - 1, 1);
    if (document && documentHash(document, sha256) !== head) {
      onAmnesia(`the hub knows another document at position ${n} of this store`);
      return;
    }
    this.#confirmed = n;
    if (streets.up.head().n > n) this.#push.kick();
  }

  async #sendReport(): Promise<void> {
    const { client, store, streets } = this.#ports;
    if (!this.#connected) return;
    const upHead = streets.up.head().n;
    const { n: downN, head: downHead } = store.state.down;
    const atRest = this.#confirmed === upHead && downN >= this.#heads.down && store.state.up.n === upHead;
    const position = `${upHead}/${downN}/${atRest}`;
    if (position === this.#reported) return;
    // The hash is for positions that both sides have; while documents move it would cost much and say nothing.
    if (atRest && this.#hashed?.position !== position) this.#hashed = { position, hash: stateHash(store) };
    const hash = atRest ? this.#hashed?.hash : undefined;
    const oldestUnsentAt = await this.oldestUnsentAt();
    const body = { upHead, downN, downHead, oldestUnsentAt, ...(hash === undefined ? {} : { stateHash: hash }) };
    await client.json('/gateway/report', anything, { body });
    this.#reported = position;
  }

  #setConnected(connected: boolean): void {
    if (connected === this.#connected) return;
    this.#connected = connected;
    this.#since = this.#ports.now();
    this.#reported = '';
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.status);
  }

  #loop(work: (stop: AbortSignal) => Promise<void>, gatherMs = 0): Loop {
    const { client, onBug, random } = this.#ports;
    const { later } = client;
    const onTrouble = (error: Error | undefined): void => {
      if (error) this.#trouble = error.message;
      else if (this.#connected) this.#trouble = null;
    };
    return new Loop({ work, onBug, onTrouble, random, gatherMs, later });
  }

  #guard(work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (!isLinkTrouble(error)) this.#ports.onBug(error);
    });
  }
}
