/**
 * Judges an archived file line by line: each is a document in canonical JSON
 * that continues the chain, signed by its store where the key is known. What
 * does not hold is `DamagedLog` that names file and line.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import { upStreet } from '@ringfence/domain/basic/ids.ts';
import { advance, type Cursor, type Envelope } from '@ringfence/domain/documents/envelope.ts';
import { parseEnvelope } from '@ringfence/domain/documents/parse.ts';
import type { Verify } from '@ringfence/domain/pickup/pass.ts';
import { sha256, verifierOf } from '@ringfence/central/src/crypto.ts';
import { breakOfChain, documentHash } from '@ringfence/log/chain.ts';
import { DamagedLog } from '@ringfence/log/port.ts';
import type { ArchivedFile, Keys } from './manifest.ts';

/** No document is so long; what pretends to be shall not fill the memory. */
const LINE_MAX = 4 * 1024 * 1024;
/** What is read behind the last good line is lost when the compressed bytes are damaged, so it is little. */
const CHUNK = 1024;

/** The keys of stores' incarnations, each made ready once. */
export class Signers {
  readonly #verifiers = new Map<string, Verify>();

  constructor(keys: Keys) {
    for (const [store, own] of Object.entries(keys)) {
      for (const [incarnation, key] of Object.entries(own))
        this.#verifiers.set(`${upStreet(store)} ${store}.${incarnation}`, verifierOf(key));
    }
  }

  /** Who checks what that author signs on that street. */
  of(street: string, author: string): Verify | undefined {
    return this.#verifiers.get(`${street} ${author}`);
  }
}

export interface JudgeOptions {
  readonly entry: ArchivedFile;
  /** Where the file before it ends. */
  readonly after: Cursor;
  readonly signers: Signers;
}

/** Takes the text of one file, piece by piece, and gives back its documents. */
export class Judge {
  readonly #options: JudgeOptions;
  #cursor: Cursor;
  #rest = '';
  #line = 0;
  #signed = 0;

  constructor(options: JudgeOptions) {
    this.#options = options;
    this.#cursor = options.after;
  }

  /** Documents whose signature was checked and is good. */
  get signed(): number {
    return this.#signed;
  }

  /** The line that is read now, from 1. */
  get line(): number {
    return this.#line + 1;
  }

  take(text: string): Envelope[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > LINE_MAX) throw this.#damage('it is too long');
    return lines.map((line) => this.#judge(line));
  }

  /** After the last piece. */
  end(): void {
    const { last, file } = this.#options.entry;
    if (this.#rest !== '') throw this.#damage('it breaks off');
    if (canonical(this.#cursor) !== canonical(last))
      throw new DamagedLog(
        file,
        `line ${this.#line}: it ends at ${this.#cursor.n} ${this.#cursor.head}, and not as the manifest says`,
      );
  }

  #judge(line: string): Envelope {
    const document = this.#documentIn(line);
    const broken = breakOfChain(this.#cursor, document);
    if (broken !== undefined) throw this.#damage(broken);
    const hash = documentHash(document, sha256);
    const isGood = this.#isSigned(document, hash);
    if (isGood === false) throw this.#damage(`the signature of ${document._id} is not good`);
    if (isGood === true) this.#signed += 1;
    this.#cursor = advance(document, hash);
    this.#line += 1;
    return document;
  }

  #documentIn(line: string): Envelope {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw this.#damage('it is not JSON');
    }
    const parsed = parseEnvelope(value);
    if (!parsed.ok) throw this.#damage(parsed.reason);
    if (canonical(parsed.value) !== line) throw this.#damage('it is not written as documents are');
    return parsed.value;
  }

  /** Undefined when nobody signs there, or the key is not known. */
  #isSigned({ author, sig }: Envelope, hash: string): boolean | undefined {
    const verify = this.#options.signers.of(this.#options.entry.street, author);
    return verify && sig !== undefined ? verify(hash, sig) : verify && false;
  }

  #damage(what: string): DamagedLog {
    return new DamagedLog(this.#options.entry.file, `line ${this.line}: ${what}`);
  }
}

/**
 * Reads one file of the archive and hands its documents over in pieces, each when the one before was taken. Rejects
 * with `DamagedLog` after the last document that holds, and when the bytes are not those of the manifest.
 */
export async function readFileOf(
  directory: string,
  options: JudgeOptions,
  visit: (documents: readonly Envelope[]) => void | Promise<void>,
): Promise<{ signed: number }> {
  const { file, sha256: told } = options.entry;
  const judge = new Judge(options);
  const digest = createHash('sha256');
  const gunzip = createGunzip({ chunkSize: CHUNK });
  try {
    await pipeline(
      createReadStream(join(directory, file)),
      async function* (chunks: AsyncIterable<Uint8Array<ArrayBuffer>>) {
        for await (const chunk of chunks) {
          digest.update(chunk);
          yield chunk;
        }
      },
      gunzip.setEncoding('utf8'),
      async (texts: AsyncIterable<string>) => {
        for await (const text of texts) {
          const documents = judge.take(text);
          if (documents.length > 0) await visit(documents);
        }
      },
    );
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new DamagedLog(file, 'it is not there');
    if (code.startsWith('Z_')) throw new DamagedLog(file, `line ${judge.line}: it cannot be unpacked: ${message}`);
    throw error;
  }
  judge.end();
  if (digest.digest('hex') !== told) throw new DamagedLog(file, 'its bytes are not those of the manifest');
  return { signed: judge.signed };
}
