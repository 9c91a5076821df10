/** A list of items being delivered, counted or sent: each scan adds one; what is typed replaces the number. Pure. */
import type { ProductDoc } from '../data/documents.ts';
import { LIMITS } from '../limits.ts';

export interface StockLine {
  readonly sku: string;
  readonly name: string;
  readonly units: number;
  /** Units are grams. */
  readonly isWeighed?: boolean;
  /** What the delivery note, or the other store, says; absent where nobody said. */
  readonly announced?: number;
  /** Of `units`, those that cannot be sold. */
  readonly unfit?: number;
}
export type StockLines = readonly StockLine[];

type Scanned = Pick<ProductDoc, 'sku' | 'name'> & Partial<Pick<ProductDoc, 'measure'>>;

/** The item goes to the top when it is new, so that what was scanned last can be seen. A scan of what is weighed is a kilogram. */
export function scanInto(lines: StockLines, product: Scanned, scanned?: number): StockLines {
  const isWeighed = product.measure === 'gram';
  const units = scanned ?? (isWeighed ? LIMITS.gramsPerScan : 1);
  const index = lines.findIndex((line) => line.sku === product.sku);
  const there = lines[index];
  if (there) return lines.with(index, { ...there, units: there.units + units });
  const line = { sku: product.sku, name: product.name, units };
  return [isWeighed ? { ...line, isWeighed } : line, ...lines];
}

export const change = (lines: StockLines, sku: string, part: Partial<StockLine>): StockLines =>
  lines.map((line) => (line.sku === sku ? { ...line, ...part } : line));

export const without = (lines: StockLines, sku: string): StockLines => lines.filter((line) => line.sku !== sku);

/** What is weighed counts as one. */
export const piecesIn = (lines: StockLines): number =>
  lines.reduce((sum, line) => sum + (line.isWeighed ? 1 : line.units), 0);

/** More or fewer than announced; nothing where nobody said, or where it is as announced. */
export const differenceOf = ({ units, announced }: StockLine): number =>
  announced === undefined ? 0 : units - announced;

/** The lines of a receipt: sound and damaged ones apart, each item's note told once. */
export function deliveryOf(lines: StockLines): Record<string, unknown>[] {
  return lines.flatMap(({ sku, units, announced, unfit = 0 }) => {
    const bad = Math.min(unfit, units);
    const good = units - bad;
    // The note speaks of the item; the shelf line carries it, less what came damaged.
    const note = announced === undefined ? undefined : Math.max(0, announced - bad);
    const sound =
      good > 0 || (note ?? 0) > 0
        ? [{ sku, units: good, area: 'shelf', ...(note === undefined ? {} : { announced: note }) }]
        : [];
    return [...sound, ...(bad > 0 ? [{ sku, units: bad, area: 'unsellable' }] : [])];
  });
}

/** The lines of an arrival. */
export const arrivalOf = (lines: StockLines): Record<string, unknown>[] =>
  lines.map(({ sku, units, unfit = 0 }) => {
    const bad = Math.min(unfit, units);
    return { sku, shelf: units - bad, unsellable: bad };
  });
