/**
 * The hub's gateway of the simulation: the same addresses and bodies as the
 * real one, over the production exchange, for nodes that need no token.
 */
import { upStreet, type StoreId } from '@ringfence/domain/basic/ids.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { documentHash } from '@ringfence/log/chain.ts';
import type { StreetReader } from '@ringfence/log/port.ts';
import * as bodies from '@ringfence/central/src/gateway/bodies.ts';
import { StreetCopy } from '@ringfence/central/src/gateway/street-copy.ts';
import type { Desk, Hub } from '@ringfence/central/src/hub.ts';
import { LIMITS } from '@ringfence/central/src/limits.ts';
import type { Signal } from '@ringfence/central/src/signals.ts';
import { sha256 } from './keys.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

export interface Request {
  readonly store: StoreId;
  readonly incarnation: number;
  readonly path: string;
  /** As JSON; a request without a body asks. */
  readonly body: unknown;
}

export type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly status: number; readonly code: string };

/** A node's end of its stream of signals. */
export interface Listener {
  readonly hear: (signal: Signal) => void;
  readonly end: () => void;
}

const yes = (value: unknown): Reply => ({ ok: true, value });
const no = (status: number, code: string): Reply => ({ ok: false, status, code });

export class SimGateway {
  /** Reasons for everything the hub refused to take from a store. */
  readonly quarantined = new Set<string>();
  readonly #world: World;
  readonly #random: Random;
  readonly #streams = new Set<Listener>();
  readonly #copies = new WeakMap<StreetReader, StreetCopy>();
  /** With a planted bug: the last document of each store that arrived. */
  readonly #arrived = new Map<StoreId, Envelope>();

  constructor(world: World) {
    this.#world = world;
    this.#random = world.random('gateway');
  }

  /** `answer` is called unless the hub is down or crashes meanwhile. */
  serve(request: Request, answer: (reply: Reply) => void): void {
    this.#world.hub.serve((hub) => this.#route(hub, request), answer);
  }

  /** Opens the stream of signals; returns how the node ends it. */
  listen({ store, incarnation }: Request, listener: Listener): (() => void) | undefined {
    const { hub, scheduler, checker } = this.#world;
    const { running } = hub;
    const desk = running?.desk(store);
    if (!running || desk?.state.incarnation !== incarnation) return undefined;
    hub.fuse.stir();
    const isOpen = (): boolean => this.#streams.has(listener);
    this.#streams.add(listener);
    running.exchange.heard(desk);
    const detach = running.exchange.attach(desk, {
      send: (signal) => {
        if (!isOpen()) return;
        if (signal.type === 'up') checker.confirmed(store, signal.n);
        listener.hear(signal);
      },
      close: () => this.#end(listener),
    });
    const beat = (): void =>
      scheduler.later(LIMITS.beatMs, () => {
        if (!isOpen()) return;
        listener.hear({ type: 'beat' });
        beat();
      });
    beat();
    return () => {
      if (this.#streams.delete(listener)) detach();
    };
  }

  /** The hub is gone, and with it every open connection. */
  crashed(): void {
    for (const listener of this.#streams) this.#end(listener);
    this.#arrived.clear();
  }

  #end(listener: Listener): void {
    if (this.#streams.delete(listener)) listener.end();
  }

  async #route(hub: Hub, request: Request): Promise<Reply> {
    const desk = hub.desk(request.store);
    if (!desk) return no(401, 'unauthenticated');
    if (desk.state.incarnation !== request.incarnation) return no(403, 'forbidden');
    hub.exchange.heard(desk);
    const url = new URL(request.path, 'http://hub');
    const [what, ...rest] = url.pathname.split('/').slice(2);
    switch (what) {
      case 'status':
        return this.#status(hub, desk);
      case 'report':
        await hub.exchange.report(desk, bodies.report.parse(request.body));
        return this.#status(hub, desk);
      case 'asks':
        if (rest.length === 0) return yes(await hub.exchange.answer(desk, bodies.ask.parse(request.body)));
        hub.exchange.decline(desk, decodeURIComponent(rest[0] ?? ''));
        return yes(null);
      case 'db':
        return this.#street(hub, desk, { ...request, street: rest[0] ?? '', what: rest[1] ?? '', url });
      default:
        return no(404, 'not-found');
    }
  }

  #status(hub: Hub, desk: Desk): Reply {
    const status = hub.exchange.status(desk);
    const arrived = this.#world.seams.confirmsEarly ? this.#arrived.get(desk.store) : undefined;
    const up = arrived && arrived.n > status.up.n ? { n: arrived.n, head: documentHash(arrived, sha256) } : status.up;
    this.#world.checker.confirmed(desk.store, up.n);
    return yes({ ...status, up });
  }

  async #street(
    hub: Hub,
    desk: Desk,
    { street, what, url, body }: Request & { street: string; what: string; url: URL },
  ): Promise<Reply> {
    if (what === '_bulk_docs')
      return street === upStreet(desk.store) ? this.#take(hub, desk, body) : no(403, 'forbidden');
    const copy = this.#copyOf(hub, desk, street);
    if (!copy) return no(404, 'not-found');
    if (what === '_changes') {
      const since = Number(url.searchParams.get('since'));
      const withDocuments = url.searchParams.get('include_docs') === 'true';
      const results = await copy.changes(since, Number(url.searchParams.get('limit')), withDocuments);
      return yes({ results, last_seq: results.at(-1)?.seq ?? since });
    }
    return no(404, 'not-found');
  }

  async #take(hub: Hub, desk: Desk, body: unknown): Promise<Reply> {
    const { docs } = bodies.bulkDocs.parse(body);
    // In some worlds each document comes three times, in any order.
    const rows = this.#world.plan.isTripled ? this.#random.shuffled([...docs, ...docs, ...docs]) : docs;
    const { author } = (docs[0] ?? {}) as { author?: string };
    const taking = hub.exchange.ingest(desk, desk.state.incarnation, rows);
    if (this.#world.seams.confirmsEarly) {
      this.#world.guard(taking);
      this.#arrived.set(desk.store, docs.at(-1) as Envelope);
      return yes([]);
    }
    const answers = (await taking).filter((answer) => 'reason' in answer);
    for (const { id, reason } of answers) this.quarantined.add(`${id} of ${author}: ${reason}`);
    return yes(answers);
  }

  #copyOf(hub: Hub, desk: Desk, name: string): StreetCopy | undefined {
    const street = hub.streetOf(desk, name);
    const known = street && this.#copies.get(street);
    if (!street || known) return known;
    const copy = new StreetCopy(street, sha256);
    this.#copies.set(street, copy);
    return copy;
  }
}
