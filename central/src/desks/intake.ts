/**
 * The door for documents of one store. What it keeps true:
 * - what enters the street continues its chain, was written by the store's
 *   current incarnation, and is entered once;
 * - what does not is reported with its reason and never enters;
 * - nobody hears "ok" about a document that entered before it is on disk.
 *
 * A signature covers its document's hash, which covers the hash before it, and
 * so on: one good signature at the end of a run proves that the store wrote
 * all of the run, so one is verified for each run and not one a document.
 */
import type { Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { Author } from '@ringfence/domain/basic/ids.ts';
import { advance, type Cursor, type Envelope } from '@ringfence/domain/documents/envelope.ts';
import { parseEnvelope } from '@ringfence/domain/documents/parse.ts';
import type { Verify } from '@ringfence/domain/pickup/pass.ts';
import { breakOfChain, documentHash } from '@ringfence/log/chain.ts';
import type { StreetLog } from '@ringfence/log/port.ts';
import { LIMITS } from '../limits.ts';

export interface Rejection {
  readonly id: string;
  readonly reason: string;
  readonly raw: unknown;
}

/** What became of one row: taken (or held until its turn comes), or refused for good. */
export type RowAnswer =
  | { readonly id: string; readonly ok: true }
  | { readonly id: string; readonly error: 'forbidden'; readonly reason: string };

/** Who sends, and how that sender's signatures are verified. */
export interface Sender {
  readonly author: Author;
  readonly verify: Verify;
}

export interface IntakeOptions {
  readonly log: StreetLog;
  readonly sha256: Sha256;
  /** Keeps what was refused; resolves when it is on disk. */
  readonly onRejected: (rejection: Rejection) => Promise<void>;
}

interface Arrived {
  readonly row: number;
  readonly document: Envelope;
}

export class Intake {
  readonly #options: IntakeOptions;
  readonly #ahead = new Map<number, Arrived>();
  /** The last position that entered, durable or not. */
  #cursor: Cursor;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#cursor = options.log.head();
  }

  /** True when everything that entered is on disk. */
  get isSettled(): boolean {
    return this.#cursor.n === this.#options.log.head().n;
  }

  /** Resolves when everything that entered until now is on disk. */
  settled(): Promise<void> {
    return this.#writing;
  }

  /** Forgets what waits for its turn: another incarnation writes from here. */
  forgetAhead(): void {
    this.#ahead.clear();
  }

  /** One answer a row, in the order of the rows. Rows may come in any order and again; `sender` is authenticated. */
  async take(rows: readonly unknown[], sender: Sender): Promise<RowAnswer[]> {
    const answers: RowAnswer[] = [];
    const pending: Promise<void>[] = [];
    const reject = (row: number | undefined, id: string, reason: string, raw: unknown): void => {
      if (row !== undefined) answers[row] = { id, error: 'forbidden', reason };
      const kept = this.#options.onRejected({ id, reason, raw });
      // It is awaited at the end, and may fail before.
      kept.catch(() => {});
      pending.push(kept);
    };

    const known: Arrived[] = [];
    const fresh = new Set<Envelope>();
    rows.forEach((raw, row) => {
      const judged = judge(raw);
      if ('reason' in judged) return reject(row, judged.id, judged.reason, raw);
      const { document } = judged;
      answers[row] = { id: document._id, ok: true };
      if (document.n <= this.#cursor.n) known.push({ row, document });
      else if (document.author !== sender.author)
        reject(row, document._id, `author ${document.author} is not ${sender.author}`, raw);
      else {
        this.#ahead.set(document.n, { row, document });
        fresh.add(document);
      }
    });

    const { entered, refused } = this.#nextRun(sender.verify);
    for (const { row, document, reason } of refused)
      reject(fresh.has(document) ? row : undefined, document._id, reason, document);
    this.#forgetFarthest();
    if (entered.length > 0) {
      this.#writing = this.#options.log.append(entered);
      pending.push(this.#writing);
    }
    if (known.length > 0) {
      await this.settled();
      await Promise.all(known.map((arrived) => this.#compare(arrived, reject)));
    }
    const ends = await Promise.allSettled(pending);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    return answers;
  }

  /** Takes from what waits all that continues the street and is proved to be the store's; moves the cursor. */
  #nextRun(verify: Verify): { entered: Envelope[]; refused: (Arrived & { reason: string })[] } {
    const { log, sha256 } = this.#options;
    const run: Arrived[] = [];
    const refused: (Arrived & { reason: string })[] = [];
    const ids = new Set<string>();
    const cursors = [this.#cursor];
    let cursor = this.#cursor;
    for (let next = this.#ahead.get(cursor.n + 1); next !== undefined; next = this.#ahead.get(cursor.n + 1)) {
      const { document } = next;
      this.#ahead.delete(document.n);
      const taken = ids.has(document._id) || log.positionOf(document._id) !== undefined;
      const reason = taken ? 'its id was used before' : breakOfChain(cursor, document);
      if (reason !== undefined) {
        refused.push({ ...next, reason });
        break;
      }
      ids.add(document._id);
      run.push(next);
      cursors.push((cursor = advance(document, documentHash(document, sha256))));
    }
    const proved = provedLength(run, verify, sha256);
    for (const unproved of run.slice(proved)) refused.push({ ...unproved, reason: 'the signature is not the store’s' });
    this.#cursor = cursors[proved] ?? this.#cursor;
    return { entered: run.slice(0, proved).map(({ document }) => document), refused };
  }

  /** A position that is taken: the same document again is fine, another one is not. */
  async #compare(
    { row, document }: Arrived,
    reject: (row: number, id: string, reason: string, raw: unknown) => void,
  ): Promise<void> {
    const { log, sha256 } = this.#options;
    const { _id: id, n } = document;
    const stored = log.positionOf(id) === n ? await log.get(id) : undefined;
    if (stored !== undefined && documentHash(stored, sha256) === documentHash(document, sha256)) return;
    reject(row, id, `position ${n} holds another document`, document);
  }

  #forgetFarthest(): void {
    const surplus = this.#ahead.size - LIMITS.aheadDocuments;
    if (surplus <= 0) return;
    const positions = [...this.#ahead.keys()].sort((a, b) => b - a);
    for (const n of positions.slice(0, surplus)) this.#ahead.delete(n);
  }
}

/** How many documents of the run are proved: up to the last one whose signature is the store's. */
function provedLength(run: readonly Arrived[], verify: Verify, sha256: Sha256): number {
  const first = Math.max(0, run.length - LIMITS.signatureAttempts);
  for (let index = run.length - 1; index >= first; index--) {
    const document = run[index]?.document;
    if (document?.sig !== undefined && verify(documentHash(document, sha256), document.sig)) return index + 1;
  }
  return 0;
}

function judge(raw: unknown): { document: Envelope } | { id: string; reason: string } {
  const row = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
  const id = typeof row['_id'] === 'string' ? row['_id'].slice(0, 200) : '';
  if (row['_deleted'] !== undefined || row['_attachments'] !== undefined)
    return { id, reason: 'a document is neither deleted nor has it attachments' };
  const rev = row['_rev'];
  if (rev !== undefined && (typeof rev !== 'string' || !rev.startsWith('1-')))
    return { id, reason: 'only first revisions are taken' };
  const parsed = parseEnvelope(raw);
  return parsed.ok ? { document: parsed.value } : { id, reason: parsed.reason };
}
