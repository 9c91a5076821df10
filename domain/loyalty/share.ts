/** Sharing whole numbers so that the parts add up to the whole. */
import { assert } from '../basic/assert.ts';

/**
 * `total` in proportion to `weights`: everybody gets the whole part of the
 * quota, and what is left goes one by one to the largest remainders, the
 * earlier first. Without any weight there is nothing to share.
 */
export function shareOut(total: number, weights: readonly bigint[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0n);
  if (sum === 0n) {
    assert(total === 0, () => `${total} to share, and nobody to have it`);
    return weights.map(() => 0);
  }
  const quotas = weights.map((weight, index) => {
    const exact = BigInt(total) * weight;
    return { index, whole: Number(exact / sum), rest: exact % sum };
  });
  const shares = quotas.map((quota) => quota.whole);
  let left = total - shares.reduce((all, share) => all + share, 0);
  const byRest = [...quotas].sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  for (const { index } of byRest) {
    if (left === 0) break;
    shares[index] = (shares[index] ?? 0) + 1;
    left -= 1;
  }
  return shares;
}
