import { expect, test } from '@jest/globals';
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TestNode } from '../testing/test-node.ts';
import { STORE } from '../testing/seeded-home.ts';

const sale = (id: string, units = 1) => ({
  id,
  currency: 'EUR',
  lines: [{ sku: 'A', units }],
  tenders: [{ kind: 'card', amount: 250 * units }],
});
const UP = `up-${STORE}`;
const DISK = `${UP}.2026-01-01T00-00-00.000Z`;

async function until(check: () => boolean): Promise<void> {
  while (!check()) await new Promise((resolve) => setTimeout(resolve, 10));
}

test('what was sold on a disk that was set aside is recorded once, and a till that asks again finds it', async () => {
  const node = await TestNode.start({ catalog: ['A'] });
  const copy = `${node.directory}-copy`;
  try {
    await node.post('/v1/receipts', { id: 'stock', lines: [{ sku: 'A', units: 100 }] });
    await node.stop();
    cpSync(node.directory, copy, { recursive: true });
    await node.open();
    for (const id of ['before', 'both']) expect((await node.post('/v1/sales', sale(id))).status).toBe(201);
    await node.stop();

    const fork = await TestNode.enrol({ directory: copy, store: STORE, hubUrl: 'http://127.0.0.1:9' });
    for (const id of ['both', 'elsewhere']) expect((await fork.post('/v1/sales', sale(id, 1))).status).toBe(201);
    await fork.stop();
    const aside = join(node.directory, 'set-aside');
    mkdirSync(aside);
    mkdirSync(join(aside, `${UP}.2026-01-01T00-00-00.001Z`));
    renameSync(join(copy, 'streets', UP), join(aside, DISK));

    await node.open();
    await until(() => readdirSync(aside).every((name) => !name.endsWith('Z')));
    const damaged = `${UP}.2026-01-01T00-00-00.001Z`;
    expect(readdirSync(aside).sort()).toEqual([`${DISK}.done`, `${damaged}.damaged`, `${damaged}.unfit.json`]);
    expect((await node.get('/v1/stock/A')).body).toMatchObject({ onHand: 97, deficit: 0 });
    expect(await node.post('/v1/sales', sale('elsewhere'))).toMatchObject({ status: 200, body: { outcome: 'exists' } });

    // The process died before it could say that it was done with the disk.
    await node.stop();
    renameSync(join(aside, `${DISK}.done`), join(aside, DISK));
    await node.open();
    await until(() => readdirSync(aside).includes(`${DISK}.done`));
    expect((await node.get('/v1/stock/A')).body).toMatchObject({ onHand: 97 });
  } finally {
    await node.end();
    rmSync(copy, { recursive: true, force: true });
  }
});

test('a shift that was opened on the other disk fits nowhere, and the status names it until its file is taken away', async () => {
  const node = await TestNode.start({ catalog: ['A'] });
  const copy = `${node.directory}-copy`;
  try {
    await node.stop();
    cpSync(node.directory, copy, { recursive: true });
    const fork = await TestNode.enrol({ directory: copy, store: STORE, hubUrl: 'http://127.0.0.1:9' });
    const shift = { id: 'sh1', register: 'R9', by: 'anna', currency: 'EUR', float: [{ value: 1000, pieces: 2 }] };
    expect((await fork.post('/v1/shifts', shift)).status).toBe(201);
    await fork.stop();
    const aside = join(node.directory, 'set-aside');
    mkdirSync(aside);
    renameSync(join(copy, 'streets', UP), join(aside, DISK));

    await node.open();
    await until(() => readdirSync(aside).includes(`${DISK}.looked-through`));
    const unfit = async (): Promise<unknown> => (await node.get('/v1/status')).body['unfit'];
    await node.restart();
    const first = [{ disk: DISK, id: 'shift-opened~sh1', reason: expect.any(String) }];
    while (JSON.stringify(await unfit()).includes('"count":0')) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await unfit()).toEqual({ count: 1, first });
    rmSync(join(aside, `${DISK}.unfit.json`));
    await node.restart();
    expect(await unfit()).toEqual({ count: 0, first: [] });
  } finally {
    await node.end();
    rmSync(copy, { recursive: true, force: true });
  }
});
