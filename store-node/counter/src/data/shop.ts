/** Everything the screens stand on: databases, the line to the store, the outbox, the search. One for a page. */
import { BehaviorSubject } from 'rxjs';
import type { Databases } from './databases.ts';
import { EventStream } from './event-stream.ts';
import { Feeds } from './feeds.ts';
import type { Kept } from './kept.ts';
import type { Locks } from './locks.ts';
import { type Device, NodeApi } from './node-api.ts';
import { Outbox } from './outbox.ts';
import { Pins, type VerifyPin } from './pins.ts';
import { Reachability } from './reach.ts';
import { Search } from './search.ts';
import { Troubles } from './troubles.ts';

/** How the store stands to the hub, as its node says. Nothing before the first answer. */
export interface HubLine {
  readonly connected: boolean;
  readonly since: number;
  readonly trading: boolean;
  readonly backlog: number;
  readonly oldestUnsentAt: number | null;
}

export interface ShopOptions {
  readonly device: Device;
  readonly databases: Databases;
  readonly locks: Locks;
  readonly verifyPin: VerifyPin;
  readonly now: () => number;
  /** True in a browser: one tab reads the feeds for all. */
  readonly waitForLeadership: boolean;
}

interface StatusAnswer {
  readonly store?: string;
  readonly trading?: boolean;
  readonly link?: { readonly connected?: boolean; readonly since?: number };
  readonly backlog?: { readonly count?: number; readonly oldestAt?: number | null };
}

export class Shop {
  readonly device: Device;
  readonly databases: Databases;
  readonly api: NodeApi;
  readonly reach: Reachability;
  readonly stream: EventStream;
  readonly feeds: Feeds;
  readonly outbox: Outbox;
  readonly search: Search;
  readonly pins: Pins;
  /** What went wrong lately. */
  readonly troubles: Troubles;
  readonly now: () => number;
  readonly hub$ = new BehaviorSubject<HubLine | undefined>(undefined);
  /** The store this counter stands in; empty until its node has said so once. */
  readonly store$ = new BehaviorSubject<string>('');
  readonly #options: ShopOptions;
  /** A receipt's number that is on disk and that no sale has yet. */
  #reserved: Promise<string> | undefined;

  constructor(options: ShopOptions) {
    const { device, databases, locks, now, verifyPin } = options;
    this.#options = options;
    this.device = device;
    this.databases = databases;
    this.now = now;
    this.api = new NodeApi(device);
    this.reach = new Reachability(now);
    this.stream = new EventStream(this.api, this.reach);
    this.feeds = new Feeds(databases, this.api);
    this.outbox = new Outbox({ outbox: databases.own.outbox, api: this.api, reach: this.reach, locks, now });
    this.search = new Search(databases);
    this.pins = new Pins(databases.own.notes, verifyPin, now);
    this.troubles = new Troubles(databases.own.notes, now);
  }

  /** Starts with what this device kept, and connects in the background; resolves when people can sign in. */
  async start(kept: Kept): Promise<void> {
    const store = kept.get('store');
    if (typeof store === 'string') this.store$.next(store);
    this.stream.events$.subscribe(({ type }) => {
      if (type === 'resync' || type === 'link') void this.askStatus();
    });
    // What the first screen asks for: its answer is there when the screen is.
    await this.databases.cache.staff.find({ selector: { active: true } }).exec();
    this.feeds.start(this.stream, { kept, waitForLeadership: this.#options.waitForLeadership });
    this.outbox.start();
    void this.stream.run();
  }

  async close(): Promise<void> {
    this.stream.close();
    this.outbox.close();
    this.search.close();
    await this.feeds.close();
    await this.databases.close();
  }

  async askStatus(): Promise<void> {
    try {
      const status = await this.api.get<StatusAnswer>('status');
      if (!status) return;
      if (status.store !== undefined && status.store !== this.store$.value) {
        this.store$.next(status.store);
        await this.databases.own.notes.upsert({ key: 'store', value: status.store });
      }
      this.hub$.next({
        connected: status.link?.connected ?? false,
        since: status.link?.since ?? this.now(),
        trading: status.trading ?? true,
        backlog: status.backlog?.count ?? 0,
        oldestUnsentAt: status.backlog?.oldestAt ?? null,
      });
    } catch {
      // The stream notices when nobody answers.
    }
  }

  /** Takes the next receipt's number while the customer pays, so that no sale waits for the disk because of it. */
  reserveReceipt(): void {
    if (this.#reserved) return;
    const reserved = this.#takeNumber();
    this.#reserved = reserved;
    reserved.catch(() => (this.#reserved = undefined));
  }

  /** The next number of this register's receipts: one a sale, never the same twice, on disk before it is used. */
  nextReceipt(): Promise<string> {
    const reserved = this.#reserved ?? this.#takeNumber();
    this.#reserved = undefined;
    return reserved;
  }

  async #takeNumber(): Promise<string> {
    const { notes } = this.databases.own;
    const key = 'receipts';
    if (!(await notes.findOne(key).exec())) await notes.insertIfNotExists({ key, value: 0 });
    const note = await notes.findOne(key).exec(true);
    const changed = await note.incrementalModify((data) => ({ ...data, value: Number(data.value) + 1 }));
    return `${this.device.register}-${String(changed.value).padStart(6, '0')}`;
  }
}
