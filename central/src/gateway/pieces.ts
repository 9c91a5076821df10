/**
 * A long list of documents is judged in pieces, so that whoever asks something meanwhile waits for a piece and not for
 * the list. What it keeps true:
 * - the pieces of a list are begun in its order, and an answer stands where its row stood;
 * - lists of one owner are begun one after the other, those of others by turns, one piece in a turn of the event loop;
 * - of one list only a few pieces are on their way to the disk; the answer comes when all of them are on it;
 * - of a list that nobody waits for any more no other piece is begun: what was let in and left does not pile up here.
 */
import { Pace } from './pace.ts';

export interface List<Row, Answer> {
  /** Whose it is. */
  readonly owner: object;
  readonly rows: readonly Row[];
  /** Rows in a piece, and pieces that are begun and not answered. */
  readonly pieceRows: number;
  readonly atOnce: number;
  /** Whether somebody still waits for the answer. */
  readonly isWanted: () => boolean;
  /** Begins a piece at once; resolves when it is on disk. */
  readonly take: (rows: readonly Row[]) => Promise<readonly Answer[]>;
}

export class Pieces {
  readonly #pace = new Pace(1);
  /** Each owner's latest list: resolves when all of it is begun, or given up. */
  readonly #latest = new WeakMap<object, Promise<void>>();

  /** Rejects when a piece does; no other of the list is begun then. Answers those begun when nobody waits any more. */
  async take<Row, Answer>(list: List<Row, Answer>): Promise<Answer[]> {
    const before = this.#latest.get(list.owner);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#latest.set(list.owner, promise);
    await before;
    let begun: Promise<readonly Answer[]>[];
    try {
      begun = await this.#begin(list);
    } finally {
      resolve();
    }
    return (await Promise.all(begun)).flat();
  }

  async #begin<Row, Answer>(list: List<Row, Answer>): Promise<Promise<readonly Answer[]>[]> {
    const { rows, pieceRows, atOnce, isWanted, take } = list;
    if (!isWanted()) return [];
    if (rows.length <= pieceRows) return [take(rows)];
    const begun: Promise<readonly Answer[]>[] = [];
    for (let from = 0; from < rows.length; from += pieceRows) {
      await begun[begun.length - atOnce];
      await this.#pace.next();
      if (!isWanted()) break;
      const piece = take(rows.slice(from, from + pieceRows));
      // It is awaited later, and may fail before.
      piece.catch(() => {});
      begun.push(piece);
    }
    return begun;
  }
}
