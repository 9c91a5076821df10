/**
 * The laws of the ledger, judged on what was folded from disk:
 * - conservation: the sum over all accounts is zero, for each document and for each store;
 * - ownership: no document takes from an account its author does not own;
 * - no account is overdrawn, neither at the end nor at any point of its owner's street; accounts on the way between
 *   stores are judged over all stores, because they are filled in one store's books and emptied in another's;
 * - what is in a store by the ledger is what its documents say physically came and went;
 * - an order has one outcome.
 */
import { type AccountKind, mayBeNegative, ownerOf } from '@ringfence/domain/ledger/account.ts';
import { ownershipBreach, type Transfer } from '@ringfence/domain/ledger/transfer.ts';
import { type Doc, movesOf } from '@ringfence/domain/documents/registry.ts';
import type { StoreState } from '@ringfence/domain/store/state.ts';
import type { Folded } from './fold.ts';
import { physicalUnits } from './physical.ts';

/** Units in accounts by `kind subject`. */
type Sums = Map<string, number>;

const STOCK: readonly AccountKind[] = ['shelf', 'online', 'order', 'unsellable', 'deficit'];

export interface StoreFindings {
  /** Units that were taken and were not there, sold or promised. */
  readonly oversold: number;
  /** Accounts below zero that may not be, without those on the way between stores. */
  readonly negativeAccounts: number;
  readonly problems: readonly string[];
}

export function judgeStore(store: string, folded: Folded): StoreFindings {
  const problems: string[] = [];
  for (const [documents, author] of [[folded.up, 'store'] as const, [folded.down, 'hub'] as const]) {
    for (const document of documents) problems.push(...judgeDocument(document, author, store));
  }
  const { state } = folded;
  const imbalance = state.book.imbalance();
  if (imbalance !== 0) problems.push(`${store}: the book is out of balance by ${imbalance}`);
  const negative = state.book.overdrawn().filter(({ account }) => !isOnTheWay(account.kind, account.subject));
  for (const { account, units } of negative)
    problems.push(`${store}: ${account.kind} ${account.subject} stands at ${units}`);
  const overdrafts = [...overdraftsOf(store, folded, 'store'), ...overdraftsOf(store, folded, 'hub')];
  for (const { what, units } of overdrafts) problems.push(`${store}: ${units} units too many taken from ${what}`);
  const unpaid = salesWithoutUnits(folded.up);
  for (const { id, units } of unpaid)
    problems.push(`${store}: ${id} sells ${units} units too many without an override`);
  problems.push(...judgePhysical(store, folded), ...judgeOutcomes(store, folded.up));
  const oversold = [...overdrafts, ...unpaid].reduce((sum, { units }) => sum + units, 0);
  return { oversold, negativeAccounts: negative.length, problems };
}

function judgeDocument(document: Doc, author: 'store' | 'hub', store: string): string[] {
  const moves = movesOf(document, store);
  const problems: string[] = [];
  const breach = ownershipBreach(moves, author, store);
  if (breach) problems.push(`${store}: ${document._id} takes ${breach.units} from ${breach.account.kind}`);
  let sum = 0;
  const sums = post(new Map(), moves);
  for (const units of sums.values()) sum += units;
  if (sum !== 0) problems.push(`${store}: ${document._id} moves ${sum} units from nowhere`);
  return problems;
}

/**
 * What an owner took too much of at some point of its own street. Everything the other side ever put in is counted
 * from the start, so a finding is certain; what remains unseen is only a unit taken before it came.
 */
function overdraftsOf(store: string, folded: Folded, owner: 'store' | 'hub'): { what: string; units: number }[] {
  const own = owner === 'store' ? folded.up : folded.down;
  const others = owner === 'store' ? folded.down : folded.up;
  const sums: Sums = new Map();
  for (const document of others) post(sums, movesOf(document, store));
  const worst: Sums = new Map();
  for (const document of own) {
    const moves = movesOf(document, store);
    post(sums, moves);
    for (const { from } of moves) {
      if (mayBeNegative(from.kind) || isOnTheWay(from.kind, from.subject) || ownerOf(from, store) !== owner) continue;
      const key = `${from.kind} ${from.subject}`;
      const units = sums.get(key) ?? 0;
      if (units < (worst.get(key) ?? 0)) worst.set(key, units);
    }
  }
  return [...worst].map(([what, units]) => ({ what, units: -units }));
}

const salesWithoutUnits = (documents: readonly Doc[]): { id: string; units: number }[] =>
  documents.flatMap((document) => {
    if (document.kind !== 'sale' || document.body.override !== null) return [];
    const units = document.body.lines.reduce((sum, line) => sum + line.short, 0);
    return units > 0 ? [{ id: document._id, units }] : [];
  });

function judgePhysical(store: string, { up, state }: Folded): string[] {
  const counted: Sums = new Map();
  for (const document of up) {
    for (const { sku, units } of physicalUnits(document)) counted.set(sku, (counted.get(sku) ?? 0) + units);
  }
  const booked = stockOf(state);
  const skus = new Set([...counted.keys(), ...booked.keys()]);
  return [...skus]
    .filter((sku) => (counted.get(sku) ?? 0) !== (booked.get(sku) ?? 0))
    .map(
      (sku) =>
        `${store}: ${sku}: documents leave ${counted.get(sku) ?? 0} in the store, the book says ${booked.get(sku) ?? 0}`,
    );
}

/** Units of each SKU on hand, whatever they are kept for. */
function stockOf(state: StoreState): Sums {
  const sums: Sums = new Map();
  for (const kind of STOCK) {
    for (const [subject, units] of state.book.of(kind)) {
      const sku = subject.slice(subject.lastIndexOf('/') + 1);
      sums.set(sku, (sums.get(sku) ?? 0) + units);
    }
  }
  return sums;
}

function judgeOutcomes(store: string, documents: readonly Doc[]): string[] {
  const ended = new Map<string, string>();
  const problems: string[] = [];
  for (const document of documents) {
    if (document.kind !== 'hand-over' && document.kind !== 'order-end') continue;
    const { order } = document.body;
    const before = ended.get(order);
    if (before !== undefined) problems.push(`${store}: ${order} has two outcomes, ${before} and ${document._id}`);
    ended.set(order, document._id);
  }
  return problems;
}

/** Goods dispatched and not announced, and return rights that lie with the hub: each a sum over the books of all stores. */
export function onTheWay(states: readonly StoreState[]): Sums {
  const sums: Sums = new Map();
  for (const { book } of states) {
    for (const kind of ['road', 'returnable'] as const) {
      for (const [subject, units] of book.of(kind)) {
        if (!isOnTheWay(kind, subject)) continue;
        const key = `${kind} ${subject}`;
        const sum = (sums.get(key) ?? 0) + units;
        if (sum === 0) sums.delete(key);
        else sums.set(key, sum);
      }
    }
  }
  return sums;
}

const isOnTheWay = (kind: AccountKind, subject: string): boolean =>
  kind === 'road' || (kind === 'returnable' && subject.endsWith('/hub'));

function post(sums: Sums, moves: readonly Transfer[]): Sums {
  for (const { from, to, units } of moves) {
    for (const [account, delta] of [[from, -units] as const, [to, units] as const]) {
      const key = `${account.kind} ${account.subject}`;
      sums.set(key, (sums.get(key) ?? 0) + delta);
    }
  }
  return sums;
}
