/** What is in hand while an order is gathered: the units scanned so far, what went wrong last, and the ways it ends. */
import { useRef, useState } from 'react';
import { useApp, useLive } from '../app/context.tsx';
import { useDraft } from '../app/draft.ts';
import { useCommand } from '../app/use-command.ts';
import { useItems } from '../app/use-names.ts';
import type { OrderDoc, ProductDoc } from '../data/documents.ts';
import { quantity } from '../words/formats.ts';
import { assign } from './assign.ts';
import { afterScan, piecesOf } from './gathered.ts';

type Line = OrderDoc['lines'][number];
type Counts = Readonly<Record<string, number>>;

export function useGathering(id: string, onDone: () => void) {
  const { shop, words, staff, feedback, locale } = useApp();
  const { run, problem, isBusy } = useCommand();
  const found = useLive(() => shop.databases.cache.orders.findOne(id).$, undefined, [id]);
  const order = found?.toMutableJSON() as OrderDoc | undefined;
  const [picked, setPicked, forget] = useDraft<Counts>(`pick.${id}`, {});
  const [wrong, setWrong] = useState('');
  const lines = (order?.lines ?? []).filter((line) => line.held > 0);
  const itemOf = useItems((order?.lines ?? []).flatMap((line) => [line.sku, line.insteadOf ?? '']));
  // A scanner is faster than the screen: each scan sees what the one before it counted.
  const counts = useRef(picked);
  counts.current = picked;

  const set = (sku: string, units: number): void => {
    counts.current = { ...counts.current, [sku]: units };
    setPicked(counts.current);
  };
  const refuse = (text: string): void => {
    setWrong(text);
    feedback.bad(text);
  };
  const count = (code: string, product: ProductDoc | undefined): void => {
    if (!product) return refuse(words.common.unknownItem(code));
    const line = lines.find((one) => one.sku === product.sku);
    if (!line) return refuse(words.pick.notInOrder(product.name));
    const so = counts.current[line.sku] ?? 0;
    if (so >= line.held) return refuse(words.pick.enough(product.name));
    setWrong('');
    const now = afterScan(so, line.held, product);
    set(line.sku, now);
    const much = (units: number): string => quantity(units, product.measure, locale);
    feedback.good(`${product.name}, ${words.pick.counted(much(now), much(line.held))}`);
  };
  const pickedOf = (line: Line): number => Math.min(line.held, picked[line.sku] ?? 0);

  const ready = async (place: string): Promise<void> => {
    const request = crypto.randomUUID();
    const body = { id: request, order: id, by: staff.staff, place };
    if (!(await run('picks', body, { id: request, done: words.pick.isReady(id, place) }))) return;
    forget();
    onDone();
  };
  const putBack = async (): Promise<void> => {
    const request = { id: crypto.randomUUID(), order: id, by: staff.staff, to: null };
    if ((await assign(shop, request)) === 'taken') feedback.good(words.pick.isPutBack(id));
    onDone();
  };
  const sums = piecesOf(lines, itemOf, (line) => Math.min(line.held, picked[line.sku] ?? 0));
  return { order, lines, sums, itemOf, pickedOf, set, count, wrong, problem, isBusy, ready, putBack };
}
