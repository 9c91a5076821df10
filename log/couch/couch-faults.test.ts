/** Nobody hears yes unless the row is known to be there, whatever becomes of requests and answers. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { StorageFailure, type StreetLog } from '../port.ts';
import { type TestCouch, testCouch } from '../testing/couch.ts';
import { chainOf, cursorAfter, sha256 } from '../testing/documents.ts';
import { type Fault, type FaultyLine, faultyLine, type Judge, noFault } from '../testing/faulty-line.ts';
import { lead } from '../testing/one-leader.ts';
import { CouchLog } from './couch-log.ts';
import { OnceDocuments } from './once.ts';
import { CouchServer } from './server.ts';

let couch: TestCouch;
let line: FaultyLine;
beforeAll(async () => {
  couch = await testCouch();
  line = await faultyLine(couch.address.url);
});
afterEach(() => {
  line.judge = noFault;
});
afterAll(async () => {
  await line.close();
  await couch.close();
});

let disks = 0;
const newPrefix = (): string => `${couch.address.prefix}-${(disks += 1)}`;

interface Opened {
  readonly log: CouchLog;
  readonly fatal: StorageFailure[];
}

async function open(
  prefix: string,
  over: Partial<{ url: string; settleMs: number; requestMs: number }> = {},
): Promise<Opened> {
  const server = await CouchServer.connect({ ...couch.address, requestMs: 1_000, settleMs: 60_000, ...over });
  const leadership = await lead(await OnceDocuments.open(server, prefix), `${prefix} ${Math.random()}`);
  const fatal: StorageFailure[] = [];
  const onFatal = (failure: StorageFailure): void => void fatal.push(failure);
  return { log: await CouchLog.open({ server, prefix, sha256, leadership, onFatal }), fatal };
}

/** Opens through the faulty line, which does not disturb yet. */
const openThere = (prefix: string, settleMs = 60_000): Promise<Opened> => open(prefix, { url: line.url, settleMs });

const isWrite = (path: string): boolean => path.includes('up-_s01/_bulk_docs');

/** The first writes to the street meet these faults, one each. */
function faultyWrites(...faults: Fault[]): void {
  line.judge = ({ path }) => (isWrite(path) && faults.shift()) || { fault: 'none' };
}

/** Appends, and gives back what the next process finds. */
async function appendAndReopen(prefix: string, street: StreetLog, documents: readonly Envelope[]): Promise<Envelope[]> {
  await street.append(documents);
  expect(street.head()).toEqual(cursorAfter(documents));
  return read(prefix);
}

async function read(prefix: string): Promise<Envelope[]> {
  line.judge = noFault;
  const { log } = await open(prefix);
  return (await log.open('up-S01')).read(0, 10_000);
}

const error = (status: number): Fault => ({
  fault: 'answer',
  status,
  body: '{"error":"internal_server_error","reason":"of a test"}',
  when: 'before',
});

test.each<[string, Fault]>([
  ['the line is cut before the server hears', { fault: 'cut', when: 'before' }],
  ['the line is cut after the server heard', { fault: 'cut', when: 'after' }],
  ['the answer breaks off', { fault: 'half' }],
  ['the request is stuck', { fault: 'stall', ms: 1_500 }],
  ['the answer is late', { fault: 'late', ms: 1_500 }],
  ['500 before', error(500)],
  ['503 before', error(503)],
  ['429', error(429)],
  ['500 although it was done', { ...error(500), when: 'after' } as Fault],
  ['200 of something else', { fault: 'answer', status: 200, body: '{"ok":true}', when: 'before' }],
  ['201 of something else', { fault: 'answer', status: 201, body: '[{"ok":true,"id":"x"}]', when: 'before' }],
  ['201 that is no JSON', { fault: 'answer', status: 201, body: 'fine', when: 'before' }],
  ['201 for too few', { fault: 'change', text: (text) => JSON.stringify((JSON.parse(text) as unknown[]).slice(1)) }],
])('unknown is asked for until it is known: %s', async (_name, fault) => {
  const prefix = newPrefix();
  const { log } = await openThere(prefix);
  const documents = chainOf(40);
  faultyWrites(fault);
  expect(await appendAndReopen(prefix, await log.open('up-S01'), documents)).toEqual(documents);
});

test('each row is read: one that the server did not take is sent again', async () => {
  const prefix = newPrefix();
  const { log } = await openThere(prefix);
  const documents = chainOf(5);
  let isFirst = true;
  line.judge = ({ path, body }) => {
    if (!isWrite(path) || !isFirst) return { fault: 'none' };
    isFirst = false;
    const { docs } = JSON.parse(body) as { docs: { _id: string }[] };
    const rows = docs.map(({ _id: id }) => ({ id, error: 'timeout', reason: 'of a test' }));
    return { fault: 'answer', status: 201, body: JSON.stringify(rows), when: 'before' };
  };
  expect(await appendAndReopen(prefix, await log.open('up-S01'), documents)).toEqual(documents);
});

