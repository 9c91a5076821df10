/** What the hub tells its listeners: that something changed, and where; they read what it is now from the desks. */
import type { EventEmitter } from 'node:events';
import type { DocId, MemberId, OrderId, Sku, StoreId } from '@ringfence/domain/basic/ids.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';
import { exceptionOf } from '@ringfence/domain/store/exceptions.ts';
import { skusOf } from '@ringfence/domain/store/react.ts';

export interface HubEvents {
  stock: [{ readonly store: StoreId; readonly skus: readonly Sku[] }];
  order: [{ readonly store: StoreId; readonly order: OrderId }];
  link: [{ readonly store: StoreId }];
  exception: [{ readonly store: StoreId; readonly id: DocId }];
  points: [{ readonly member: MemberId }];
  /** Documents of a store that are on disk here, by their ids. */
  received: [{ readonly store: StoreId; readonly trace: readonly DocId[] }];
}

export type HubEmitter = EventEmitter<HubEvents>;

/** Tells what the documents, which are on disk, changed in the store. */
export function tell(events: HubEmitter, { store }: { store: StoreId }, documents: readonly Doc[]): void {
  if (events.listenerCount('stock') > 0) {
    const skus = new Set(documents.flatMap(skusOf));
    if (skus.size > 0) events.emit('stock', { store, skus: [...skus] });
  }
  if (events.listenerCount('order') > 0) {
    const orders = new Set(documents.flatMap(({ body }) => ('order' in body ? [body.order] : [])));
    for (const order of orders) events.emit('order', { store, order });
  }
  for (const document of documents) {
    const exception = document.kind === 'resolution' ? document.body.exception : exceptionOf(document)?.id;
    if (exception !== undefined) events.emit('exception', { store, id: exception });
  }
}
