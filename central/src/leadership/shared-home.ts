/**
 * A log that several hubs reach, as one of them comes to it: it stands by until
 * it leads, and only then reads. What it keeps true: one process at a time gets
 * further than `lead`, or the one who did before finds out before it promises.
 */
import { mkdir } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { must } from '@ringfence/domain/basic/assert.ts';
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { CouchAddress } from '@ringfence/log/couch/address.ts';
import { CouchLog } from '@ringfence/log/couch/couch-log.ts';
import { OnceDocuments } from '@ringfence/log/couch/once.ts';
import { CouchServer } from '@ringfence/log/couch/server.ts';
import type { StorageFailure } from '@ringfence/log/port.ts';
import type { SharedCounts } from '../attempts.ts';
import { HeadsFile } from '../heads-file.ts';
import { type Home, readKey } from '../identity.ts';
import type { Listener } from '../listener.ts';
import { AvailabilityCache } from './availability-cache.ts';
import { Bulletin } from './bulletin.ts';
import { Certainty } from './certainty.ts';
import { Fences, REALM } from './fences.ts';
import { hubSecret, sharedKey } from './hub-key.ts';
import { LIMITS } from './limits.ts';
import { isOwn, isReachable, WHAT_TO_DO } from './own-address.ts';
import type { Presence } from './peer.ts';
import { StandBy } from './stand-by.ts';

export interface SharedHomeOptions {
  readonly couch: CouchAddress;
  readonly redis: string | undefined;
  readonly data: string;
  readonly vaultKey: Uint8Array;
  readonly listener: Listener;
  /** Where other hubs reach this one. */
  readonly address: string;
  /** A random name of this process. */
  readonly instance: string;
  readonly sha256: Sha256;
  /** Serves this process's own figures while it stands by. */
  readonly metrics: RequestListener;
  readonly onFatal: (failure: StorageFailure) => void;
  /** Called once when a newer term has begun: what may still be answered is answered, then the process must exit. */
  readonly onSuperseded: () => void;
  readonly tell: (event: Readonly<Record<string, unknown>>) => void;
}

export class Membership {
  readonly #options: SharedHomeOptions;
  readonly #server: CouchServer;
  readonly #once: OnceDocuments;
  readonly #fences: Fences;
  readonly #standBy: StandBy;
  readonly bulletin: Bulletin | undefined;
  readonly listener: Listener;
  /** What a stand-by proves itself with when it forwards. */
  readonly secret: string;
  #watching: NodeJS.Timeout | undefined;
  #certainty: Certainty | undefined;
  #isSuperseded = false;

  private constructor(options: SharedHomeOptions, server: CouchServer, once: OnceDocuments) {
    const { couch, redis, vaultKey, address, instance, metrics, tell, listener } = options;
    this.#options = options;
    this.listener = listener;
    this.#server = server;
    this.#once = once;
    this.#fences = new Fences(once, REALM);
    this.secret = hubSecret(vaultKey);
    this.bulletin = redis === undefined ? undefined : new Bulletin(redis, couch.prefix, tell);
    this.#standBy = new StandBy({
      fences: this.#fences,
      self: { address, instance },
      secret: this.secret,
      metrics,
      availability: this.counts && new AvailabilityCache(this.counts),
      onLeader: (leader) => tell({ event: 'leader', ...(leader ?? { term: null }) }),
      onTrouble: (error) => tell({ event: 'storage', error: String(error) }),
    });
    this.bulletin?.onLeader(() => this.#standBy.hint());
    listener.serve((request, response) => this.#standBy.handle(request, response));
  }

  /** Reaches the storage and begins to serve as a stand-by. Rejects with `StorageFailure`. */
  static async join(options: SharedHomeOptions): Promise<Membership> {
    const { couch, address, tell } = options;
    if (!isReachable(address, couch.url))
      tell({
        event: 'address',
        warning: `${address} is every machine's own; if this is not the only hub, ${WHAT_TO_DO}`,
      });
    const server = await CouchServer.connect(couch);
    for (const warning of server.warnings) tell({ event: 'couchdb', warning });
    return new Membership(options, server, await OnceDocuments.open(server, couch.prefix));
  }

  get presence(): Presence {
    return this.#standBy.presence;
  }

  /** Where the hubs count together; nothing without Redis. */
  get counts(): SharedCounts | undefined {
    return this.bulletin && { client: this.bulletin.client, prefix: this.#options.couch.prefix };
  }

  /** Resolves when somebody leads, this process or another. */
  someoneLeads(): Promise<void> {
    return this.#standBy.someoneLeads;
  }

  /**
   * Waits until this process leads, then reads everything and says where the terms before ended. Never resolves when it
   * was closed before. Rejects with `StorageFailure` or `DamagedLog`, and with `ConfigError` when another hub is where
   * this one says it is.
   */
  async lead(): Promise<Home> {
    await this.#expectOwnAddress();
    const fence = await this.#standBy.lead();
    const { data, vaultKey, couch, sha256, tell } = this.#options;
    const { term } = fence;
    tell({ event: 'taking over', term });
    const from = performance.now();
    const identity = join(data, 'identity');
    await mkdir(identity, { recursive: true, mode: 0o700 });
    const privateKey = await sharedKey(this.#once, vaultKey, await readKey(join(identity, 'hub-key.json')));
    const log = await CouchLog.open({
      server: this.#server,
      prefix: couch.prefix,
      sha256,
      leadership: this.#fences.leadership(term, () => this.#superseded()),
      onFatal: this.#options.onFatal,
    });
    const heads = new HeadsFile(join(identity, 'heads.json'), log);
    await heads.expectWhole();
    tell({ event: 'read', term, ms: Math.round(performance.now() - from) });
    this.#certainty = new Certainty(() => this.#fences.isPast(term));
    this.#watching = setInterval(() => void this.#watch(), LIMITS.watchMs);
    return { log, privateKey, heads, term };
  }

  /** Whether this process, which leads, may answer from memory. */
  get certainty(): Certainty {
    return must(this.#certainty, 'this process leads');
  }

  /** The hub is folded and answers from now on. */
  serving(): void {
    this.#standBy.serving();
    const { address, instance } = this.#options;
    void this.bulletin?.announce({ address, instance, term: this.presence.term, at: Date.now() });
  }

  close(): void {
    clearInterval(this.#watching);
    this.#standBy.close();
    this.bulletin?.close();
  }

  /** A leader that writes nothing looks too, so that it does not answer from what was true once. */
  async #watch(): Promise<void> {
    try {
      if (!(await this.certainty.look())) this.#superseded();
    } catch {
      // The storage cannot be asked. Nothing is promised before it was.
    }
  }

  async #expectOwnAddress(): Promise<void> {
    const { address, instance, tell } = this.#options;
    if (!(await isOwn({ address, instance })))
      tell({ event: 'address', warning: `nobody answers at ${address}, asked from here: ${WHAT_TO_DO}` });
  }

  /** Who leads instead, and says that it is where this one is, was told the same address. */
  async #tellOfSameAddress(): Promise<void> {
    const { address, tell } = this.#options;
    const newest = await this.#fences.newest();
    if (newest?.address === address)
      tell({ event: 'address', error: `another hub leads and says that it is at ${address}: ${WHAT_TO_DO}` });
  }

  #superseded(): void {
    if (this.#isSuperseded) return;
    this.#isSuperseded = true;
    clearInterval(this.#watching);
    void this.#tellOfSameAddress().catch(() => {});
    this.#options.onSuperseded();
  }
}
