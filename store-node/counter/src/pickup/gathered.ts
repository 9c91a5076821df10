/** How an order's units are counted: pieces one by one; what is weighed comes as one bag. */
import type { Item } from '../app/use-names.ts';
import { quantity } from '../words/formats.ts';

interface Line {
  readonly sku: string;
  readonly held: number;
}
type ItemOf = (sku: string) => Item;

/** Units in hand after one more scan: nobody scans grams, the bag is what was ordered. */
export const afterScan = (so: number, held: number, { measure }: Pick<Item, 'measure'>): number =>
  measure === 'gram' ? held : so + 1;

/** Pieces of all lines, and how many of them are `taken`; what is weighed counts as one. */
export function piecesOf(
  lines: readonly Line[],
  itemOf: ItemOf,
  taken: (line: Line) => number = ({ held }) => held,
): { readonly of: number; readonly so: number } {
  const sum = (count: (line: Line, isWeighed: boolean) => number): number =>
    lines.reduce((all, line) => all + count(line, itemOf(line.sku).measure === 'gram'), 0);
  return {
    of: sum(({ held }, isWeighed) => (isWeighed ? 1 : held)),
    so: sum((line, isWeighed) => (isWeighed ? Number(taken(line) >= line.held) : taken(line))),
  };
}

/** `2 × Tea`, and `1.25 kg Cheese`. */
export const unitsOf = (units: number, { name, measure }: Item, locale: string): string =>
  measure === 'gram' ? `${quantity(units, measure, locale)} ${name}` : `${units} × ${name}`;
