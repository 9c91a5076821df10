/** What happens to the files of a LevelDB database, one kind of damage each. */
import {
  appendFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { must } from '@ringfence/domain/basic/assert.ts';

const BLOCK = 4096;
/** LevelDB's table footer. */
const FOOTER = 48;
const TAIL = 100;

export interface Damage {
  readonly name: string;
  /** True when no document can be hit; `maybe` when it depends on what lies at that place. */
  readonly isHarmless?: true | 'maybe';
  readonly apply: (directory: string) => void;
}

export const DAMAGES: readonly Damage[] = [
  { name: 'end of the log cut off', apply: (at) => cutEnd(largest(at, '.log'), TAIL) },
  { name: 'garbage after the log', isHarmless: true, apply: (at) => append(largest(at, '.log'), 0xa5) },
  { name: 'zeros after the log', isHarmless: true, apply: (at) => append(largest(at, '.log'), 0) },
  { name: 'a byte of the log flipped', apply: (at) => flip(largest(at, '.log'), 0.5, 1) },
  { name: 'a byte of a table flipped', isHarmless: 'maybe', apply: (at) => flip(largest(at, '.ldb'), 0.5, 1) },
  { name: '4 KiB of a table flipped', apply: (at) => flip(largest(at, '.ldb'), 0.3, BLOCK) },
  { name: 'the footer of a table flipped', apply: (at) => flip(largest(at, '.ldb'), 1, FOOTER) },
  { name: 'a table cut in half', apply: (at) => cutEnd(largest(at, '.ldb'), statSync(largest(at, '.ldb')).size / 2) },
  { name: 'a table missing', apply: (at) => rmSync(largest(at, '.ldb')) },
  { name: 'MANIFEST missing', apply: (at) => rmSync(largest(at, '', 'MANIFEST')) },
  { name: 'MANIFEST empty', apply: (at) => truncateSync(largest(at, '', 'MANIFEST')) },
  { name: 'CURRENT missing', apply: (at) => rmSync(join(at, 'CURRENT')) },
  { name: 'CURRENT empty', apply: (at) => truncateSync(join(at, 'CURRENT')) },
  { name: 'directory missing', apply: (at) => renameSync(at, `${at}.gone`) },
  { name: 'directory empty', apply: (at) => readdirSync(at).forEach((file) => rmSync(join(at, file))) },
];

function largest(directory: string, ending: string, beginning = ''): string {
  const files = readdirSync(directory).filter((file) => file.endsWith(ending) && file.startsWith(beginning));
  const paths = files.map((file) => join(directory, file));
  const path = paths.sort((a, b) => statSync(b).size - statSync(a).size)[0];
  return must(path, `${directory} has a file ${beginning}*${ending}: ${readdirSync(directory).join(' ')}`);
}

const append = (path: string, byte: number): void => appendFileSync(path, new Uint8Array(3000).fill(byte));
const cutEnd = (path: string, bytes: number): void =>
  truncateSync(path, Math.max(0, Math.floor(statSync(path).size - bytes)));

/** Inverts so many bytes that end at `part` of the file, or, for one byte, stand there. */
function flip(path: string, part: number, count: number): void {
  const bytes = Uint8Array.from(readFileSync(path));
  const end = Math.min(bytes.length, Math.floor(bytes.length * part) + (part < 1 ? count : 0));
  for (let at = Math.max(0, end - count); at < end; at++) bytes[at] = 0xff - (bytes[at] ?? 0);
  writeFileSync(path, bytes);
}