test.each<[string, Fault]>([
  ['202', { fault: 'change', status: 202 }],
  [
    'accepted',
    {
      fault: 'change',
      text: (text) => JSON.stringify((JSON.parse(text) as object[]).map((row) => ({ ...row, accepted: true }))),
    },
  ],
  ['400', error(400)],
  ['401', error(401)],
  ['403', error(403)],
  ['413', error(413)],
  [
    'a row is forbidden',
    {
      fault: 'change',
      text: (text) =>
        JSON.stringify((JSON.parse(text) as { id: string }[]).map(({ id }) => ({ id, error: 'forbidden' }))),
    },
  ],
])('is never a yes, and the process is told once: %s', async (_name, fault) => {
  const prefix = newPrefix();
  const { log, fatal } = await openThere(prefix);
  const street = await log.open('up-S01');
  const heard: number[] = [];
  street.follow((documents) => heard.push(...documents.map(({ n }) => n)));
  faultyWrites(fault);
  const documents = chainOf(3);
  await expect(street.append(documents.slice(0, 2))).rejects.toThrow(StorageFailure);
  await expect(street.append(documents.slice(2))).rejects.toThrow(StorageFailure);
  expect(street.head().n).toBe(0);
  expect(heard).toEqual([]);
  expect(fatal).toHaveLength(1);
});

test('what stays unknown ends the process without a yes', async () => {
  const prefix = newPrefix();
  const { log, fatal } = await openThere(prefix, 4_000);
  const street = await log.open('up-S01');
  line.judge = ({ path }) => (isWrite(path) ? error(503) : { fault: 'none' });
  await expect(street.append(chainOf(1))).rejects.toThrow(/not known to be stored: 503/);
  expect(fatal).toHaveLength(1);
  expect(await read(prefix)).toEqual([]);
});

test('a look for a newer term that is not answered is no yes either', async () => {
  const prefix = newPrefix();
  const { log, fatal } = await openThere(prefix, 4_000);
  const street = await log.open('up-S01');
  line.judge = ({ path }) => (path.includes('-once/') ? error(500) : { fault: 'none' });
  await expect(street.append(chainOf(1))).rejects.toThrow(StorageFailure);
  expect(street.head().n).toBe(0);
  expect(fatal).toHaveLength(1);
});

test('a position that holds something else is another process', async () => {
  const prefix = newPrefix();
  const { log } = await openThere(prefix);
  const street = await log.open('up-S01');
  await street.append(chainOf(1));
  const [, second] = chainOf(2);
  let isFirst = true;
  line.judge = ({ path, body }) => {
    if (!isWrite(path) || !isFirst) return { fault: 'none' };
    isFirst = false;
    const { docs } = JSON.parse(body) as { docs: object[] };
    const other = fetch(`${couch.address.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...authorization() },
      body: JSON.stringify({ docs: docs.map((doc) => ({ ...doc, body: { units: 99 } })) }),
    });
    // Passed on only when the other one stands.
    return { fault: 'wait', until: other };
  };
  await expect(street.append([second as Envelope])).rejects.toThrow(/another process wrote/);
  expect(street.head().n).toBe(1);
});

const authorization = (): Record<string, string> => {
  const { user, password } = couch.address;
  return user === undefined ? {} : { authorization: `Basic ${btoa(`${user}:${password}`)}` };
};

test('no failure tells a credential', async () => {
  const secret = 'correct-horse';
  const options = { url: line.url, user: 'till', password: secret, settleMs: 100 };
  for (const fault of [error(401), error(500), { fault: 'cut', when: 'before' } as const]) {
    line.judge = () => fault;
    const failure: unknown = await CouchServer.connect(options).catch((reason: unknown) => reason);
    expect(failure).toBeInstanceOf(StorageFailure);
    const told = JSON.stringify(failure, Object.getOwnPropertyNames(failure)) + String((failure as Error).stack);
    expect(told).not.toContain(secret);
    expect(told).not.toContain(btoa(`till:${secret}`));
  }
});

/** A fault on three of ten requests, chosen by a seed. */
function hostile(seed: number): Judge {
  let state = seed;
  const draw = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const faults: Fault[] = [
    error(500),
    error(503),
    { ...error(500), when: 'after' } as Fault,
    { fault: 'cut', when: 'before' },
    { fault: 'cut', when: 'after' },
    { fault: 'half' },
    { fault: 'late', ms: 600 },
    { fault: 'stall', ms: 600 },
  ];
  return () => (draw() < 0.3 ? (faults[Math.floor(draw() * faults.length)] as Fault) : { fault: 'none' });
}

test.each([1, 2, 3])(
  'three of ten requests go wrong, and everything that was a yes is there (seed %i)',
  async (seed) => {
    const prefix = newPrefix();
    const documents = chainOf(60);
    const { log } = await open(prefix, { url: line.url, requestMs: 400, settleMs: 120_000 });
    const street = await log.open('up-S01');
    line.judge = hostile(seed);
    let acknowledged = 0;
    for (let at = 0; at < documents.length; at += 6) {
      await Promise.all([
        ...documents.slice(at, at + 6).map((document) => street.append([document]).then(() => (acknowledged += 1))),
        log.put('last', at),
      ]);
    }
    expect(acknowledged).toBe(60);
    expect(await read(prefix)).toEqual(documents);
    expect(await log.get('last')).toBe(54);
  },
);
