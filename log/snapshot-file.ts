/**
 * A frozen state in a file, so that the next start need not fold the whole
 * history. What it keeps true:
 * - the file stands in its place whole or not at all, and only when what it
 *   holds is durable in the log as well;
 * - what is read back is what was written: every block carries a checksum that
 *   runs on from the block before, so nothing is missing, foreign or damaged;
 * - a file of other rules, or anything odd about one, is no snapshot: its
 *   reader folds the history instead. Nothing is lost with it.
 *
 *   head | outline | some of the lists … | some of the buffers … | end
 */
import { type FileHandle, mkdir, open, rename, rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import type { Frozen } from '@ringfence/domain/basic/frozen.ts';
import { syncDirectory } from './synced-leveldown.ts';

const FORMAT = 1;
/** Numbers stand in the file as the processor has them. */
const MACHINE = `${process.arch} ${process.platform}`;
/** `RFSN`, at the beginning of each block. */
const MARK = 0x4e534652;
const HEADER_BYTES = 16;
/** Bytes of a header before its checksum, which it covers. */
const CHECKED = 12;
/** Buffers are written together until they are so large. */
const BLOCK_BYTES = 1024 * 1024;
/** Values of a list that are written at once. */
const SLICE = 500;
/** Bytes of a piece: a commit that comes meanwhile waits for no more than these. */
const UNSYNCED_BYTES = 1024 * 1024;
const ALIGNED = 8;
/** A log that finds no room ends its process; a snapshot that finds none is not taken. */
const SPARE_BYTES = 256 * 1024 * 1024;

const KINDS = { head: 1, outline: 2, list: 3, buffers: 4, end: 5 } as const;
type BlockKind = keyof typeof KINDS;

interface Head {
  readonly format: number;
  readonly machine: string;
  readonly rules: string;
}

/** A frozen tree without its long lists and its bytes. */
interface Outline {
  readonly plain: unknown;
  /** How many values its list has; nothing when it has none. */
  readonly values: number | undefined;
  readonly bytes: readonly number[] | undefined;
  readonly parts: Readonly<Record<string, Outline>> | undefined;
}

export interface WriteOptions {
  /** Names the program that folded it; see `rulesOf`. */
  readonly rules: string;
  /** Resolves when everything the state was folded from is in the log for good; the file is not put in place before. */
  readonly durable: Promise<unknown>;
  /** Rests so long between pieces, each on disk before the next, for those who use the disk meanwhile; 0 when nobody does. */
  readonly restMs?: number;
  readonly signal?: AbortSignal;
  /** Bytes that must stay free on the disk: the log needs them more. */
  readonly spareBytes?: number;
}

/** Writes the snapshot in place of a former one. Rejects, and leaves the former one, when any of it fails. */
export async function writeSnapshot(path: string, frozen: Frozen, options: WriteOptions): Promise<void> {
  const { rules, durable, restMs = 0, signal, spareBytes = SPARE_BYTES } = options;
  // Whoever fails to write does not wait for it; it must not fail unheard then.
  durable.catch(() => {});
  const directory = dirname(path);
  const part = `${path}.part`;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  try {
    await expectRoom(directory, frozen, spareBytes);
    const file = await open(part, 'w', 0o600);
    try {
      const writer = new Writer(file);
      for (const [kind, pieces] of blocksOf(frozen, { format: FORMAT, machine: MACHINE, rules })) {
        signal?.throwIfAborted();
        await writer.write(kind, pieces);
        if (restMs === 0 || writer.unsynced < UNSYNCED_BYTES) continue;
        await writer.sync();
        await sleep(restMs);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await durable;
    signal?.throwIfAborted();
    await rename(part, path);
    await syncDirectory(directory);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** The former file stays until the new one is whole, so there must be room for both. */
async function expectRoom(directory: string, frozen: Frozen, spare: number): Promise<void> {
  const wanted = walk(frozen, ({ buffers }) => buffers)
    .flat()
    .reduce((sum, { byteLength }) => sum + byteLength, spare);
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize < wanted) throw new Error('the disk has too little room for it');
}

/** Why there is no snapshot where none was ever taken. */
export const NO_SNAPSHOT = 'there is none';

export type Read = { readonly frozen: Frozen } | { readonly refused: string };

/** The snapshot at `path`, verified to the last byte, or why there is none to use. Never rejects. */
export async function readSnapshot(path: string, rules: string): Promise<Read> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    return { refused: (error as NodeJS.ErrnoException).code === 'ENOENT' ? NO_SNAPSHOT : String(error) };
  }
  try {
    const reader = new Reader(file, (await file.stat()).size);
    const head = JSON.parse(new TextDecoder().decode(await reader.next('head'))) as Head;
    if (head.format !== FORMAT || head.machine !== MACHINE) return { refused: 'it is of another format' };
    if (head.rules !== rules) return { refused: 'it was folded by other rules' };
    const outline = deserialize(await reader.next('outline')) as Outline;
    const lists = await listsOf(outline, reader);
    const buffers = await buffersOf(outline, reader);
    await reader.next('end');
    reader.expectEnd();
    return { frozen: assemble(outline, lists, buffers) };
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) };
  } finally {
    await file.close();
  }
}

