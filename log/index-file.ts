/**
 * The file that spares a start the reading of the past: what `Past` holds of
 * each street, up to one row of the database. It is only a cache. What it keeps
 * true:
 * - a part counts when the sum over it and all parts before it is right, and
 *   the file counts up to a part whose sum the database names: a file of
 *   another database, or of another time of this one, does not;
 * - it grows at its end, after the database has been told the new sum; a write
 *   that was interrupted leaves the file as it was before.
 *
 *   part: magic, length of the description, number of words │ description, JSON │ words │ SHA-256
 */
import { createHash, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Street } from '@ringfence/domain/basic/ids.ts';
import type { Cursor } from '@ringfence/domain/documents/envelope.ts';
import { BYTES_PER_DOCUMENT } from './past.ts';
import { syncDirectory } from './synced-leveldown.ts';

/** Raised when the meaning of a part changes. */
const FORMAT = 1;
/** Reads differently on a machine of the other byte order, whose words would. */
const MAGIC = 0x52_46_49_01;
const HEAD_BYTES = 12;
/** In hexadecimal digits. */
const SUM_BYTES = 64;
const SPACE = 0x20;
const WORD = Uint32Array.BYTES_PER_ELEMENT;
const WORDS_PER_DOCUMENT = BYTES_PER_DOCUMENT / WORD;

/** Documents of one street that continue what the file holds of it. */
export interface Section {
  readonly street: Street;
  readonly words: Iterable<Uint32Array>;
  /** The last of them. */
  readonly end: Cursor;
}

/** What is put at the end of the file at once. */
export interface Addition {
  /** Every row up to this sequence is in the file or aside. */
  readonly upTo: number;
  /** Sequences of the rows before that which are no part of a street, or not yet. */
  readonly aside: readonly number[];
  readonly sections: Iterable<Section>;
}

export interface Contents {
  readonly upTo: number;
  readonly aside: readonly number[];
  readonly streets: ReadonlyMap<Street, { readonly words: Uint32Array[]; readonly end: Cursor }>;
}

/** An addition, ready to be written. */
export interface Prepared {
  readonly sum: string;
  /** The sum of what it was made to follow. */
  readonly after: string;
  readonly bytes: readonly Uint8Array[];
}

interface Description {
  readonly format: number;
  readonly name: string;
  readonly salt: string;
  /** Streets and how many words each has in this part, in the order of the words. */
  readonly sections: readonly (readonly [Street, number])[];
  /** In the last part of an addition. */
  readonly end?: {
    readonly upTo: number;
    readonly aside: readonly number[];
    readonly ends: Readonly<Record<Street, Cursor>>;
  };
}

interface Part {
  readonly description: Description;
  readonly words: Uint32Array;
}

export class IndexFile {
  readonly #path: string;
  /** What it is an index of. */
  readonly #name: string;
  readonly #documentsPerPart: number;
  #salt = randomBytes(16).toString('hex');
  /** The sum and the end of what counts in the file; no sum when there is no file that counts. */
  #sum = '';
  #size = 0;

  constructor({ path, name, documentsPerPart }: { path: string; name: string; documentsPerPart: number }) {
    this.#path = path;
    this.#name = name;
    this.#documentsPerPart = documentsPerPart;
  }

  /** Of the ids' hashes in it, or in the one that will be made. */
  get salt(): string {
    return this.#salt;
  }

  /** The sum of what counts in the file; empty when nothing does. */
  get sum(): string {
    return this.#sum;
  }

