import { afterEach, expect, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { apiKeys, KEYS, PRICE, seedHome, type SeededHome, STORE } from './testing/seeded-home.ts';

let home: SeededHome | undefined;
let running: ChildProcess | undefined;
afterEach(async () => {
  if (running?.exitCode === null && running.signalCode === null) await kill('SIGKILL');
  await home?.remove();
  home = undefined;
});

/** Starts the process on the seeded disk; resolves with its address. */
async function start(directory: string): Promise<string> {
  const keysFile = join(directory, 'keys.json');
  await writeFile(keysFile, JSON.stringify({ keys: apiKeys }));
  const child = spawn(process.execPath, ['--no-warnings', join(import.meta.dirname, 'main.ts')], {
    env: {
      RINGFENCE_STORE: STORE,
      RINGFENCE_DATA: directory,
      RINGFENCE_PORT: '0',
      RINGFENCE_KEYS_FILE: keysFile,
      RINGFENCE_HUB_URL: 'http://127.0.0.1:9',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running = child;
  for await (const line of createInterface({ input: child.stdout })) {
    return (JSON.parse(line) as { listening: string }).listening;
  }
  throw new Error('the process ended before it listened');
}

async function kill(signal: NodeJS.Signals): Promise<number | null> {
  const child = running;
  // Several tills may want to kill it, and one of them comes when it is dead.
  if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
  return child.exitCode;
}

const headers = { 'x-api-key': KEYS.clerk, 'content-type': 'application/json' };
const post = (url: string, path: string, body: unknown): Promise<Response> =>
  fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
const get = async (url: string, path: string): Promise<Record<string, unknown>> =>
  (await (await fetch(`${url}${path}`, { headers })).json()) as Record<string, unknown>;

const sale = (id: string) => ({
  id,
  currency: 'EUR',
  lines: [{ sku: 'A', units: 1 }],
  tenders: [{ kind: 'card', amount: PRICE }],
});

test('killed in the middle of sales, every sale that was answered is there once', async () => {
  home = await seedHome({ catalog: ['A'] });
  let url = await start(home.directory);
  await post(url, '/v1/receipts', { id: 'r', lines: [{ sku: 'A', units: 100_000 }] });
  const answered = new Set<string>();
  let next = 0;
  for (let round = 0; round < 3; round++) {
    const until = answered.size + 60;
    const tills = Array.from({ length: 8 }, async () => {
      for (;;) {
        const id = `s${(next += 1)}`;
        try {
          const answer = await post(url, '/v1/sales', sale(id));
          if (answer.status === 201) answered.add(id);
          if (answered.size >= until) await kill('SIGKILL');
        } catch {
          return;
        }
      }
    });
    await Promise.all(tills);
    url = await start(home.directory);
  }
  const stock = await get(url, '/v1/stock/A');
  for (const id of answered) expect((await fetch(`${url}/v1/sales/${id}`, { headers })).status).toBe(200);
  for (const id of [...answered].slice(0, 20)) expect((await post(url, '/v1/sales', sale(id))).status).toBe(200);
  expect(await get(url, '/v1/stock/A')).toEqual(stock);
  const before = await get(url, '/v1/status');
  expect(await kill('SIGTERM')).toBe(0);
  url = await start(home.directory);
  expect(await get(url, '/v1/status')).toMatchObject({ stateHash: before['stateHash'], up: before['up'] });
});

test('a store whose database is gone does not trade', async () => {
  home = await seedHome({ catalog: ['A'] });
  let url = await start(home.directory);
  await post(url, '/v1/receipts', { id: 'r', lines: [{ sku: 'A', units: 10 }] });
  expect(await kill('SIGTERM')).toBe(0);
  await rm(join(home.directory, 'streets', `up-${STORE}`), { recursive: true });
  url = await start(home.directory);
  expect(await get(url, '/v1/status')).toMatchObject({ trading: false, reason: expect.stringContaining('gone') });
  const refused = await post(url, '/v1/sales', sale('s1'));
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await refused.json()).toMatchObject({ code: 'not-trading' });
});

test('a copy of an older disk does not trade', async () => {
  home = await seedHome({ catalog: ['A'] });
  let url = await start(home.directory);
  expect(await kill('SIGTERM')).toBe(0);
  const old = join(home.directory, 'copy');
  const { cp } = await import('node:fs/promises');
  const street = join(home.directory, 'streets', `up-${STORE}`);
  await cp(street, old, { recursive: true });
  url = await start(home.directory);
  await post(url, '/v1/receipts', { id: 'r', lines: [{ sku: 'A', units: 10 }] });
  expect(await kill('SIGTERM')).toBe(0);
  await rm(street, { recursive: true });
  await cp(old, street, { recursive: true });
  url = await start(home.directory);
  expect(await get(url, '/v1/status')).toMatchObject({ trading: false, reason: expect.stringContaining('older') });
});
