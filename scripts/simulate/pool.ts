/** Threads that live seeds side by side: one world each at a time. */
import { Worker } from 'node:worker_threads';
import type { Lived, LifeOptions } from './life.ts';

interface Job {
  readonly options: LifeOptions;
  readonly done: PromiseWithResolvers<Lived>;
}

export class Pool {
  readonly #workers: Worker[] = [];
  readonly #idle: Worker[] = [];
  readonly #jobs: Job[] = [];

  constructor(threads: number) {
    for (let thread = 0; thread < threads; thread++) {
      const worker = new Worker(new URL('./seed-worker.ts', import.meta.url));
      this.#workers.push(worker);
      this.#idle.push(worker);
    }
  }

  /** Rejects when the thread dies. */
  live(options: LifeOptions): Promise<Lived> {
    const done = Promise.withResolvers<Lived>();
    this.#jobs.push({ options, done });
    this.#next();
    return done.promise;
  }

  /** As many at a time as there are threads, of as many as `take` gives; `done` hears of each. */
  async each(take: () => LifeOptions | undefined, done: (lived: Lived) => void | Promise<void>): Promise<void> {
    const lane = async (): Promise<void> => {
      for (let options = take(); options; options = take()) await done(await this.live(options));
    };
    await Promise.all(this.#workers.map(lane));
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #next(): void {
    const worker = this.#idle.pop();
    if (!worker) return;
    const job = this.#jobs.shift();
    if (!job) {
      this.#idle.push(worker);
      return;
    }
    const onMessage = (lived: Lived): void => {
      worker.off('error', onError);
      this.#idle.push(worker);
      job.done.resolve(lived);
      this.#next();
    };
    const onError = (error: unknown): void => {
      worker.off('message', onMessage);
      job.done.reject(error as Error);
    };
    worker.once('message', onMessage).once('error', onError);
    worker.postMessage(job.options);
  }
}
