import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signedIn } from '@ringfence/central/src/api/sign-in.ts';
import { readConfig } from '@ringfence/central/src/config.ts';
import { memberIssuerOf } from './member-issuer.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'ringfence-issuer-'));
  writeFileSync(join(directory, 'keys.json'), JSON.stringify({ keys: [] }));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const configured = (more: Record<string, string>) =>
  readConfig({ RINGFENCE_KEYS_FILE: join(directory, 'keys.json'), RINGFENCE_VAULT_KEY: 'A'.repeat(43), ...more });

test('the hub takes its tokens, also of a second start, until they end', async () => {
  const { issuer, jwks } = memberIssuerOf(directory);
  const { memberIssuer } = await configured({ RINGFENCE_MEMBER_ISSUER: issuer, RINGFENCE_MEMBER_JWKS: jwks });
  const find = signedIn(memberIssuer);
  expect(await find(memberIssuerOf(directory).tokenFor('M1', Date.now()))).toMatchObject({ member: 'M1' });
  expect(await find(memberIssuerOf(directory).tokenFor('M1', Date.now() - 2 * 86_400_000))).toBeUndefined();
  expect(await find(undefined)).toBeUndefined();
});

test('an issuer without keys, or with none that can be read, is no configuration', async () => {
  await expect(configured({ RINGFENCE_MEMBER_ISSUER: 'x' })).rejects.toThrow('together');
  const missing = { RINGFENCE_MEMBER_ISSUER: 'x', RINGFENCE_MEMBER_JWKS: 'file:///nowhere.json' };
  await expect(configured(missing)).rejects.toThrow('holds no keys');
  expect((await configured({})).memberIssuer).toBeUndefined();
});
