/** One seed from beginning to end, in words a caller can pass on: what happened, or what was found. */
import { Breach } from './breach.ts';
import { seamsOf } from './planted-bugs.ts';
import { World } from './world.ts';

export interface LifeOptions {
  readonly seed: number;
  readonly stores: number;
  readonly steps: number;
  readonly days?: number | undefined;
  readonly bug?: string | undefined;
  /** Indexes of the plan's entries to keep; all when absent. */
  readonly only?: readonly number[] | undefined;
}

export interface Lived {
  readonly seed: number;
  /** The law that was broken; nothing when all were kept. */
  readonly law: string | undefined;
  readonly what: string;
  readonly trace: number;
  readonly checks: number;
  readonly virtualMs: number;
  readonly convergedMs: number;
  readonly counts: readonly (readonly [string, number])[];
  readonly wallMs: number;
}

/** An error that nobody caught belongs to the world that runs: there is one at a time in a thread. */
let present: World | undefined;
const onStray = (error: unknown): void => present?.fail(error);

export async function live(options: LifeOptions, onLine?: (line: string) => void): Promise<Lived> {
  const { seed, stores, steps, days, bug, only } = options;
  const begun = performance.now();
  const world = new World({ seed, stores, steps, days, seams: seamsOf(bug), only: only && new Set(only), onLine });
  present = world;
  process.on('uncaughtException', onStray).on('unhandledRejection', onStray);
  const common = { seed, checks: 0, virtualMs: 0, convergedMs: 0, trace: 0, counts: [], law: undefined, what: '' };
  try {
    const { counts, ...life } = await world.run();
    return { ...common, ...life, counts: [...counts], wallMs: performance.now() - begun };
  } catch (error) {
    const law = error instanceof Breach ? error.law : 'no bug stops a process';
    const what = error instanceof Breach ? error.message : String(error instanceof Error ? error.stack : error);
    return { ...common, law, what, wallMs: performance.now() - begun };
  } finally {
    world.close();
    present = undefined;
    process.off('uncaughtException', onStray).off('unhandledRejection', onStray);
  }
}
