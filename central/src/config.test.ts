import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, readConfig } from './config.ts';

let directory: string;
let needed: Record<string, string>;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'ringfence-config-'));
  const keysFile = join(directory, 'keys.json');
  const key = { name: 'office', sha256: '0'.repeat(64), scopes: ['operations'] };
  writeFileSync(keysFile, JSON.stringify({ keys: [key] }));
  needed = { RINGFENCE_KEYS_FILE: keysFile, RINGFENCE_VAULT_KEY: 'A'.repeat(43) };
});
afterAll(() => rmSync(directory, { recursive: true }));

test('what is not set takes its default, and so does what is set to nothing', async () => {
  const plain = await readConfig(needed);
  expect(plain).toMatchObject({ data: 'data/hub', host: '127.0.0.1', port: 7400, couch: undefined, redis: undefined });
  const blanks = ['RINGFENCE_DATA', 'RINGFENCE_PORT', 'RINGFENCE_ADDRESS', 'RINGFENCE_MEMBER_ISSUER', 'REDIS_URL'];
  const blank = Object.fromEntries([...blanks, 'RINGFENCE_MEMBER_JWKS', 'COUCHDB_URL'].map((name) => [name, '']));
  expect(await readConfig({ ...needed, ...blank })).toEqual(plain);
});

test.each(['RINGFENCE_KEYS_FILE', 'RINGFENCE_VAULT_KEY'])('%s is asked for in words', async (name) => {
  for (const value of [undefined, '']) {
    const read = readConfig({ ...needed, [name]: value });
    await expect(read).rejects.toThrow(ConfigError);
    await expect(read).rejects.toThrow(new RegExp(`^${name}: has to be set`));
  }
});
