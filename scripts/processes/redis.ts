/**
 * A Redis of our own on this machine: the one that REDIS_BIN names, the one on
 * the PATH, or Debian's, fetched without root into a folder of its own. Where
 * none can be had, it says why, and whoever needs it says so aloud.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const PACKAGES = [
  'redis-server',
  'redis-tools',
  'libjemalloc2',
  'liblua5.1-0',
  'liblzf1',
  'lua-cjson',
  'lua-bitop',
  'libatomic1',
];
const HINT = 'install redis-server or valkey-server, or name one in REDIS_BIN';
const FETCH_MS = 120_000;
const READY_MS = 10_000;
const run = promisify(execFile);

interface Program {
  readonly path: string;
  /** Where its libraries are, if it does not find them itself. */
  readonly libraries?: string;
}

/** The program, or why there is none. */
export async function findRedis(): Promise<Program | { readonly why: string }> {
  const named = process.env['REDIS_BIN'];
  if (named !== undefined) return existsSync(named) ? { path: named } : { why: `REDIS_BIN: there is no ${named}` };
  for (const folder of (process.env['PATH'] ?? '').split(delimiter))
    for (const name of ['redis-server', 'valkey-server'])
      if (existsSync(join(folder, name))) return { path: join(folder, name) };
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'ringfence', 'redis');
  const fetched = programIn(cache);
  if (fetched) return fetched;
  try {
    await fetchDebian(cache);
    return programIn(cache) ?? { why: `Debian's packages hold no redis-server; ${HINT}` };
  } catch (error) {
    return { why: `Redis cannot be fetched (${(error as Error).message.split('\n')[0]}); ${HINT}` };
  }
}

function programIn(cache: string): Program | undefined {
  const path = join(cache, 'usr', 'bin', 'redis-server');
  if (!existsSync(path)) return undefined;
  const libraries = join(cache, 'usr', 'lib');
  const folders = readdirSync(libraries, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return { path, libraries: folders.map(({ name }) => join(libraries, name)).join(':') };
}

/** Downloads and unpacks; nothing is installed, and no right of root is needed. */
async function fetchDebian(cache: string): Promise<void> {
  const place = mkdtempSync(join(tmpdir(), 'ringfence-redis-'));
  try {
    mkdirSync(join(place, 'lists', 'partial'), { recursive: true });
    mkdirSync(join(place, 'out'));
    const options = { cwd: place, timeout: FETCH_MS };
    const lists = ['-o', `Dir::State::lists=${join(place, 'lists')}`, '-o', 'Debug::NoLocking=1', '-qq'];
    await run('apt-get', [...lists, 'update'], options);
    await run('apt-get', [...lists, 'download', ...PACKAGES], options);
    for (const file of readdirSync(place).filter((name) => name.endsWith('.deb')))
      await run('dpkg', ['-x', file, 'out'], options);
    mkdirSync(join(cache, '..'), { recursive: true });
    await run('cp', ['-r', join(place, 'out'), `${cache}.${process.pid}`], options);
    // Two who fetch at once: the first one's stays.
    if (!existsSync(cache)) renameSync(`${cache}.${process.pid}`, cache);
    else rmSync(`${cache}.${process.pid}`, { recursive: true });
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

export class RedisServer {
  readonly url: string;
  readonly #program: Program;
  readonly #port: number;
  readonly #directory: string;
  #process: ChildProcess | undefined;

  private constructor(program: Program, port: number) {
    this.#program = program;
    this.#port = port;
    this.#directory = mkdtempSync(join(tmpdir(), 'ringfence-redis-data-'));
    this.url = `redis://127.0.0.1:${port}`;
  }

  /** Starts one on a free port, or says why it cannot be. */
  static async start(): Promise<RedisServer | { readonly why: string }> {
    const program = await findRedis();
    if ('why' in program) return program;
    const server = new RedisServer(program, await freePort());
    await server.start();
    return server;
  }

  /** Starts it again on the same port: empty, or with what `save` kept. */
  async start(): Promise<void> {
    const { path, libraries } = this.#program;
    const options = ['--port', String(this.#port), '--bind', '127.0.0.1', '--dir', this.#directory];
    const child = spawn(path, [...options, '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...(libraries === undefined ? {} : { LD_LIBRARY_PATH: libraries }) },
    });
    this.#process = child;
    const leaveNothing = (): void => void child.kill('SIGKILL');
    process.once('exit', leaveNothing);
    child.once('exit', () => process.off('exit', leaveNothing));
    let said = '';
    child.stdout.on('data', (text: Buffer) => (said += text.toString()));
    for (const giveUpAt = Date.now() + READY_MS; !said.includes('Ready to accept connections'); await sleep(20))
      if (Date.now() > giveUpAt || child.exitCode !== null) throw new Error(`redis-server does not start: ${said}`);
  }

  async kill(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** Ends it and removes what it kept. */
  async close(): Promise<void> {
    await this.kill();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
