/**
 * Texts under ids, kept as bytes: for many records that are rarely read and
 * hardly ever change. What is replaced keeps its room, and nobody reads it.
 */
import type { Frozen } from './frozen.ts';
import { partOf } from './frozen.ts';
import { PackedTable } from './packed-table.ts';

const LEAST_CHUNK = 4096;
const MOST_CHUNK = 256 * 1024;
/** Chunks are numbered in the upper part of a position. */
const CHUNK_SPACE = 2 ** 32;
const LENGTH_BYTES = 4;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class PackedRecords {
  /** Where a record begins; 1 stands for the first byte of the first chunk, since 0 stands for none. */
  #places = new PackedTable();
  readonly #chunks: Uint8Array[] = [];
  /** Bytes used of the last chunk; all of the others are. */
  #used = 0;

  get size(): number {
    return this.#places.size;
  }

  has(id: string): boolean {
    return this.#places.has(id);
  }

  get(id: string): string | undefined {
    const place = this.#places.get(id) - 1;
    if (place < 0) return undefined;
    const chunk = this.#chunks[Math.floor(place / CHUNK_SPACE)] as Uint8Array;
    const start = place % CHUNK_SPACE;
    const length = viewOf(chunk).getUint32(start);
    return decoder.decode(chunk.subarray(start + LENGTH_BYTES, start + LENGTH_BYTES + length));
  }

  set(id: string, text: string): void {
    const bytes = encoder.encode(text);
    const chunk = this.#room(LENGTH_BYTES + bytes.length);
    viewOf(chunk).setUint32(this.#used, bytes.length);
    chunk.set(bytes, this.#used + LENGTH_BYTES);
    this.#places.set(id, (this.#chunks.length - 1) * CHUNK_SPACE + this.#used + 1);
    this.#used += LENGTH_BYTES + bytes.length;
  }

  keys(): IterableIterator<string> {
    return this.#places.keys();
  }

  /** What stands in a chunk does not change; only the last one still grows, behind what is frozen of it. */
  freeze(): Frozen {
    const last = this.#chunks.length - 1;
    const buffers = this.#chunks.map((chunk, index) => (index === last ? chunk.subarray(0, this.#used) : chunk));
    return { buffers, parts: { places: this.#places.freeze() } };
  }

  static thaw(frozen: Frozen): PackedRecords {
    const records = new PackedRecords();
    records.#places = PackedTable.thaw(partOf(frozen, 'places'));
    records.#chunks.push(...(frozen.buffers ?? []));
    records.#used = records.#chunks.at(-1)?.length ?? 0;
    return records;
  }

  /** The chunk the next record goes into, at `#used`. */
  #room(bytes: number): Uint8Array {
    const last = this.#chunks.at(-1);
    if (last !== undefined && this.#used + bytes <= last.length) return last;
    if (last !== undefined) this.#chunks[this.#chunks.length - 1] = last.subarray(0, this.#used);
    const size = Math.min(MOST_CHUNK, LEAST_CHUNK * 2 ** this.#chunks.length);
    const chunk = new Uint8Array(Math.max(size, bytes));
    this.#chunks.push(chunk);
    this.#used = 0;
    return chunk;
  }
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);
