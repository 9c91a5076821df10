/**
 * An exception is a physical fact that does not fit, and waits for a person.
 * It is derived from the document that reports it; a deficit's exception closes
 * by itself when the deficit is settled, every other by a resolution.
 */
import type { DocId } from '../basic/ids.ts';
import type { Doc } from '../documents/registry.ts';
import { deficit } from '../ledger/account.ts';
import type { StoreState } from './state.ts';

export type ExceptionType =
  | 'oversold'
  | 'count-below-promises'
  | 'unverified-return'
  | 'short-pick'
  | 'delivery-mismatch'
  | 'transfer-mismatch'
  | 'does-not-fit';

export interface ExceptionRecord {
  /** The id of the document that reports it. */
  readonly id: DocId;
  readonly type: ExceptionType;
  readonly at: number;
  readonly lines: readonly { readonly sku: string; readonly units: number }[];
  /** Why the person did it, in their words or by reason code. */
  readonly reason: string;
}

/** The exception a document opens, if any. */
export function exceptionOf(document: Doc): ExceptionRecord | undefined {
  const open = (
    type: ExceptionType,
    lines: { sku: string; units: number }[],
    reason: string,
  ): ExceptionRecord | undefined =>
    lines.length === 0 ? undefined : { id: document._id, type, at: document.at, lines, reason };
  switch (document.kind) {
    case 'sale': {
      const lines = document.body.lines
        .filter((line) => line.short > 0)
        .map(({ sku, short }) => ({ sku, units: short }));
      const { override, offline } = document.body;
      const unfit = offline?.unfit ?? [];
      if (unfit.length > 0) {
        const all = document.body.lines.map(({ sku, units }) => ({ sku, units }));
        return open('does-not-fit', all, unfit.join(', '));
      }
      return open('oversold', lines, override?.reason ?? (offline ? 'offline' : ''));
    }
    case 'count': {
      const lines = document.body.lines
        .filter((line) => line.deficit > 0)
        .map((line) => ({ sku: line.sku, units: line.deficit }));
      return open('count-below-promises', lines, 'count');
    }
    case 'return': {
      const lines = document.body.lines
        .filter((line) => line.unverified > 0)
        .map((line) => ({ sku: line.sku, units: line.unverified }));
      return open('unverified-return', lines, document.body.override?.reason ?? '');
    }
    case 'short-pick':
      return open(
        'short-pick',
        document.body.lines.map(({ sku, units }) => ({ sku, units })),
        document.body.reason,
      );
    case 'substitution': {
      // The customer agreed to what there is; somebody has to act only when money is to go back.
      const { missing, owed, reason } = document.body;
      return open('short-pick', owed > 0 ? [{ sku: missing.sku, units: missing.units }] : [], reason);
    }
    case 'receipt': {
      const lines = document.body.lines
        .filter((line) => line.announced !== undefined && line.announced !== line.units)
        .map((line) => ({ sku: line.sku, units: line.units - (line.announced ?? 0) }));
      return open('delivery-mismatch', lines, document.body.reference ?? '');
    }
    case 'arrival': {
      const lines = document.body.lines
        .filter((line) => line.missing > 0 || line.extra > 0)
        .map((line) => ({ sku: line.sku, units: line.extra - line.missing }));
      return open('transfer-mismatch', lines, document.body.transfer);
    }
    default:
      return undefined;
  }
}

/** True while somebody still has to act. */
export function isOpen(exception: ExceptionRecord, state: StoreState): boolean {
  if (state.resolutions.has(exception.id)) return false;
  if (exception.type !== 'oversold' && exception.type !== 'count-below-promises') return true;
  return exception.lines.some((line) => state.book.units(deficit(line.sku)) < 0);
}