function* blocksOf(frozen: Frozen, head: Head): Generator<readonly [BlockKind, readonly Uint8Array[]]> {
  yield ['head', [new TextEncoder().encode(JSON.stringify(head))]];
  const outline = outlineOf(frozen);
  yield ['outline', [serialized(outline)]];
  for (const list of walk(frozen, ({ list }) => list))
    for (let from = 0; from < list.length; from += SLICE) yield ['list', [serialized(list.slice(from, from + SLICE))]];
  const all = walk(frozen, ({ buffers }) => buffers).flat();
  let from = 0;
  for (const group of groupsOf(all.map(({ byteLength }) => byteLength))) {
    yield ['buffers', all.slice(from, from + group.length).flatMap((bytes) => [bytes, paddingOf(bytes.byteLength)])];
    from += group.length;
  }
  yield ['end', []];
}

const outlineOf = ({ plain, list, buffers, parts }: Frozen): Outline => ({
  plain,
  values: list?.length,
  bytes: buffers?.map(({ byteLength }) => byteLength),
  parts: parts && Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, outlineOf(part)])),
});

type Tree<Node> = { readonly parts?: Readonly<Record<string, Node>> | undefined };

/** What `pick` finds in each node of a tree, in the order in which they are written. */
function walk<Node extends Tree<Node>, Found>(node: Node, pick: (node: Node) => Found | undefined): Found[] {
  const found = pick(node);
  const below = Object.values(node.parts ?? {}).flatMap((part) => walk(part, pick));
  return found === undefined ? below : [found, ...below];
}

/** Which buffers share a block, by their lengths: as many as it takes to fill one. */
function groupsOf(lengths: readonly number[]): number[][] {
  const groups: number[][] = [];
  let room = 0;
  for (const length of lengths) {
    if (room <= 0) {
      groups.push([]);
      room = BLOCK_BYTES;
    }
    groups.at(-1)?.push(length);
    room -= padded(length);
  }
  return groups;
}

async function listsOf(outline: Outline, reader: Reader): Promise<unknown[][]> {
  const lists: unknown[][] = [];
  for (const values of walk(outline, (node) => node.values)) {
    const list: unknown[] = [];
    while (list.length < values) list.push(...(deserialize(await reader.next('list')) as unknown[]));
    lists.push(list);
  }
  return lists;
}

async function buffersOf(outline: Outline, reader: Reader): Promise<Uint8Array[]> {
  const buffers: Uint8Array[] = [];
  for (const group of groupsOf(walk(outline, (node) => node.bytes).flat())) {
    const block = await reader.next('buffers');
    let at = 0;
    for (const length of group) {
      buffers.push(new Uint8Array(block.buffer, block.byteOffset + at, length));
      at += padded(length);
    }
  }
  return buffers;
}

/** Takes the lists and buffers in the order in which they were written. */
function assemble(outline: Outline, lists: unknown[][], buffers: Uint8Array[]): Frozen {
  const nextBuffer = buffers.values();
  const nextList = lists.values();
  const build = ({ plain, values, bytes, parts }: Outline): Frozen => ({
    plain,
    ...(values === undefined ? {} : { list: nextList.next().value ?? [] }),
    ...(bytes === undefined ? {} : { buffers: bytes.map(() => nextBuffer.next().value as Uint8Array) }),
    ...(parts && { parts: Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, build(part)])) }),
  });
  return build(outline);
}

