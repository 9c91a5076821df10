/** What the counter relies on: feeds that tell everything once, a supervisor's word, tills, and the app itself. */
import { argon2Sync, randomBytes } from 'node:crypto';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { StaffRole } from '@ringfence/domain/documents/staff.ts';
import { fact } from '@ringfence/domain/documents/registry.ts';
import express from 'express';
import { KEYS, PRICE, productInfo } from '../testing/seeded-home.ts';
import { TestNode } from '../testing/test-node.ts';
import { serveApp } from './app-files.ts';

function person(staff: string, role: StaffRole, pin: string) {
  const salt = Uint8Array.from(randomBytes(16));
  const tag = argon2Sync('argon2id', {
    message: pin,
    nonce: salt,
    parallelism: 1,
    tagLength: 32,
    memory: 64,
    passes: 1,
  });
  const unpadded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('=', '');
  const pinHash = `$argon2id$v=19$m=64,t=1,p=1$${unpadded(salt)}$${unpadded(Uint8Array.from(tag))}`;
  return fact('staff', `${staff}.1`, { staff, name: staff, role, pinHash, active: true });
}

const SKUS = Array.from({ length: 25 }, (_, index) => `K${index}`);
const codes = ['5901234123457', '4006381333931'];

let node: TestNode;
beforeAll(async () => {
  node = await TestNode.start({
    catalog: SKUS,
    more: [
      fact('product', 'K0.2', { ...productInfo('K0'), gtins: codes }),
      person('clerk-1', 'clerk', '1234'),
      person('chief-1', 'supervisor', '4321'),
    ],
    down: (hub) => [hub.order('O1', 'K1', 2)],
  });
  await node.post('/v1/receipts', { id: 'r1', lines: SKUS.slice(0, 10).map((sku) => ({ sku, units: 10 })) });
  // The store grants the hub its share a moment later, which changes every item once more.
  while (!((await node.get('/v1/stock/K9')).body as { online?: number }).online)
    await new Promise((resolve) => setTimeout(resolve, 5));
});
afterAll(() => node.end());

interface Page {
  documents: Record<string, unknown>[];
  checkpoint: string;
  more: boolean;
  total: number;
}

async function readFeed(name: string, after = '', limit = 7): Promise<{ pages: number } & Page> {
  const documents: Page['documents'] = [];
  for (let pages = 1; ; pages += 1) {
    const { status, body } = await node.get(`/v1/feed/${name}?after=${after}&limit=${limit}`);
    expect(status).toBe(200);
    const page = body as unknown as Page;
    documents.push(...page.documents);
    after = page.checkpoint;
    if (!page.more) return { ...page, documents, pages };
  }
}

describe('feeds', () => {
  test('tell everything page by page, and nothing again from their end', async () => {
    const products = await readFeed('products');
    expect(products.pages).toBeGreaterThan(3);
    expect(new Set(products.documents.map(({ sku }) => sku))).toEqual(new Set(SKUS));
    expect(products.documents).toHaveLength(25);
    expect(products.total).toBe(25);
    expect((await readFeed('products', products.checkpoint)).documents).toEqual([]);
    expect((await readFeed('stores')).documents).toHaveLength(2);
    expect((await readFeed('staff')).documents.map((one) => one['name'])).toEqual(['clerk-1', 'chief-1']);
  });

  test('an item carries its first code, further codes stand by themselves', async () => {
    const { documents } = await readFeed('products');
    expect(documents.find(({ sku }) => sku === 'K0')).toMatchObject({ code: `0${codes[0]}`, price: PRICE });
    expect((await readFeed('codes')).documents).toEqual([{ code: `0${codes[1]}`, sku: 'K0' }]);
  });

  test('after a change only what changed is told, the same after a restart', async () => {
    const stock = await readFeed('stock');
    const orders = await readFeed('orders');
    expect(new Set(stock.documents.map(({ sku }) => sku))).toEqual(new Set(SKUS.slice(0, 10)));
    expect(orders.documents).toMatchObject([{ order: 'O1', status: 'placed', lines: [{ sku: 'K1', held: 2 }] }]);
    await node.post('/v1/picks', { id: 'p1', order: 'O1', place: '7' });
    await node.post('/v1/sales', {
      id: 's1',
      currency: 'EUR',
      lines: [{ sku: 'K3', units: 2 }],
      tenders: [{ kind: 'cash', amount: 2 * PRICE }],
    });
    await node.restart();
    const changed = (await readFeed('stock', stock.checkpoint)).documents;
    expect(changed).toEqual(expect.arrayContaining([expect.objectContaining({ sku: 'K3', onHand: 8 })]));
    expect(changed.map(({ sku }) => sku)).not.toContain('K5');
    expect((await readFeed('orders', orders.checkpoint)).documents).toMatchObject([{ status: 'ready', place: '7' }]);
  });

  test('text that is no checkpoint means from the start; an unknown feed is refused', async () => {
    expect((await readFeed('stores', 'nonsense')).documents).toHaveLength(2);
    expect((await node.get('/v1/feed/secrets')).status).toBe(400);
  });
});

