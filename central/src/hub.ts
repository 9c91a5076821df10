/**
 * The hub: a desk for every store, the catalogue's pen, and what passes
 * between stores. SIGNATURES; the bodies follow.
 */
import { EventEmitter } from 'node:events';
import type { OrderId, StoreId } from '@ringfence/domain/basic/ids.ts';
import { Catalogue } from '@ringfence/domain/catalog/catalogue.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import type { OrderRecord } from '@ringfence/domain/pickup/order.ts';
import type { PlaceOrder } from '@ringfence/domain/pickup/place-order.ts';
import type { Refusal } from '@ringfence/domain/basic/outcome.ts';
import type { StoreState } from '@ringfence/domain/store/state.ts';
import type { HubEmitter, HubEvents } from './events.ts';
import type { Outcome } from './outcome.ts';

/** The personal part of an order; it never enters a log. */
export interface Contact {
  readonly name?: string;
  readonly phone?: string;
  readonly email?: string;
}

export interface DeskSync {
  readonly up: { readonly n: number; readonly head: string };
  readonly down: { readonly n: number; readonly head: string };
  readonly downAcknowledged: number;
  readonly reportedHead: number | null;
  readonly oldestUnsentAt: number | null;
  readonly quarantined: number;
  readonly lagMs: number | null;
  stateHash(): string;
}

export interface Desk {
  readonly store: StoreId;
  readonly state: StoreState;
  readonly link: { readonly connected: boolean; readonly changedAt: number; readonly lastContactAt: number };
  sync(): DeskSync;
}

export type PutOutcome =
  | { readonly outcome: 'recorded'; readonly written: number; readonly unchanged: number }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

const later = (): never => {
  throw new Error('not written yet');
};

export class Hub {
  readonly catalogue = new Catalogue();
  readonly events: HubEmitter = new EventEmitter<HubEvents>();
  /** The hub's key for passes: JWK `x`. */
  readonly publicKey: string = '';

  desk(_store: StoreId): Desk | undefined {
    return later();
  }
  desks(): Iterable<Desk> {
    return later();
  }
  findOrder(_order: OrderId): { desk: Desk; record: OrderRecord } | undefined {
    return later();
  }
  /**
   * `command` is what the domain's schema `placeOrder` made of the input: the edge parses it, once. With a `contact`
   * the reference to it is made here (leave `command.contact` null), the same for the same contact and order, so that
   * a retry is the same command; the contact becomes durable with the order and is not kept when it is refused.
   */
  placeOrder(_command: PlaceOrder, _contact?: Contact): Promise<Outcome<Doc<'pickup-order'>>> {
    return later();
  }
  contact(_reference: string): Promise<Contact | undefined> {
    return later();
  }
  requestCancel(
    _order: OrderId,
    _input: { by: 'customer' | 'operations'; reason?: string },
  ): Promise<Outcome<Doc<'cancel-request'>>> {
    return later();
  }
  extend(_order: OrderId, _input: { id: string; expiresAt: number }): Promise<Outcome<Doc<'extension'>>> {
    return later();
  }
  checkIn(_order: OrderId, _input: { where?: string }): Promise<Outcome<Doc<'check-in'>>> {
    return later();
  }
  resolveException(
    _store: StoreId,
    _input: { id: string; exception: string; by: string; note: string },
  ): Promise<Outcome<Doc<'resolution'>>> {
    return later();
  }
  /** Raw input, parsed here; all or nothing; at most LIMITS.catalogBatch; unchanged ones write nothing. */
  putProducts(_products: readonly unknown[]): Promise<PutOutcome> {
    return later();
  }
  putStores(_stores: readonly unknown[]): Promise<PutOutcome> {
    return later();
  }
  createEnrolmentCode(_store: StoreId): Promise<{ code: string; expiresAt: number }> {
    return later();
  }
  quarantine(_store: StoreId): Promise<{ id: string; at: number; reason: string; raw: string }[]> {
    return later();
  }
}