class Writer {
  unsynced = 0;
  readonly #file: FileHandle;
  #checksum = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async write(kind: BlockKind, pieces: readonly Uint8Array[]): Promise<void> {
    const length = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const start = headerOf(kind, length);
    this.#checksum = pieces.reduce(
      (sum, piece) => crc32(piece, sum),
      crc32(start.subarray(0, CHECKED), this.#checksum),
    );
    wordsOf(start).setUint32(CHECKED, this.#checksum, true);
    const bytes = [start, ...pieces, paddingOf(length)].filter(({ byteLength }) => byteLength > 0);
    const { bytesWritten } = await this.#file.writev(bytes);
    if (bytesWritten !== HEADER_BYTES + padded(length)) throw new Error('the disk did not take all of it');
    this.unsynced += bytesWritten;
  }

  async sync(): Promise<void> {
    await this.#file.datasync();
    this.unsynced = 0;
  }
}

/** Reads one block ahead, so that the disk is not waited for while a checksum is made. */
class Reader {
  readonly #file: FileHandle;
  readonly #size: number;
  #at = 0;
  #checksum = 0;
  #ahead: Promise<Block>;

  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.#size = size;
    this.#ahead = this.#bytes(HEADER_BYTES).then((header) => this.#block(header));
    this.#ahead.catch(() => {});
  }

  /** The content of the next block, in a buffer of its own. */
  async next(kind: BlockKind): Promise<Uint8Array> {
    const { header, content, following } = await this.#ahead;
    if (following !== undefined) {
      this.#ahead = this.#block(following);
      this.#ahead.catch(() => {});
    }
    const [, found, , checksum] = wordsIn(header);
    if (found !== KINDS[kind]) throw new Error(`it has no ${kind} where one should be`);
    this.#checksum = crc32(content, crc32(header.subarray(0, CHECKED), this.#checksum));
    if (this.#checksum !== checksum) throw new Error(`its ${kind} is damaged`);
    return content;
  }

  expectEnd(): void {
    if (this.#at !== this.#size) throw new Error('something follows its end');
  }

  /** The block of that header, and the header that follows it. */
  async #block(header: Uint8Array): Promise<Block> {
    const [mark, kind, length = 0] = wordsIn(header);
    if (mark !== MARK) throw new Error('it is no snapshot, or damaged');
    const isLast = kind === KINDS.end;
    const bytes = await this.#bytes(padded(length) + (isLast ? 0 : HEADER_BYTES));
    const following = isLast ? undefined : bytes.slice(padded(length));
    return { header, content: bytes.subarray(0, length), following };
  }

  async #bytes(length: number): Promise<Uint8Array> {
    if (this.#at + length > this.#size) throw new Error('it is cut off');
    // Not zeroed before it is filled.
    const { buffer } = Buffer.allocUnsafeSlow(length);
    const bytes = new Uint8Array(buffer);
    for (let got = 0; got < length;) {
      const { bytesRead } = await this.#file.read(bytes, got, length - got, this.#at + got);
      if (bytesRead === 0) throw new Error('it is cut off');
      got += bytesRead;
    }
    this.#at += length;
    return bytes;
  }
}

interface Block {
  readonly header: Uint8Array;
  readonly content: Uint8Array;
  /** Nothing after the end. */
  readonly following: Uint8Array | undefined;
}

const wordsIn = (header: Uint8Array): number[] =>
  Array.from({ length: HEADER_BYTES / 4 }, (_, index) => wordsOf(header).getUint32(4 * index, true));

function headerOf(kind: BlockKind, length: number): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  for (const [index, word] of [MARK, KINDS[kind], length].entries()) wordsOf(header).setUint32(4 * index, word, true);
  return header;
}

const wordsOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

function serialized(value: unknown): Uint8Array {
  const { buffer, byteOffset, byteLength } = serialize(value);
  return new Uint8Array(buffer, byteOffset, byteLength);
}

const padded = (length: number): number => Math.ceil(length / ALIGNED) * ALIGNED;
const paddingOf = (length: number): Uint8Array => new Uint8Array(padded(length) - length);
