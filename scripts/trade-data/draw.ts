/**
 * Choices of the plan: a number drawn from what is chosen about, never from a
 * sequence. So one more row in the data changes no other row's fate, and the
 * same seed gives the same plan.
 */
import { createHash } from 'node:crypto';

/** Draws for one seed: the same subjects always give the same number. */
export class Draw {
  readonly #seed: string;

  constructor(seed: number | string) {
    this.#seed = String(seed);
  }

  /** A number from 0 up to, not including, 1. */
  number(...subjects: (string | number)[]): number {
    const digest = createHash('sha256')
      .update(JSON.stringify([this.#seed, ...subjects]))
      .digest();
    return digest.readUIntBE(0, 6) / 2 ** 48;
  }

  /** True for about `share` (0…1) of all subjects. */
  chance(share: number, ...subjects: (string | number)[]): boolean {
    return this.number(...subjects) < share;
  }

  /** One of `options`, each as likely as the others. */
  pick<T>(options: readonly T[], ...subjects: (string | number)[]): T {
    const option = options[Math.floor(this.number(...subjects) * options.length)];
    if (option === undefined) throw new Error('bug: nothing to pick from');
    return option;
  }
}
