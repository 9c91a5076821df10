/**
 * The directory a retailer lives in and the ports it listens on, looked at
 * before anything starts: what cannot work is said in a sentence that names
 * the way out. Keeps true: nothing is deleted that `up` did not make.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { HOST, portsOf, readAddresses } from '../processes/retailer.ts';
import { CannotStart } from './options.ts';

const OURS = ['addresses.json', 'days.json', 'hub', 'keys', 'logs', 'secrets.json', 'stores', 'try.env'];
/** What every directory of ours has from its first start on. */
const MARK = 'secrets.json';
const LOOK_MS = 1000;

/** Makes the directory ready for a start. Throws `CannotStart`. */
export async function preparePlace(directory: string, { fresh }: { fresh: boolean }): Promise<void> {
  const entries = existsSync(directory) ? readdirSync(directory) : [];
  if (entries.length > 0 && !entries.includes(MARK))
    throw new CannotStart(
      `${directory} holds other things (${entries[0]}). Name an empty or new directory: scripts/up --data DIR`,
    );
  const hub = readAddresses(directory)?.hub;
  if (hub !== undefined && (await answers(hub)))
    throw new CannotStart(
      `${directory} is in use: its hub answers at ${hub}.\n` +
        'Stop that one (Ctrl-C where it runs), or start another: scripts/up --data data-2 --port 7500',
    );
  if (fresh) for (const entry of OURS) rmSync(join(directory, entry), { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
}

/** Throws `CannotStart` when a port that is needed is taken. */
export async function checkPorts(basePort: number, stores: number): Promise<void> {
  if (basePort === 0) return;
  const free = await Promise.all(portsOf(basePort, stores).map(isFree));
  const taken = portsOf(basePort, stores).filter((_, index) => !free[index]);
  if (taken.length === 0) return;
  const which = taken.length === 1 ? `Port ${taken[0]} is` : `Ports ${taken.join(', ')} are`;
  throw new CannotStart(
    `${which} in use, perhaps by another scripts/up.\n` +
      `Stop that program, or take other ports: scripts/up --port ${basePort === 7500 ? 7600 : 7500}`,
  );
}

/** The number of the day that begins now: one more than the days begun in this directory before. */
export function beginDay(directory: string): number {
  const path = join(directory, 'days.json');
  const before = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { begun: number }).begun : 0;
  writeFileSync(path, `${JSON.stringify({ begun: before + 1 })}\n`);
  return before + 1;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(LOOK_MS) })).ok;
  } catch {
    return false;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, HOST, () => server.close(() => resolve(true)));
  });
}
