/** A process beside this one that does one job at a time: the load, or a bare program. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Jobs } from './helper-process.ts';

const MAIN = fileURLToPath(new URL('./helper-process.ts', import.meta.url));

type Reply = { readonly result: unknown } | { readonly error: string };

export class Helper {
  readonly #process: ChildProcess;

  constructor() {
    this.#process = fork(MAIN, { execArgv: ['--no-warnings'] });
    // Whatever ends this program, no process of ours stays behind.
    process.once('exit', this.stop);
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Does the job and gives its result; rejects with what went wrong there. */
  async run<Name extends keyof Jobs>(
    job: Name,
    input: Parameters<Jobs[Name]>[0],
  ): Promise<Awaited<ReturnType<Jobs[Name]>>> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const onExit = (): void => reject(new Error(`the helper ended during ${job}`));
    this.#process.once('message', (reply) => resolve(reply as Reply));
    this.#process.once('exit', onExit);
    this.#process.send({ job, input });
    const reply = await promise;
    this.#process.off('exit', onExit);
    if ('error' in reply) throw new Error(`${job} failed: ${reply.error}`);
    return reply.result as Awaited<ReturnType<Jobs[Name]>>;
  }

  /** Kills it and waits until it is gone. */
  async end(): Promise<void> {
    const gone = once(this.#process, 'exit');
    this.stop();
    await gone;
  }

  readonly stop = (): void => {
    process.off('exit', this.stop);
    this.#process.kill('SIGKILL');
  };
}
