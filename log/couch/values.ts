/**
 * Values that are no facts, in a database of their own: the last one put under
 * a key wins. What it keeps true:
 * - a value says under which term it was put, and none of an older term ever
 *   replaces one of a newer;
 * - values are read from the server each time, so that every process sees them;
 * - a value lies there as the text of its JSON: a database may refuse or change
 *   halves of characters and numbers next to 0, and what hostile stores sent is
 *   kept among the values.
 */
import { GroupCommit } from '../group-commit.ts';
import type { KeyValue, KeyValues, StorageFailure } from '../port.ts';
import type { Term } from '../terms.ts';
import { LIMITS } from './limits.ts';
import { readKeys, readRange, type Sent, type Stored, type Target, writeOnce } from './rows.ts';
import { Superseded } from './superseded.ts';

interface Content {
  /** JSON; nothing for undefined. */
  readonly json?: string | undefined;
  readonly term: Term;
}

type Kept = Stored & Content;
type Put = Sent & Content;

export interface ValuesOptions {
  readonly target: Target;
  readonly term: Term;
  /** Asked when values are on disk and before anybody hears of it. */
  readonly confirm: () => Promise<void>;
  readonly onFatal: (failure: StorageFailure) => void;
}

export class CouchValues implements KeyValues {
  readonly #options: ValuesOptions;
  readonly #commit: GroupCommit<KeyValue>;
  /** The revision that the next put replaces, of the keys put last; of another one it is read when it is put. */
  readonly #revisions = new Map<string, string>();

  constructor(options: ValuesOptions) {
    this.#options = options;
    this.#commit = new GroupCommit<KeyValue>({
      write: (group, done) => {
        this.#write(group).then(() => done(), done);
      },
      settled: () => {},
      defer: setImmediate,
      onFatal: options.onFatal,
    });
  }

  get backlog(): number {
    return this.#commit.backlog;
  }

  put(key: string, value: unknown): Promise<void> {
    return this.#commit.add({ key, value }, 1);
  }

  async get(key: string): Promise<unknown> {
    const _id = idOf(key);
    const kept = (await readKeys(this.#options.target, [{ _id }])).get(_id) as Kept | undefined;
    return kept && valueOf(kept);
  }

  async list(prefix: string): Promise<KeyValue[]> {
    const found: KeyValue[] = [];
    const range = { startkey: idOf(prefix), endkey: idOf(`${prefix}\u{10ffff}`) };
    for await (const page of readRange(this.#options.target, range)) {
      for (const row of page as Kept[]) found.push({ key: row._id.slice(1), value: valueOf(row) });
    }
    return found.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  drained(): Promise<void> {
    return this.#commit.drained();
  }

  async #write(group: readonly KeyValue[]): Promise<void> {
    const latest = new Map(group.map(({ key, value }) => [key, value]));
    const { target, confirm } = this.#options;
    const patience = target.server.patience();
    for (let attempt = 1; latest.size > 0; attempt += 1) {
      const rows = [...latest].map(([key, value]) => this.#put(key, value));
      const { fates, revisions, why } = await writeOnce(target, rows);
      const conflicts = rows.filter((_row, index) => fates[index] === 'conflict');
      rows.forEach(({ _id }, index) => {
        if (fates[index] !== 'stored') return;
        this.#know(_id, revisions[index] as string);
        latest.delete(_id.slice(1));
      });
      if (conflicts.length > 0) await this.#learn(conflicts);
      // What is to be replaced is known now: at first that is no reason to wait.
      if (latest.size > (attempt === 1 ? conflicts.length : 0))
        await patience.pause(`${target.database}: values are not stored: ${why}`);
    }
    await confirm();
  }

  #put(key: string, value: unknown): Put {
    const _id = idOf(key);
    const _rev = this.#revisions.get(_id);
    return { _id, json: JSON.stringify(value), term: this.#options.term, ...(_rev === undefined ? {} : { _rev }) };
  }

  /** Reads what is to be replaced; a value of a newer term stays. */
  async #learn(rows: readonly Put[]): Promise<void> {
    const found = await readKeys(this.#options.target, rows);
    for (const { _id, term } of rows) {
      const there = found.get(_id) as Kept | undefined;
      if (there === undefined) this.#revisions.delete(_id);
      else if (there.term > term) throw new Superseded(`${this.#options.target.database}: a newer term put ${_id}`);
      else this.#know(_id, there._rev);
    }
  }

  /** Most keys are put once, so those of long ago make room. */
  #know(_id: string, revision: string): void {
    this.#revisions.delete(_id);
    this.#revisions.set(_id, revision);
    const [oldest] = this.#revisions.keys();
    if (this.#revisions.size > LIMITS.revisionsKept && oldest !== undefined) this.#revisions.delete(oldest);
  }
}

const valueOf = ({ json }: Content): unknown => (json === undefined ? undefined : JSON.parse(json));

/** Ids of documents may not start with an underscore; keys may. */
const idOf = (key: string): string => `!${key}`;
