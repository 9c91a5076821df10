/** One measured figure, and how figures are shown. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The same of a bare program in the same run; null when there is none. */
  readonly baseline: number | null;
  /** `value` in parts of `baseline`. */
  readonly ratio: number | null;
  /** For the ratio, or for the value when there is no baseline; null when nothing is aimed at. */
  readonly target: number | null;
  readonly lowerIsBetter: boolean;
}

interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly values: readonly number[];
  readonly baselines?: readonly number[];
  readonly target?: number;
  readonly lowerIsBetter?: boolean;
}

/** The figure of several rounds. */
export function figureOf({ name, unit, values, baselines, target = NaN, lowerIsBetter = false }: Measured): Figure {
  const value = rounded(median(values));
  const baseline = baselines === undefined ? null : rounded(median(baselines));
  const ratio = baseline === null ? null : Math.round((1000 * value) / baseline) / 1000;
  return { name, value, unit, baseline, ratio, target: Number.isNaN(target) ? null : target, lowerIsBetter };
}

const rounded = (value: number): number => Number(value.toPrecision(4));

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which that part of the values lies. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

/** A table for people. */
export function table(figures: readonly Figure[]): string {
  const rows = [
    ['figure', 'value', 'unit', 'baseline', 'ratio', 'target', ''],
    ...figures.map((figure) => [
      figure.name,
      String(figure.value),
      figure.unit,
      String(figure.baseline ?? '–'),
      String(figure.ratio ?? '–'),
      String(figure.target ?? '–'),
      verdict(figure),
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const isText = (column: number): boolean => column === 0 || column === 2;
  return rows
    .map((row) =>
      row
        .map((cell, column) => (isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function verdict({ value, ratio, target, lowerIsBetter }: Figure): string {
  if (target === null) return '';
  const reached = ratio ?? value;
  return (lowerIsBetter ? reached <= target : reached >= target) ? 'reached' : 'missed';
}