describe('a supervisor’s word', () => {
  const approve = (staff: string, pin: string) => node.post('/v1/approvals', { staff, pin });
  const sellShort = async (id: string, by: string, token?: string) => {
    const response = await fetch(`${node.url}/v1/sales`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-api-key': KEYS.clerk,
        ...(token === undefined ? {} : { 'x-approval': token }),
      },
      body: JSON.stringify({
        id,
        currency: 'EUR',
        lines: [{ sku: 'K20', units: 1 }],
        tenders: [{ kind: 'cash', amount: PRICE }],
        override: { by, reason: 'in hand' },
      }),
    });
    return { status: response.status, body: (await response.json()) as { code?: string } };
  };

  test('lets a clerk’s register override, in that name only', async () => {
    expect((await sellShort('o1', 'chief-1')).body.code).toBe('not-allowed');
    const { status, body } = await approve('chief-1', '4321');
    expect(status).toBe(200);
    const token = String(body['token']);
    expect((await sellShort('o2', 'clerk-1', token)).body.code).toBe('not-allowed');
    expect((await sellShort('o3', 'chief-1', token)).status).toBe(201);
  });

  test('counts for what is bought besides an order too, in that name only', async () => {
    const { body } = await approve('chief-1', '4321');
    const collect = async (by: string): Promise<string> => {
      const response = await fetch(`${node.url}/v1/hand-overs`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-api-key': KEYS.clerk,
          'x-approval': String(body['token']),
        },
        body: JSON.stringify({
          order: 'O1',
          addOn: {
            id: `besides-${by}`,
            currency: 'EUR',
            lines: [{ sku: 'K21', units: 1 }],
            tenders: [{ kind: 'cash', amount: PRICE }],
            override: { by, reason: 'in hand' },
          },
        }),
      });
      const answer = (await response.json()) as { code?: string; outcome?: string };
      return answer.code ?? answer.outcome ?? '';
    };
    expect(await collect('clerk-1')).toBe('not-allowed');
    expect(await collect('chief-1')).toBe('recorded');
  });

  test('is not a clerk’s to give, and guessing is slowed down', async () => {
    expect((await approve('clerk-1', '1234')).body).toMatchObject({ code: 'not-allowed' });
    expect((await approve('nobody', '1234')).body).toMatchObject({ code: 'wrong-pin' });
    for (let time = 0; time < 5; time += 1) expect((await approve('chief-1', '0000')).body['code']).toBe('wrong-pin');
    expect(await approve('chief-1', '4321')).toMatchObject({ status: 429, body: { code: 'too-many-attempts' } });
  });
});

test('a sale nobody heard an answer to is the same sale when it comes again as completed offline', async () => {
  const sale = {
    id: 'again',
    currency: 'EUR',
    lines: [{ sku: 'K4', units: 1 }],
    tenders: [{ kind: 'cash', amount: PRICE }],
  };
  expect((await node.post('/v1/sales', sale)).status).toBe(201);
  expect((await node.post('/v1/sales', { ...sale, offline: { at: 1 } })).status).toBe(200);
  const other = { ...sale, offline: { at: 1 }, tenders: [{ kind: 'card', amount: PRICE }] };
  expect((await node.post('/v1/sales', other)).body).toMatchObject({ code: 'exists-different' });
});

test('a shift from float to Z, then the day', async () => {
  const by = 'clerk-1';
  const float = [{ value: 1000, pieces: 2 }];
  expect((await node.post('/v1/shifts', { id: 'sh1', register: 'R9', by, currency: 'EUR', float })).status).toBe(201);
  await node.post('/v1/sales', {
    id: 'in-shift',
    register: 'R9',
    currency: 'EUR',
    lines: [{ sku: 'K5', units: 1 }],
    tenders: [{ kind: 'cash', amount: 1000 }],
  });
  const lift = { id: 'm1', register: 'R9', by, move: 'lift', amount: 500, reason: 'safe' };
  expect((await node.post('/v1/cash-moves', lift)).status).toBe(201);
  const { registers } = (await node.get('/v1/tills')).body as { registers: { shift: { figures: unknown } }[] };
  expect(registers[0]?.shift.figures).toMatchObject({ sales: { count: 1, total: PRICE }, lifted: 500 });
  expect((await node.post('/v1/day-closings', { number: 1, by })).body).toMatchObject({ code: 'shift-still-open' });
  const closing = { shift: 'sh1', register: 'R9', by, count: [{ value: 250, pieces: 7 }] };
  const closed = await node.post('/v1/shift-closings', closing);
  expect(closed.body).toMatchObject({ document: { body: { number: 1, expected: 1750, counted: 1750, variance: 0 } } });
  expect((await node.post('/v1/day-closings', { number: 1, by })).status).toBe(201);
  expect((await node.post('/v1/day-closings', { number: 1, by })).status).toBe(200);
});

test('the built app is served compressed; named files for ever, the page never without asking', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'ringfence-app-'));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), '<!doctype html>');
  await writeFile(join(directory, 'assets', 'index-abc.js'), 'let a = 1;'.repeat(100));
  const app = express();
  expect(serveApp(app, directory)).toBe(2);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const page = await fetch(url);
  expect(await page.text()).toBe('<!doctype html>');
  expect(page.headers.get('cache-control')).toBe('no-cache');
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  const script = await fetch(`${url}/assets/index-abc.js`);
  expect(script.headers.get('content-encoding')).toBe('gzip');
  expect(script.headers.get('cache-control')).toContain('immutable');
  const etag = page.headers.get('etag') ?? '';
  expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true });
});
