/**
 * One process of ours: started with its environment, ready when it has printed
 * where it listens, its output kept in a file. Started again it listens on the
 * same port.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const READY_MS = 60_000;
const STOP_MS = 20_000;

export interface ChildOptions {
  readonly name: string;
  /** Path of its main module from the root of the project. */
  readonly main: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** What can be done with a process, or with several that are one to their callers. */
export type Process = Pick<
  Child,
  'url' | 'isRunning' | 'pid' | 'logFile' | 'signal' | 'ended' | 'start' | 'stop' | 'kill'
>;

export class Child {
  readonly #options: ChildOptions;
  #process: ChildProcess | undefined;
  #url = '';

  constructor(options: ChildOptions) {
    this.#options = options;
  }

  /** Where it listens; empty before the first start. */
  get url(): string {
    return this.#url;
  }

  get isRunning(): boolean {
    return this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** The id of the process that was started last. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Where its output goes. */
  get logFile(): string {
    return this.#options.logFile;
  }

  /** Sends a signal and waits for nothing. */
  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL' | 'SIGTERM'): void {
    this.#process?.kill(name);
  }

  /** Waits until the process that was started last has ended by itself; its code, or the signal that ended it. */
  async ended(): Promise<number | NodeJS.Signals | null> {
    const child = this.#process;
    if (child === undefined) return null;
    if (this.isRunning) await once(child, 'exit');
    return child.exitCode ?? child.signalCode;
  }

  /** Starts the process and resolves when it is ready; `more` is added to its environment this once. */
  async start(more: Readonly<Record<string, string>> = {}): Promise<void> {
    const { name, main, env, logFile } = this.#options;
    mkdirSync(dirname(logFile), { recursive: true });
    const log = createWriteStream(logFile, { flags: 'a' });
    const port = this.#url === '' ? {} : { RINGFENCE_PORT: new URL(this.#url).port };
    const child = spawn(process.execPath, ['--no-warnings', main], {
      cwd: ROOT,
      env: { ...inherited(), ...env, ...port, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    // Whatever ends this program, no process of ours stays behind.
    const leaveNothing = (): void => void child.kill('SIGKILL');
    process.once('exit', leaveNothing);
    child.once('exit', () => process.off('exit', leaveNothing));
    child.stderr.pipe(log, { end: false });
    const lines = createInterface({ input: child.stdout });
    const ready = new Promise<string>((resolve) => {
      lines.on('line', (line) => {
        log.write(`${line}\n`);
        const url = listeningOn(line);
        if (url !== undefined) resolve(url);
      });
    });
    const ended = once(child, 'exit').then(([code, signal]) => {
      throw new Error(`${name} ended (${code ?? signal}) before it was ready; see ${logFile}`);
    });
    const late = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error(`${name} was not ready in time; see ${logFile}`)), READY_MS).unref();
    });
    ended.catch(() => {});
    late.catch(() => {});
    this.#url = await Promise.race([ready, ended, late]);
  }

  /** Ends it in order and waits; throws when it does not end, or says it went wrong. */
  async stop(): Promise<void> {
    const code = await this.#end('SIGTERM');
    if (code !== 0) throw new Error(`${this.#options.name} ended with ${code}; see ${this.#options.logFile}`);
  }

  /** Ends it as a power cut would, and waits until it is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const child = this.#process;
    if (child === undefined || !this.isRunning) return child?.exitCode ?? 0;
    const gone = once(child, 'exit');
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await gone;
    clearTimeout(timer);
    return child.exitCode;
  }
}

/** Our own settings do not leak from one process into another. */
function inherited(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([key, value]) => value !== undefined && !/^(RINGFENCE_|COUCHDB_|REDIS_)/.test(key),
  );
  return Object.fromEntries(kept) as Record<string, string>;
}

function listeningOn(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return (JSON.parse(line) as { listening?: string }).listening;
  } catch {
    return undefined;
  }
}
