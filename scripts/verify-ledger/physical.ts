/**
 * What a document says physically came into or left the store, read from its
 * lines and not from the transfers made of them: a second opinion on the
 * ledger's own arithmetic.
 */
import { type AdjustmentReason, ADJUSTMENTS } from '@ringfence/domain/documents/stock.ts';
import type { Doc } from '@ringfence/domain/documents/registry.ts';

interface Came {
  readonly sku: string;
  /** Negative: left. */
  readonly units: number;
}

const inStore = (place: string): number => (place === 'outside' ? 0 : 1);
const effectOf = (reason: AdjustmentReason): number =>
  inStore(ADJUSTMENTS[reason].to) - inStore(ADJUSTMENTS[reason].from);

export function physicalUnits(document: Doc): Came[] {
  switch (document.kind) {
    case 'receipt':
      return document.body.lines.map(({ sku, units }) => ({ sku, units }));
    case 'count':
      return document.body.lines.map(({ sku, counted, expected }) => ({ sku, units: counted - expected }));
    case 'adjustment': {
      const effect = effectOf(document.body.reason);
      return document.body.lines.map(({ sku, units }) => ({ sku, units: effect * units }));
    }
    case 'sale':
    case 'hand-over':
    case 'dispatch':
      return document.body.lines.map(({ sku, units }) => ({ sku, units: -units }));
    case 'return':
      return document.body.lines
        .filter((line) => line.disposition !== 'scrap')
        .map(({ sku, units }) => ({ sku, units }));
    case 'short-pick':
      return document.body.lines.map(({ sku, lost }) => ({ sku, units: -lost }));
    case 'arrival':
      return document.body.lines.map((line) => ({ sku: line.sku, units: line.shelf + line.unsellable + line.extra }));
    default:
      return [];
  }
}
