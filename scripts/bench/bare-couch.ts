/** What a CouchDB does without any rule of ours: `_bulk_docs` by callers who share the next one, and pages of `_all_docs`. */
import { Agent, request } from 'node:http';
import { renamed } from './bare.ts';

export interface BareCouch {
  readonly url: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

const PAGE = 1_000;

class Client {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #couch: BareCouch;

  constructor(couch: BareCouch) {
    this.#couch = couch;
  }

  /** The answer's JSON; rejects when the status is another one. */
  ask(method: string, path: string, expected: number, body = ''): Promise<unknown> {
    const { url, user, password } = this.#couch;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
    const auth = user === undefined ? {} : { auth: `${user}:${password ?? ''}` };
    const sent = request(`${url}/${path}`, { agent: this.#agent, method, headers, ...auth }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        if (response.statusCode === expected) resolve(JSON.parse(text));
        else reject(new Error(`${method} ${path}: ${response.statusCode} ${text.slice(0, 200)}`));
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
    return promise;
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** All callers of one database that wait go into its next `_bulk_docs`. */
class Writer {
  readonly #client: Client;
  readonly #database: string;
  #waiting: { document: object; done: () => void }[] = [];
  #isWriting = false;

  constructor(client: Client, database: string) {
    this.#client = client;
    this.#database = database;
  }

  put(document: object): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ document, done });
      if (this.#isWriting) return;
      this.#isWriting = true;
      setImmediate(() => void this.#write().catch(failed));
    });
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      const docs = group.map(({ document }) => document);
      await this.#client.ask('POST', `${this.#database}/_bulk_docs`, 201, JSON.stringify({ docs }));
      for (const { done } of group) done();
    }
    this.#isWriting = false;
  }
}

/** Documents a second that so many callers create in so many databases by turns; the databases are removed then. */
export async function bareBulkDocs(input: {
  couch: BareCouch;
  /** Before the names of the databases. */
  prefix: string;
  databases: number;
  document: object;
  callers: number;
  ms: number;
}): Promise<{ perSecond: number }> {
  const client = new Client(input.couch);
  const names = Array.from({ length: input.databases }, (_, index) => `${input.prefix}-${index}`);
  for (const name of names) await client.ask('PUT', `${name}?q=1&n=1`, 201);
  const writers = names.map((name) => new Writer(client, name));
  let count = 0;
  const from = performance.now();
  const call = async (): Promise<void> => {
    while (performance.now() - from < input.ms) {
      const index = count++;
      await writers[index % writers.length]?.put(renamed(input.document, index));
    }
  };
  await Promise.all(Array.from({ length: input.callers }, call));
  const perSecond = count / ((performance.now() - from) / 1000);
  for (const name of names) await client.ask('DELETE', name, 200);
  client.close();
  return { perSecond };
}

/** Milliseconds until all documents of these databases were read, so many databases at a time. */
export async function bareAllDocs(input: {
  couch: BareCouch;
  databases: readonly string[];
  atOnce: number;
}): Promise<{ ms: number }> {
  const client = new Client(input.couch);
  const waiting = [...input.databases];
  const from = performance.now();
  const read = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      for (let startkey = '""'; ;) {
        const query = `include_docs=true&limit=${PAGE}&startkey=${encodeURIComponent(startkey)}`;
        const { rows } = (await client.ask('GET', `${name}/_all_docs?${query}`, 200)) as { rows: { id: string }[] };
        if (rows.length < PAGE) break;
        startkey = JSON.stringify(rows.at(-1)?.id);
      }
    }
  };
  await Promise.all(Array.from({ length: input.atOnce }, read));
  const ms = performance.now() - from;
  client.close();
  return { ms };
}
