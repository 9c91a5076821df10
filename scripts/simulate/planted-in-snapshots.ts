/** Mistakes about snapshots: what is kept, and what is gone on from. */
import { type Frozen, partOf } from '@ringfence/domain/basic/frozen.ts';
import type { Cursor } from '@ringfence/domain/documents/envelope.ts';
import type { Seams } from './seams.ts';

type Heads = { readonly up: Cursor; readonly down: Cursor };
type Plain = Heads & { readonly store: string };

const withState = (frozen: Frozen, change: (state: Frozen, plain: Plain) => Frozen): Frozen => {
  const state = partOf(frozen, 'state');
  return { ...frozen, parts: { ...frozen.parts, state: change(state, state.plain as Plain) } };
};

/** The cursors are made to fit the streets, as if nobody had looked whether they do. */
const fitting = (fits: (kept: Cursor, head: Cursor) => boolean) => (frozen: Frozen, heads: Heads) =>
  withState(frozen, (state, plain) => ({
    ...state,
    plain: {
      ...plain,
      up: fits(plain.up, heads.up) ? heads.up : plain.up,
      down: fits(plain.down, heads.down) ? heads.down : plain.down,
    },
  }));

export const notOnDisk = (): Seams => ({
  keepsEarly: true,
  thawedAtStore: fitting((kept, head) => kept.n === head.n),
});

export const notCompared = (): Seams => ({ thawedAtStore: fitting((kept, head) => kept.n >= head.n) });

export const missesAccounts = (): Seams => {
  const books = new Map<string, Frozen>();
  return {
    frozenAtStore: (frozen) =>
      withState(frozen, (state, { store }) => {
        const before = books.get(store);
        books.set(store, partOf(state, 'book'));
        return { ...state, parts: { ...state.parts, ...(before && { book: before }) } };
      }),
  };
};

export const forgetsErrands = (): Seams => ({
  frozenAtHub: (_name, frozen) => {
    const plain = frozen.plain as { errands?: readonly number[] };
    return plain.errands ? { ...frozen, plain: { ...plain, errands: [] } } : frozen;
  },
});
