/**
 * Every command is on this device's disk before it is sent, under the id it
 * keeps for ever, so sending it twice does nothing twice.
 *
 *   trying ──answered──▶ sent            trying ──refused──▶ removed: nothing happened, the clerk is told
 *      │                                     │
 *      └─no answer, or the tab died─▶ waiting ──▶ sent, or refused: kept until a person has seen it
 *
 * Pressing "complete" is when a sale happens. One that is not answered in time
 * is marked as completed offline: the store must record it whatever its shelf
 * says. One tab at a time sends what waits; it gives way when it dies.
 */
import { BehaviorSubject } from 'rxjs';
import { LIMITS } from '../limits.ts';
import type { OwnCollections } from './databases.ts';
import type { OutboxDoc } from './documents.ts';
import type { Locks } from './locks.ts';
import type { Answer, NodeApi, Refused } from './node-api.ts';
import { Unreachable } from './node-api.ts';
import type { Reachability } from './reach.ts';

export interface Command {
  readonly id: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** `kept`: no answer in time; it waits in the outbox. */
export type Result = Answer | { readonly outcome: 'kept' };

export interface OutboxPorts {
  readonly outbox: OwnCollections['outbox'];
  readonly api: NodeApi;
  readonly reach: Reachability;
  readonly locks: Locks;
  readonly now: () => number;
}

const SWEEP_LOCK = 'ringfence-outbox';
const tryLock = (id: string): string => `ringfence-try-${id}`;

export class Outbox {
  readonly #ports: OutboxPorts;
  /** How many commands the store does not have yet. */
  readonly unsent$ = new BehaviorSubject<{ waiting: number; refused: number; oldestAt: number | null }>({
    waiting: 0,
    refused: 0,
    oldestAt: null,
  });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pause: number = LIMITS.retryMinMs;
  /** When entries that were sent long ago are looked for again. */
  #forgetAt = 0;
  #closed = false;
  readonly #unsubscribe: (() => void)[] = [];

  constructor(ports: OutboxPorts) {
    this.#ports = ports;
  }

  /** Counts what is there, and sends it from now on. */
  start(): void {
    const { outbox, reach } = this.#ports;
    const open = outbox.find({ selector: { state: { $in: ['trying', 'waiting', 'refused'] } } }).$;
    const counting = open.subscribe((entries) => {
      const waiting = entries.filter((entry) => entry.state !== 'refused');
      this.unsent$.next({
        waiting: waiting.length,
        refused: entries.length - waiting.length,
        oldestAt: waiting.length === 0 ? null : Math.min(...waiting.map((entry) => entry.createdAt)),
      });
    });
    const following = reach.$.subscribe(({ state }) => {
      if (state !== 'reachable') return;
      this.#pause = LIMITS.retryMinMs;
      this.#schedule(0);
    });
    this.#unsubscribe.push(
      () => counting.unsubscribe(),
      () => following.unsubscribe(),
    );
    this.#schedule(0);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const stop of this.#unsubscribe.splice(0)) stop();
  }

  /**
   * Puts the command on disk, sends it, and waits a moment for the answer. `approval` is a supervisor's word; it is not
   * kept, because what is kept needs none. What the store has on its disk is answered at once; that this device knows it
   * is written afterwards, and should it not come to that, the command is sent again and happens no second time.
   */
  perform(command: Command, options: { approval?: string } = {}): Promise<Result> {
    return new Promise((resolve, reject) => {
      const run = async (): Promise<void> => {
        await this.#keep(command);
        resolve(await this.#tryOnce(command, options.approval, resolve));
      };
      const kept: Result = { outcome: 'kept' };
      this.#ports.locks.tryRun(tryLock(command.id), run).then(() => resolve(kept), reject);
    }).then((result) => {
      if ((result as Result).outcome === 'kept') this.#schedule(this.#pause);
      return result as Result;
    });
  }

  /** A person has seen the refusal; the entry goes. */
  async dismiss(id: string): Promise<void> {
    await (await this.#ports.outbox.findOne(id).exec())?.remove();
  }

  /** Sends a refused command once more, as it is. */
  async sendAgain(id: string): Promise<void> {
    await this.#patch(id, { state: 'waiting' });
    this.#pause = LIMITS.retryMinMs;
    this.#schedule(0);
  }

  async #keep({ id, path, body }: Command): Promise<void> {
    const now = this.#ports.now();
    const entry: OutboxDoc = {
      id,
      path,
      body: { ...body },
      state: 'trying',
      createdAt: now,
      changedAt: now,
      tries: 0,
      code: '',
      detail: '',
    };
    const { error } = await this.#ports.outbox.bulkInsert([entry]);
    // It stands there already when the attempt before was broken off.
    if (error.length > 0) await this.#ports.outbox.upsert(entry);
  }

  async #tryOnce(
    command: Command,
    approval: string | undefined,
    onRecorded: (answer: Result) => void,
  ): Promise<Result> {
    const { api, reach } = this.#ports;
    if (reach.isLost) return this.#postpone(command);
    try {
      const answer = await api.command(command.path, command.body, {
        patienceMs: LIMITS.patienceMs,
        ...(approval === undefined ? {} : { approval }),
      });
      if (answer.outcome === 'refused') {
        if (isOfTheNode(answer)) return this.#postpone(command);
        await this.dismiss(command.id);
        return answer;
      }
      onRecorded(answer);
      await this.#patch(command.id, { state: 'sent', tries: 1 });
      return answer;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      return this.#postpone(command);
    }
  }