  /** What the file holds up to the last of these sums; nothing when it cannot be used. */
  async load(sums: readonly string[]): Promise<Contents | undefined> {
    const file = await readFile(this.#path).catch(() => undefined);
    if (file === undefined || sums.length === 0) return undefined;
    const bytes = new Uint8Array(file);
    const parts: Part[] = [];
    let counting = 0;
    let sum = '';
    for (let at = 0; ;) {
      const part = partAt(bytes, at, sum);
      if (part === undefined) break;
      ({ sum, end: at } = part);
      parts.push(part);
      if (sums.includes(sum)) [counting, this.#sum, this.#size] = [parts.length, sum, at];
      await turn();
    }
    const contents = this.#contentsOf(parts.slice(0, counting));
    if (contents === undefined) this.#sum = '';
    else this.#salt = parts[0]?.description.salt ?? this.#salt;
    return contents;
  }

  /** Makes an addition to what counts in the file, or to nothing. */
  async prepare({ upTo, aside, sections }: Addition): Promise<Prepared> {
    const common = { format: FORMAT, name: this.#name, salt: this.#salt };
    const bytes: Uint8Array[] = [];
    const ends: Record<Street, Cursor> = {};
    const after = this.#sum;
    let sum = after;
    let waiting: { street: Street; words: Uint32Array }[] = [];
    const cut = async (end?: Description['end']): Promise<void> => {
      const description = { ...common, sections: waiting.map(({ street, words }) => [street, words.length] as const) };
      const part = encode(
        end ? { ...description, end } : description,
        waiting.map(({ words }) => words),
        sum,
      );
      sum = part.sum;
      bytes.push(...part.bytes);
      waiting = [];
      await turn();
    };
    let documents = 0;
    for (const { street, words, end } of sections) {
      ends[street] = end;
      for (const some of words) {
        waiting.push({ street, words: some });
        documents += some.length / WORDS_PER_DOCUMENT;
        if (documents < this.#documentsPerPart) continue;
        documents = 0;
        await cut();
      }
    }
    await cut({ upTo, aside, ends });
    return { sum, after, bytes };
  }

  /** Puts it at the end of what counts, or into a new file; resolves when it would survive a power cut. */
  async write({ sum, after, bytes }: Prepared): Promise<void> {
    if (after !== this.#sum) return; // The file was taken away meanwhile.
    const isNew = this.#sum === '';
    const path = isNew ? `${this.#path}.next` : this.#path;
    if (isNew) await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    const file = await open(path, isNew ? 'w' : 'r+', 0o600);
    let size = isNew ? 0 : this.#size;
    try {
      await file.truncate(size);
      for (const some of bytes) {
        await file.write(some, 0, some.length, size);
        size += some.length;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    if (isNew) {
      await rename(path, this.#path);
      await syncDirectory(dirname(this.#path));
    }
    [this.#sum, this.#size] = [sum, size];
  }

  /** Takes the file away at once, so that the next start reads everything; the next one made has another salt. */
  remove(): void {
    this.#sum = '';
    this.#salt = randomBytes(16).toString('hex');
    try {
      rmSync(this.#path, { force: true, recursive: true });
    } catch {
      // What cannot be taken away is judged anew at the next start.
    }
  }

  #contentsOf(parts: readonly Part[]): Contents | undefined {
    const last = parts.at(-1)?.description;
    if (last?.end === undefined || last.name !== this.#name) return undefined;
    const streets = new Map<Street, { words: Uint32Array[]; end: Cursor }>();
    for (const { description, words } of parts) {
      let from = 0;
      for (const [street, length] of description.sections) {
        const known = streets.get(street) ?? { words: [], end: description.end?.ends[street] as Cursor };
        streets.set(street, known);
        known.words.push(words.subarray(from, from + length));
        from += length;
      }
      for (const [street, end] of Object.entries(description.end?.ends ?? {})) {
        const known = streets.get(street);
        if (known !== undefined) known.end = end;
      }
    }
    for (const { words, end } of streets.values())
      if (words.reduce((sum, some) => sum + some.length, 0) !== end?.n * WORDS_PER_DOCUMENT) return undefined;
    return { upTo: last.end.upTo, aside: last.end.aside, streets };
  }
}

function encode(description: Description, words: readonly Uint32Array[], before: string): Omit<Prepared, 'after'> {
  const text = new TextEncoder().encode(JSON.stringify(description));
  const json = new Uint8Array(Math.ceil(text.length / WORD) * WORD).fill(SPACE);
  json.set(text);
  const count = words.reduce((sum, some) => sum + some.length, 0);
  const head = new Uint8Array(Uint32Array.of(MAGIC, json.length, count).buffer);
  const body = words.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
  const hash = createHash('sha256').update(before);
  const bytes = [head, json, ...body];
  for (const some of bytes) hash.update(some);
  const sum = hash.digest('hex');
  return { sum, bytes: [...bytes, new TextEncoder().encode(sum)] };
}

/** The part that begins there, when it is whole and follows the one with that sum. */
function partAt(bytes: Uint8Array, at: number, before: string): (Part & { sum: string; end: number }) | undefined {
  if (at + HEAD_BYTES > bytes.length) return undefined;
  const [magic, jsonBytes = 0, count = 0] = new Uint32Array(bytes.slice(at, at + HEAD_BYTES).buffer);
  const from = at + HEAD_BYTES + jsonBytes;
  const to = from + count * WORD;
  const end = to + SUM_BYTES;
  if (magic !== MAGIC || end > bytes.length) return undefined;
  const sum = createHash('sha256').update(before).update(bytes.subarray(at, to)).digest('hex');
  if (sum !== new TextDecoder().decode(bytes.subarray(to, end))) return undefined;
  const description = JSON.parse(new TextDecoder().decode(bytes.subarray(at + HEAD_BYTES, from))) as Description;
  if (description.format !== FORMAT) return undefined;
  return { description, words: new Uint32Array(bytes.slice(from, to).buffer), sum, end };
}
