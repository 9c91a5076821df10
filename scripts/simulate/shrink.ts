/**
 * Makes a failing run smaller: leaves out parts of its plan, half of it first
 * and single entries last, as long as the same law is broken. (Delta debugging,
 * Zeller & Hildebrandt 2002, without complements.)
 */
export interface ShrinkOptions {
  /** Runs at most so often. */
  readonly tries: number;
  /** True when the run with these entries alone still fails the same way. */
  readonly fails: (entries: readonly number[]) => Promise<boolean>;
}

/** The entries that are left; all of them are needed when there were tries enough. */
export async function shrink(all: readonly number[], { tries, fails }: ShrinkOptions): Promise<readonly number[]> {
  let entries = all;
  let left = tries;
  for (let size = Math.ceil(entries.length / 2); size >= 1 && left > 0;) {
    const before = entries.length;
    // From the end: what comes after the failure goes first.
    for (let end = entries.length; end > 0 && left > 0;) {
      const start = Math.max(0, end - size);
      const candidate = [...entries.slice(0, start), ...entries.slice(end)];
      left -= 1;
      if (await fails(candidate)) entries = candidate;
      end = start;
    }
    if (size === 1 && entries.length === before) break;
    size = Math.max(1, Math.floor(size / 2));
  }
  return entries;
}
