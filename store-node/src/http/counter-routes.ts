/** What the counter needs beyond the common API: feeds for its copy, a supervisor's word, the tills. */
import { gtin14 } from '@ringfence/domain/basic/gtin.ts';
import { id } from '@ringfence/domain/documents/fields.ts';
import { linesOf } from '@ringfence/domain/pickup/lines.ts';
import { pointsKnown, worthWithin } from '@ringfence/domain/pickup/order-points.ts';
import { figures } from '@ringfence/domain/documents/till.ts';
import { z } from 'zod';
import { invalidInput } from '../commands/execute.ts';
import type { Approvals } from '../identity/approvals.ts';
import { LIMITS } from '../limits.ts';
import type { Store } from '../store.ts';
import { FEEDS, type FeedName } from '../views/changes.ts';
import { settingOf } from '../views/settings.ts';
import { orderOf } from '../views/orders.ts';
import { stockOf } from '../views/stock.ts';
import { notTrading } from './command-routes.ts';
import { memberRoutes } from './member-routes.ts';
import { PURCHASE_ROUTES } from './purchase-routes.ts';
import { type Reply, route, type Route } from './route.ts';

/** The document of each feed as it is now. */
const DOCUMENTS: Record<FeedName, (store: Store, key: string) => Record<string, unknown> | undefined> = {
  products({ catalogue }, sku) {
    const product = catalogue.product(sku);
    if (!product) return undefined;
    const { name, gtins, price, currency, taxRate, measure, group = '', active } = product;
    const [first] = gtins;
    const code = first === undefined ? '' : gtin14(first);
    return { sku, name, code, price, currency, taxRate, measure, group, active };
  },
  codes: ({ catalogue }, code) => ({ code, sku: catalogue.scan(code)?.sku ?? '' }),
  stores({ catalogue }, key) {
    const info = catalogue.store(key);
    if (!info) return undefined;
    const { store, name, street, postcode, city, currency, timeZone } = info;
    const town = [postcode, city].filter(Boolean).join(' ');
    return { store, name, address: [street, town].filter(Boolean).join(', '), currency, timeZone };
  },
  staff: ({ catalogue }, key) => catalogue.staff(key),
  stock(store, sku) {
    const found = stockOf(store, sku);
    if (!found) return undefined;
    const { shelf, online, orders, unsellable, deficit, onHand } = found;
    return { sku, shelf, online, orders, unsellable, deficit, onHand };
  },
  settings: ({ catalogue }, key) => settingOf(catalogue, key),
  orders(store, key) {
    const record = store.order(key);
    if (!record) return undefined;
    const view = orderOf(store, record);
    const { order, status, placedAt, expiresAt, currency, due, total, held, picked, assigned, checkIn, end } = view;
    const left = new Map(held.map((line) => [line.sku, line.units]));
    const points = pointsKnown(record);
    return {
      order,
      status,
      placedAt: placedAt ?? 0,
      expiresAt,
      currency: currency ?? '',
      due,
      total,
      lines: linesOf(record).map(({ sku, units, amount, insteadOf = '' }) => ({
        sku,
        units,
        amount,
        held: left.get(sku) ?? 0,
        /** What points pay of the amount. */
        worth: worthWithin(points, sku, units),
        insteadOf,
      })),
      place: picked?.place ?? '',
      checkedInAt: checkIn?.at ?? 0,
      where: checkIn?.where ?? '',
      assignedTo: assigned?.to ?? '',
      assignedAt: assigned?.at ?? 0,
      endedAt: end?.at ?? 0,
    };
  },
};

const feed = route({
  method: 'get',
  path: '/v1/feed/{name}',
  summary: 'What changed after a checkpoint, for a counter’s own copy; from the start without one',
  role: 'clerk',
  params: z.object({ name: z.enum(FEEDS) }),
  query: z.object({
    after: z.string().max(60).default(''),
    limit: z.coerce.number().int().min(1).max(LIMITS.pageSizeMax).default(LIMITS.pageSize),
  }),
  answers: {
    200: {
      description: 'A page; `more` says whether another follows',
      schema: z.object({
        documents: z.array(z.record(z.string(), z.unknown())),
        checkpoint: z.string(),
        more: z.boolean(),
        total: z.int(),
      }),
    },
  },
  handle({ node, params, query }): Reply {
    const { store } = node;
    if (!store) return { refusal: notTrading(node) };
    const { keys, ...page } = store.changes.page(params.name, query.after, query.limit);
    const documents = keys.flatMap((key) => DOCUMENTS[params.name](store, key) ?? []);
    return { status: 200, body: { documents, ...page } };
  },
});

const register = z.object({
  register: z.string(),
  closed: z.int(),
  shift: z
    .object({
      id: z.string(),
      by: z.string(),
      openedAt: z.int(),
      businessDay: z.string(),
      currency: z.string(),
      float: z.int(),
      figures,
    })
    .nullable(),
});

const tills = route({
  method: 'get',
  path: '/v1/tills',
  summary: 'Open shifts with their figures, and the day so far',
  role: 'clerk',
  answers: {
    200: {
      description: 'The tills',
      schema: z.object({
        registers: z.array(register),
        day: z.object({ figures, shifts: z.int(), variance: z.int() }),
        daysClosed: z.int(),
      }),
    },
  },
  handle({ node }): Reply {
    const { store } = node;
    if (!store) return { refusal: notTrading(node) };
    const { registers, day, daysClosed } = store.state.tills;
    const all = [...registers].map(([name, each]) => ({ register: name, ...each }));
    return { status: 200, body: { registers: all, day, daysClosed } };
  },
});

/** `for` names the one command, a basket perhaps, that the word is for. */
const approve = z.strictObject({ staff: id, pin: z.string().min(4).max(12), for: id.optional() });

/** The routes of one HTTP API, with its own words given. */
export function counterRoutes(approvals: Approvals): readonly Route[] {
  const approval = route({
    method: 'post',
    path: '/v1/approvals',
    summary: 'A supervisor’s PIN for a token; sent as `x-approval` it lets a command override in that person’s name',
    role: 'clerk',
    body: approve,
    answers: { 200: { description: 'The token', schema: z.object({ token: z.string(), expiresAt: z.int() }) } },
    async handle({ node, body }): Promise<Reply> {
      const wanted = approve.safeParse(body);
      if (!wanted.success) return { refusal: invalidInput(wanted.error) };
      const { store } = node;
      if (!store) return { refusal: notTrading(node) };
      const { staff, pin, for: only } = wanted.data;
      const answer = await approvals.approve(store.catalogue.staff(staff), pin, only);
      if (!answer.ok) return { refusal: answer.refusal };
      return { status: 200, body: { token: answer.token, expiresAt: answer.expiresAt } };
    },
  });
  return [feed, tills, approval, ...memberRoutes(), ...PURCHASE_ROUTES];
}
