/** The bare programs that the figures stand beside: the least that does the same, without any of our rules. */
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
// Adds the replicator to PouchDB.
import '@ringfence/store-node/src/link/transfer.ts';
import { type Database, openDatabase } from '@ringfence/log/synced-leveldown.ts';

export const open = (directory: string): Promise<Database> => openDatabase(directory, { create: true });
export const renamed = (document: object, index: number): object => ({ ...document, _id: `bare~${index}` });

/** Synced writes: all callers that wait go into the next `bulkDocs`. */
export class Writer {
  readonly #database: Database;
  #waiting: { document: object; done: () => void }[] = [];
  #isWriting = false;

  constructor(database: Database) {
    this.#database = database;
  }

  put(document: object): Promise<void> {
    return new Promise((done) => {
      this.#waiting.push({ document, done });
      if (this.#isWriting) return;
      this.#isWriting = true;
      setImmediate(() => void this.#write());
    });
  }

  async #write(): Promise<void> {
    const group = this.#waiting;
    this.#waiting = [];
    await this.#database.bulkDocs(group.map(({ document }) => document));
    for (const { done } of group) done();
    if (this.#waiting.length > 0) setImmediate(() => void this.#write());
    else this.#isWriting = false;
  }
}

/** Synced writes a second of so many callers in one process. */
export async function bareWrites(input: {
  directory: string;
  document: object;
  callers: number;
  ms: number;
}): Promise<{ perSecond: number }> {
  const database = await open(input.directory);
  const writer = new Writer(database);
  let count = 0;
  const from = performance.now();
  const call = async (): Promise<void> => {
    while (performance.now() - from < input.ms) await writer.put(renamed(input.document, count++));
  };
  await Promise.all(Array.from({ length: input.callers }, call));
  const perSecond = count / ((performance.now() - from) / 1000);
  await database.close();
  return { perSecond };
}

/**
 * A server that parses each request, writes `document` under a new id, synced, and answers `text`, or else what it wrote;
 * without any rule.
 */
export async function bareStore(input: {
  directory: string;
  document: object;
  text?: string | undefined;
}): Promise<{ url: string }> {
  const writer = new Writer(await open(input.directory));
  let count = 0;
  const answer = async (body: string, response: ServerResponse): Promise<void> => {
    JSON.parse(body);
    const document = renamed(input.document, count++);
    await writer.put(document);
    const text = input.text ?? JSON.stringify({ outcome: 'recorded', document });
    response.writeHead(input.text === undefined ? 201 : 200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  };
  return listen((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => void answer(body, response));
  });
}

export function listen(onRequest: RequestListener): Promise<{ url: string }> {
  const server = createServer(onRequest);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    });
  });
}

/** A server that reads every request and answers `text` to all of them; it stays until the helper ends. */
export function bareServer({ text }: { text: string }): Promise<{ url: string }> {
  const size = Buffer.byteLength(text);
  return listen((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': size });
      response.end(text);
    });
  });
}

const FILL = 500;

/**
 * Documents a second that PouchDB's replicator moves from one database to an empty one in the same process, and the
 * microseconds of processor time that each takes.
 */
export async function bareReplication(input: {
  directory: string;
  document: object;
  documents: number;
  batch: number;
}): Promise<{ perSecond: number; cpuMicroseconds: number }> {
  const source = await open(`${input.directory}-source`);
  const target = await open(`${input.directory}-target`);
  for (let from = 0; from < input.documents; from += FILL) {
    const count = Math.min(FILL, input.documents - from);
    await source.bulkDocs(Array.from({ length: count }, (_, index) => renamed(input.document, from + index)));
  }
  const cpuBefore = process.cpuUsage();
  const from = performance.now();
  const { docs_written: written } = await source.replicate.to(target, { batch_size: input.batch });
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  if (written !== input.documents) throw new Error(`${written} of ${input.documents} documents were replicated`);
  await Promise.all([source.close(), target.close()]);
  return { perSecond: written / seconds, cpuMicroseconds: (user + system) / written };
}

/** Milliseconds from a write that is answered to its arrival in another database of the same process, kept live. */
export async function bareLatency(input: {
  directory: string;
  document: object;
  documents: number;
}): Promise<{ times: number[] }> {
  const source = await open(`${input.directory}-source`);
  const target = await open(`${input.directory}-target`);
  const live = source.replicate.to(target, { live: true });
  let arrived: () => void = () => {};
  const feed = target.changes({ live: true, since: 'now' }).on('change', () => arrived());
  const times: number[] = [];
  for (let index = 0; index < input.documents; index++) {
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    await source.put({ ...renamed(input.document, index), _id: `bare~${index}` });
    const from = performance.now();
    await arrival;
    times.push(performance.now() - from);
  }
  feed.cancel();
  live.cancel();
  return { times };
}
