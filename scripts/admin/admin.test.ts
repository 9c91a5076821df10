import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreApi } from '../clients/store-api.ts';
import { Child } from '../processes/child.ts';
import { keysFile, readSecrets } from '../processes/secrets.ts';

const ADMIN = join(import.meta.dirname, '..', 'admin.ts');
const SAMPLE = join(import.meta.dirname, '..', '..', 'sample');

let directory: string;
let secrets: string;
const running: Child[] = [];
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'ringfence-admin-'));
  secrets = join(directory, 'secrets');
});
afterAll(async () => {
  await Promise.all(running.map((child) => child.kill()));
  rmSync(directory, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly said: string;
}

function admin(...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['--no-warnings', ADMIN, ...args]);
  let out = '';
  let said = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, said })));
}

async function start(name: string, main: string, env: Record<string, string>): Promise<string> {
  const child = new Child({ name, main, logFile: join(directory, `${name}.log`), env });
  running.push(child);
  await child.start();
  return child.url;
}

test('an empty directory becomes a store that sells', async () => {
  expect(await admin('secrets', secrets, '--stores', 'S01')).toMatchObject({ code: 0 });
  const hub = await start('hub', 'central/src/main.ts', {
    RINGFENCE_DATA: join(directory, 'hub'),
    RINGFENCE_PORT: '0',
    RINGFENCE_KEYS_FILE: keysFile(secrets, 'hub'),
    RINGFENCE_VAULT_KEY_FILE: join(secrets, 'vault-key'),
  });
  const at = ['--hub', hub, '--secrets', secrets];
  expect((await admin('import', SAMPLE, ...at)).out).toContain('3 stores and 150 products');
  const people = join(directory, 'people.csv');
  writeFileSync(people, 'id,name,role,pin\nclerk-7,A clerk,clerk,480213\n');
  expect((await admin('staff', people, ...at)).out).toContain('1 people');
  const { out: code } = await admin('enrol', 'S01', ...at);
  const url = await start('S01', 'store-node/src/main.ts', {
    RINGFENCE_STORE: 'S01',
    RINGFENCE_HUB_URL: hub,
    RINGFENCE_DATA: join(directory, 'S01'),
    RINGFENCE_PORT: '0',
    RINGFENCE_KEYS_FILE: keysFile(secrets, 'S01'),
    RINGFENCE_ENROL_CODE: code.trim(),
  });
  const store = new StoreApi(url, readSecrets(secrets)?.stores['S01']?.clerk ?? '');
  while (!(await fetch(`${url}/readyz`)).ok) await sleep(50);
  expect(await store.get('status')).toMatchObject({ trading: true });
  expect((await admin('status', ...at)).out).toMatch(/S01.*connected/);
});

test('secrets are made once, and their owner alone reads them', async () => {
  const before = readFileSync(join(secrets, 'secrets.json'), 'utf8');
  expect((await admin('secrets', secrets, '--stores', 'S01')).code).toBe(0);
  expect(readFileSync(join(secrets, 'secrets.json'), 'utf8')).toBe(before);
  for (const name of ['secrets.json', 'vault-key', 'couchdb-password', 'couchdb-admins.ini', 'keys/hub.json'])
    expect(statSync(join(secrets, name)).mode & 0o077).toBe(0);
});

test('a store that is added later takes no key from anybody, and brings none back', async () => {
  const place = join(directory, 'grown');
  await admin('secrets', place, '--stores', 'S01');
  const before = readSecrets(place);
  const mine = { name: 'partner', sha256: '0'.repeat(64), scopes: ['checkout'] };
  const { keys } = JSON.parse(readFileSync(keysFile(place, 'hub'), 'utf8')) as { keys: { name: string }[] };
  const changed = { keys: [...keys.filter(({ name }) => name !== 'loyalty'), mine] };
  writeFileSync(keysFile(place, 'hub'), JSON.stringify(changed));
  expect((await admin('secrets', place, '--stores', 'S02')).code).toBe(0);
  expect(JSON.parse(readFileSync(keysFile(place, 'hub'), 'utf8'))).toEqual(changed);
  const after = readSecrets(place);
  expect(after).toEqual({ ...before, stores: { ...before?.stores, S02: after?.stores['S02'] } });
  expect(readFileSync(keysFile(place, 'S02'), 'utf8')).toContain('"clerk"');
});

test('what it cannot do is said in a sentence', async () => {
  expect(await admin()).toMatchObject({ code: 2, said: expect.stringContaining('npm run admin') });
  expect(await admin('enrol')).toMatchObject({ code: 2, said: expect.stringContaining('needs a store') });
  expect(await admin('status', '--secrets', directory)).toMatchObject({ code: 2 });
});
