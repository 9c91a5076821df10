/** The shoppers, seen from the fleet. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Promised, Shopped, Shopping } from './shoppers.ts';

const MAIN = fileURLToPath(new URL('./shoppers.ts', import.meta.url));

export class Shop {
  readonly #process: ChildProcess;

  constructor(shopping: Shopping, onPromised: (promised: Promised) => void) {
    this.#process = fork(MAIN, { execArgv: ['--no-warnings'] });
    process.once('exit', () => this.#process.kill('SIGKILL'));
    this.#process.on('message', (message: { promised?: Promised }) => {
      if (message.promised) onPromised(message.promised);
    });
    this.#process.send({ begin: shopping });
  }

  /** What was seen since the last call. */
  read(): Promise<Shopped> {
    return this.#ask({ read: true });
  }

  /** Waits for the last answers. */
  async end(): Promise<Shopped> {
    const last = await this.#ask({ end: true });
    this.#process.disconnect();
    return last;
  }

  #ask(told: object): Promise<Shopped> {
    return new Promise((resolve) => {
      const take = (message: { shopped?: Shopped }): void => {
        if (!message.shopped) return;
        this.#process.off('message', take);
        resolve(message.shopped);
      };
      this.#process.on('message', take);
      this.#process.send(told);
    });
  }
}