  async #postpone({ id }: Command): Promise<Result> {
    await this.#letWait(id);
    return { outcome: 'kept' };
  }

  /** From here on it will be sent until it is answered; a sale has happened. */
  async #letWait(id: string): Promise<void> {
    const entry = await this.#ports.outbox.findOne(id).exec();
    await entry?.incrementalModify((data) => {
      if (data.state !== 'trying') return data;
      return { ...data, state: 'waiting', body: asHappened(data), changedAt: this.#ports.now() };
    });
  }

  #schedule(ms: number): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#sweep(), ms);
  }

  /** Sends what waits, oldest first, unless another tab is at it. */
  async #sweep(): Promise<void> {
    let isDone = true;
    try {
      const ran = await this.#ports.locks.tryRun(SWEEP_LOCK, async () => {
        await this.#adopt();
        isDone = await this.#sendAll();
        if (this.#ports.now() >= this.#forgetAt) await this.#forgetOld();
      });
      if (!ran) isDone = true;
    } catch {
      // The database is closing with its tab, or the disk is full: the next round tells.
      isDone = false;
    }
    this.#pause = isDone ? LIMITS.retryMinMs : Math.min(this.#pause * 2, LIMITS.retryMaxMs);
    this.#schedule(isDone ? LIMITS.sweepMs : this.#pause * (0.75 + Math.random() / 2));
  }

  /** What a tab was trying when it died, waits. */
  async #adopt(): Promise<void> {
    const trying = await this.#ports.outbox.find({ selector: { state: 'trying' } }).exec();
    for (const { id } of trying) await this.#ports.locks.tryRun(tryLock(id), () => this.#letWait(id));
  }

  /** False when the store did not answer, or asked to come back later. */
  async #sendAll(): Promise<boolean> {
    const { outbox, api } = this.#ports;
    const waiting = await outbox.find({ selector: { state: 'waiting' }, sort: [{ createdAt: 'asc' }] }).exec();
    let isDone = true;
    for (const entry of waiting) {
      if (this.#closed) return true;
      try {
        const answer = await api.command(entry.path, entry.toMutableJSON().body);
        const isDue = await this.#settle(entry.id, answer);
        isDone &&= isDue;
      } catch (error) {
        if (error instanceof Unreachable) return false;
        throw error;
      }
    }
    return isDone;
  }

  async #settle(id: string, answer: Answer): Promise<boolean> {
    const entry = await this.#ports.outbox.findOne(id).exec();
    const tries = (entry?.tries ?? 0) + 1;
    if (answer.outcome !== 'refused') {
      await this.#patch(id, { state: 'sent', tries, code: '', detail: '' });
      return true;
    }
    const { code, detail } = answer;
    if (isOfTheNode(answer)) {
      await this.#patch(id, { tries, code, detail });
      return false;
    }
    await this.#patch(id, { state: 'refused', tries, code, detail });
    return true;
  }

  async #forgetOld(): Promise<void> {
    this.#forgetAt = this.#ports.now() + LIMITS.forgetMs;
    const sent = await this.#ports.outbox
      .find({ selector: { state: 'sent' }, sort: [{ createdAt: 'desc' }], skip: LIMITS.sentKept })
      .exec();
    const old = this.#ports.now() - LIMITS.sentKeptMs;
    const aged = await this.#ports.outbox.find({ selector: { state: 'sent', createdAt: { $lt: old } } }).exec();
    const ids = [...sent, ...aged].map((entry) => entry.id);
    if (ids.length > 0) await this.#ports.outbox.bulkRemove(ids);
  }

  async #patch(id: string, change: Partial<OutboxDoc>): Promise<void> {
    const entry = await this.#ports.outbox.findOne(id).exec();
    await entry?.incrementalPatch({ ...change, changedAt: this.#ports.now() });
  }
}

/** A sale, also one in an exchange, that nobody answered has been completed offline, which needs nobody's word. */
function asHappened({ path, body, createdAt }: OutboxDoc): OutboxDoc['body'] {
  const happened = { override: null, offline: { at: createdAt } };
  if (path === 'sales') return { ...body, ...happened };
  return path === 'exchanges' ? { ...body, sale: { ...(body['sale'] as object), ...happened } } : body;
}

/** The store is not ready, or the device is not let in: nothing is wrong with the command. */
const OF_THE_NODE = new Set(['not-trading', 'overloaded', 'unauthorized', 'unavailable', 'internal', 'not-found']);
const isOfTheNode = ({ code }: Refused): boolean => OF_THE_NODE.has(code) || code.startsWith('http-');
