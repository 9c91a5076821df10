/** What the hub tells its listeners: that something changed, and where; they read what it is now from the desks. */
import type { EventEmitter } from 'node:events';
import type { DocId, OrderId, Sku, StoreId } from '@ringfence/domain/basic/ids.ts';

export interface HubEvents {
  stock: [{ readonly store: StoreId; readonly skus: readonly Sku[] }];
  order: [{ readonly store: StoreId; readonly order: OrderId }];
  link: [{ readonly store: StoreId }];
  exception: [{ readonly store: StoreId; readonly id: DocId }];
}

export type HubEmitter = EventEmitter<HubEvents>;
