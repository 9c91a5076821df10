/** Goods delivered, counted, adjusted, sent to another store and received from one. */
import { accept, type Decision } from '@ringfence/domain/basic/outcome.ts';
import type { Fact } from '@ringfence/domain/documents/registry.ts';
import {
  type AdjustStock,
  adjustStock,
  type CountStock,
  countStock,
  decideAdjustStock,
  decideCountStock,
  decideDispatchGoods,
  decideReceiveDelivery,
  decideReceiveTransfer,
  type DispatchGoods,
  dispatchGoods,
  type ReceiveDelivery,
  receiveDelivery,
  type ReceiveTransfer,
  receiveTransfer,
} from '@ringfence/domain/stock/decide.ts';
import type { StoreCommand } from './command.ts';

export const receiveDeliveryCommand: StoreCommand<ReceiveDelivery> = {
  input: receiveDelivery,
  documentId: (delivery) => `receipt~${delivery.id}`,
  repeated: 'refuse',
  decide: (delivery, { store }) => one(decideReceiveDelivery(delivery, store.catalogue)),
};

export const countStockCommand: StoreCommand<CountStock> = {
  input: countStock,
  documentId: (count) => `count~${count.id}`,
  repeated: 'refuse',
  decide: (count, { store }) => one(decideCountStock(store.state, count, store.catalogue)),
};

export const adjustStockCommand: StoreCommand<AdjustStock> = {
  input: adjustStock,
  documentId: (adjustment) => `adjustment~${adjustment.id}`,
  repeated: 'refuse',
  decide: (adjustment, { store }) => one(decideAdjustStock(store.state, adjustment, store.catalogue)),
};

export const dispatchGoodsCommand: StoreCommand<DispatchGoods> = {
  input: dispatchGoods,
  documentId: (goods) => `dispatch~${goods.id}`,
  repeated: 'refuse',
  decide: (goods, { store }) => one(decideDispatchGoods(store.state, goods, store.catalogue)),
};

export const receiveTransferCommand: StoreCommand<ReceiveTransfer> = {
  input: receiveTransfer,
  documentId: (arrival) => `arrival~${arrival.transfer}`,
  repeated: 'decide',
  decide: (arrival, { store }) => one(decideReceiveTransfer(store.state, arrival, store.catalogue)),
};

const one = (decision: Decision<Fact>): Decision<readonly Fact[]> =>
  decision.ok ? accept([decision.value]) : decision;
