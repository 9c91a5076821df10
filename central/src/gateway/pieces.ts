/**
 * A long list of documents is judged in pieces, so that whoever asks something meanwhile waits for a piece and not for
 * the list. What it keeps true:
 * - the pieces of a list are begun in its order, and an answer stands where its row stood;
 * - all lists together begin one piece in a turn of the event loop;
 * - of one list only a few pieces are on their way to the disk; the answer comes when all of them are on it.
 */

import type { Pace } from './pace.ts';

export interface PieceOptions<Row, Answer> {
  readonly pace: Pick<Pace, 'next'>;
  /** Rows in a piece, and pieces that are begun and not answered. */
  readonly rows: number;
  readonly atOnce: number;
  /** Begins a piece at once; resolves when it is on disk. */
  readonly take: (rows: readonly Row[]) => Promise<readonly Answer[]>;
}

/** Rejects when a piece does; no other is begun then. */
export async function inPieces<Row, Answer>(
  all: readonly Row[],
  { pace, rows, atOnce, take }: PieceOptions<Row, Answer>,
): Promise<Answer[]> {
  if (all.length <= rows) return [...(await take(all))];
  const begun: Promise<readonly Answer[]>[] = [];
  for (let from = 0; from < all.length; from += rows) {
    await begun[begun.length - atOnce];
    await pace.next();
    const piece = take(all.slice(from, from + rows));
    // It is awaited later, and may fail before.
    piece.catch(() => {});
    begun.push(piece);
  }
  return (await Promise.all(begun)).flat();
}
