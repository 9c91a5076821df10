/**
 * What people would otherwise use: Express before PostgreSQL, a conditional update and the order's insert in one
 * transaction, a pool of sixteen connections. One store's units of an item are one row.
 */
import express from 'express';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { skuName, storeName } from './goods.ts';

const POOL = 16;
const READ_PAGE = 200;

interface Line {
  readonly sku: string;
  readonly units: number;
}

export interface PostgresServiceInput {
  /** Directory of the cluster's socket. */
  readonly socket: string;
  readonly user: string;
  readonly stores: number;
  readonly skus: number;
  readonly units: number;
  /** The first so many items of the first store have so many units. */
  readonly hot: { readonly skus: number; readonly units: number };
}

/** Fills the tables and serves `POST /orders` and `GET /availability`; stays until the helper ends. */
export async function postgresService(input: PostgresServiceInput): Promise<{ url: string }> {
  const pool = new pg.Pool({ host: input.socket, user: input.user, database: 'postgres', max: POOL });
  await fill(pool, input);
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.post('/orders', express.json(), async (request, response) => {
    const order = request.body as { id: string; storeId: string; lines: Line[] };
    const isPlaced = await place(pool, order);
    response.status(isPlaced ? 201 : 409).json({ id: order.id, outcome: isPlaced ? 'recorded' : 'insufficient' });
  });
  app.get('/availability', async (request, response) => {
    const skus = (request.query['skus'] as string).split(',');
    const { rows } = await pool.query<{ store: string; sku: string; units: number }>(
      'SELECT store, sku, units FROM stock WHERE sku = ANY($1) ORDER BY store, sku LIMIT $2',
      [skus, skus.length * READ_PAGE],
    );
    const stores = new Map<string, { sku: string; promised: number }[]>();
    for (const { store, sku, units } of rows) {
      const items = stores.get(store) ?? [];
      stores.set(store, items);
      items.push({ sku, promised: units });
    }
    response.json({ stores: [...stores].map(([storeId, items]) => ({ storeId, items })) });
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function place(pool: pg.Pool, order: { id: string; storeId: string; lines: Line[] }): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    // In one order of rows, so that two orders never wait for each other.
    for (const { sku, units } of order.lines.toSorted((a, b) => (a.sku < b.sku ? -1 : 1))) {
      const taken = await client.query({
        name: 'take',
        text: 'UPDATE stock SET units = units - $3 WHERE store = $1 AND sku = $2 AND units >= $3',
        values: [order.storeId, sku, units],
      });
      if (taken.rowCount === 1) continue;
      await client.query('ROLLBACK');
      return false;
    }
    await client.query({
      name: 'order',
      text: 'INSERT INTO orders (id, store, lines, placed_at) VALUES ($1, $2, $3, now())',
      values: [order.id, order.storeId, JSON.stringify(order.lines)],
    });
    await client.query('COMMIT');
    return true;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

async function fill(pool: pg.Pool, { stores, skus, units, hot }: PostgresServiceInput): Promise<void> {
  await pool.query('CREATE TABLE stock (store text, sku text, units int NOT NULL, PRIMARY KEY (store, sku))');
  await pool.query('CREATE INDEX ON stock (sku, store)');
  await pool.query('CREATE TABLE orders (id text PRIMARY KEY, store text, lines jsonb, placed_at timestamptz)');
  for (let store = 0; store < stores; store++) {
    const names = Array.from({ length: skus }, (_, index) => skuName(index));
    const counts = names.map((_, index) => (store === 0 && index < hot.skus ? hot.units : units));
    await pool.query('INSERT INTO stock SELECT $1, * FROM unnest($2::text[], $3::int[])', [
      storeName(store),
      names,
      counts,
    ]);
  }
  await pool.query('VACUUM ANALYZE');
}
