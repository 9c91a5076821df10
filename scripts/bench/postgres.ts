/**
 * A private PostgreSQL cluster for the comparison: made in a directory of its own, reached by a socket in it, gone with it.
 * Its settings are its defaults, which are durable; only what keeps it private is set.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const READY_MS = 30_000;
/** PostgreSQL refuses to run as root; anybody without rights will do. */
const NOBODY = 65_534;
const USER = 'bench';

export class Postgres {
  /** Directory of the socket. */
  readonly socket: string;
  readonly user = USER;
  readonly #process: ChildProcess;

  private constructor(socket: string, process_: ChildProcess) {
    this.socket = socket;
    this.#process = process_;
    process.once('exit', this.stop);
  }

  /** Nothing when PostgreSQL is not installed on this machine. */
  static async start(): Promise<Postgres | undefined> {
    const binaries = binariesIn();
    if (binaries === undefined) return undefined;
    // A place of its own: who it runs as may not be let into anybody else's.
    const directory = mkdtempSync(join(tmpdir(), 'ringfence-postgres-'));
    const isRoot = process.getuid?.() === 0;
    const who = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
    if (isRoot) chownSync(directory, NOBODY, NOBODY);
    const data = join(directory, 'data');
    const locale = { ...process.env, LC_ALL: 'C' };
    const made = ['--pgdata', data, '--username', USER, '--auth', 'trust', '--encoding', 'UTF8'];
    execFileSync(join(binaries, 'initdb'), made, { ...who, env: locale, stdio: 'ignore', cwd: directory });
    const settings = ['-c', 'listen_addresses=', '-c', `unix_socket_directories=${directory}`];
    const server = spawn(join(binaries, 'postgres'), ['-D', data, ...settings], {
      ...who,
      env: locale,
      cwd: directory,
      stdio: 'ignore',
    });
    const postgres = new Postgres(directory, server);
    const giveUpAt = Date.now() + READY_MS;
    while (!(await answers(directory))) {
      if (Date.now() > giveUpAt || server.exitCode !== null) throw new Error('PostgreSQL did not start');
      await sleep(50);
    }
    return postgres;
  }

  /** The process that started all others of the cluster. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  readonly stop = (): void => {
    process.off('exit', this.stop);
    this.#process.kill('SIGKILL');
    rmSync(this.socket, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
}

/** The directory with `initdb` and `postgres`: Debian keeps them out of the search path. */
function binariesIn(): string | undefined {
  const places = [...(process.env['PATH'] ?? '').split(':'), ...globSync('/usr/lib/postgresql/*/bin').sort().reverse()];
  return places.find((place) => existsSync(join(place, 'initdb')) && existsSync(join(place, 'postgres')));
}

/** The socket is there before anybody is let in. */
async function answers(socket: string): Promise<boolean> {
  const client = new pg.Client({ host: socket, user: USER, database: 'postgres' });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
