/** One customer collects one order: what is taken, what is bought besides, one payment, and what was shown. */
import { useEffect, useRef, useState } from 'react';
import type { Tender } from '@ringfence/domain/documents/fields.ts';
import type { CollectionProof } from '@ringfence/domain/documents/pickup.ts';
import { Approval } from '../app/Approval.tsx';
import { useApp, useMoney, useSubject } from '../app/context.tsx';
import { ItemSearch } from '../app/ItemSearch.tsx';
import { useCommand } from '../app/use-command.ts';
import { useItems } from '../app/use-names.ts';
import type { ProductDoc } from '../data/documents.ts';
import type { Refused } from '../data/node-api.ts';
import { PaperReceipt } from '../receipt/PaperReceipt.tsx';
import { PrintButton } from '../receipt/PrintButton.tsx';
import { type Receipt, receiptOf } from '../receipt/receipt.ts';
import {
  addItem,
  amountOf,
  type Basket,
  type BasketLine,
  changeOf,
  priced,
  setUnits,
  unitsOfScan,
} from '../sell/basket.ts';
import { stepping } from '../sell/Lines.tsx';
import { KeptFor } from '../sell/KeptFor.tsx';
import { Payment } from '../sell/Payment.tsx';
import { Notice, Screen, Stepper, Tag } from '../ui/ui.tsx';
import { quantity } from '../words/formats.ts';
import { handOverBody } from './collect.ts';
import { CollectHead } from './CollectHead.tsx';
import { afterScan } from './gathered.ts';
import { type Collecting, moneyOf, splitTenders, toPay } from './orders.ts';
import { ProofFields } from './ProofFields.tsx';

interface Done {
  readonly change: number;
  readonly receipt: Receipt | null;
}

interface CollectProps {
  readonly collecting: Collecting;
  readonly onDone: () => void;
  readonly onCode: (code: string) => void;
  /** The order turned out not to be handed over. */
  readonly onRefused: (refused: Refused, order: string) => void;
}

/** What is in hand: what of the order is taken, what is bought besides, how it is paid, what was shown. */
function useHanding({ collecting, onDone, onRefused }: CollectProps) {
  const { shop, words, staff } = useApp();
  const { run, problem, isBusy, clear } = useCommand();
  const [taken, setTaken] = useState(() => new Map(collecting.lines.map((line) => [line.sku, line.held])));
  const [basket, setBasket] = useState<Basket>([]);
  const [tenders, setTenders] = useState<readonly Tender[]>([]);
  const [proof, setProof] = useState<CollectionProof>({
    who: 'buyer',
    shown: collecting.pass === null ? 'order-code' : 'pass',
  });
  /** One id for the sale besides, and one receipt number, for all tries. */
  const [saleId] = useState(() => crypto.randomUUID());
  const [number, setNumber] = useState('');
  const [isUnsure, setUnsure] = useState(false);
  const [done, setDone] = useState<Done | null>(null);
  const due = toPay(collecting, taken);
  const total = due + priced(basket).total;
  const change = changeOf(total, tenders);
  const { order } = collecting;

  useEffect(() => {
    if (problem && problem.code in words.handover.no)
      onRefused({ outcome: 'refused', code: problem.code, detail: '', details: problem.details }, order);
  }, [problem]);

  const handOver = async (override?: { by: string; reason: string; token?: string }): Promise<void> => {
    clear();
    const receipt = number === '' && basket.length > 0 ? await shop.nextReceipt() : number;
    setNumber(receipt);
    const word = override ? { override: { by: override.by, reason: override.reason } } : {};
    const { register } = shop.device;
    const addOn = basket.length === 0 ? null : { id: saleId, receipt, basket, ...word };
    const body = handOverBody({ collecting, taken, due, tenders, proof, by: staff.staff, register, addOn });
    const answer = await run('hand-overs', body, {
      id: `hand-over.${order}`,
      done: words.handover.done(order),
      ...(override?.token === undefined ? {} : { approval: override.token }),
    });
    if (answer === 'kept') return setUnsure(true);
    if (!answer) return;
    const { rest } = splitTenders(tenders, due);
    const paid = { id: saleId, number: receipt, tenders: rest, change: change ?? 0, servedBy: staff.name };
    const paper =
      basket.length === 0 ? null : await receiptFor(shop, basket, { ...paid, currency: collecting.currency });
    if (paper === null && paid.change === 0) return onDone();
    setDone({ change: paid.change, receipt: paper });
  };

  const isNothing = [...taken.values()].every((units) => units === 0);
  const canHandOver = !isBusy && !isNothing && !isUnsure && change !== undefined;
  const pieces = { taken, setTaken, basket, setBasket, tenders, setTenders, proof, setProof };
  return { ...pieces, total, problem, clear, isUnsure, done, canHandOver, handOver };
}

async function receiptFor(
  shop: ReturnType<typeof useApp>['shop'],
  basket: Basket,
  paid: { id: string; number: string; tenders: readonly Tender[]; change: number; servedBy: string; currency: string },
): Promise<Receipt> {
  const { id: sale, ...rest } = paid;
  const here = shop.store$.value;
  const store = await shop.databases.cache.stores.findOne(here || '-').exec();
  return receiptOf(basket, priced(basket), {
    sale,
    ...rest,
    store: here,
    storeName: store?.name ?? here,
    address: store?.address ?? '',
    register: shop.device.register,
    at: shop.now(),
    points: null,
    returned: null,
    isOffline: false,
  });
}

export function Collect(props: CollectProps) {
  const { collecting, onDone, onCode } = props;
  const { shop, words, feedback, locale } = useApp();
  const money = useMoney();
  const reach = useSubject(shop.reach.$);
  const handing = useHanding(props);
  const { problem, basket, setBasket, total } = handing;
  // A scanner is faster than the screen: each scan sees what the one before it checked.
  const checked = useRef<ReadonlyMap<string, number>>(new Map());
  const [shown, setShown] = useState(checked.current);

  /** An item of the order is checked against it; one more than it has, or another, is bought besides. */
  const add = (product: ProductDoc): void => {
    const line = collecting.lines.find((one) => one.sku === product.sku);
    const so = checked.current.get(product.sku) ?? 0;
    if (line && so < line.held) {
      const now = afterScan(so, line.held, product);
      checked.current = new Map(checked.current).set(product.sku, now);
      setShown(checked.current);
      const much = (units: number): string => quantity(units, product.measure, locale);
      return feedback.good(words.handover.inOrder(product.name, much(now), much(line.held)));
    }
    if (reach.state === 'unreachable') return feedback.bad(words.handover.addOnNeedsNode);
    setBasket((lines) => addItem(lines, product, unitsOfScan(product), crypto.randomUUID()));
    feedback.good(words.common.added(product.name));
  };

  if (handing.done) return <Collected done={handing.done} order={collecting.order} onDone={onDone} />;
  return (
    <Screen
      title={words.handover.title}
      total={{ label: words.sell.toPay, figure: money(total) }}
      action={{
        label: words.handover.action,
        run: () => void handing.handOver(),
        isDisabled: !handing.canHandOver,
      }}
      side={
        total > 0 ? (
          <Payment total={total} tenders={handing.tenders} onChange={handing.setTenders} />
        ) : (
          <Notice tone="good">{words.handover.paidOnline}</Notice>
        )
      }
    >
      <ItemSearch
        onItem={add}
        label={words.handover.addOn}
        onOther={(code) => {
          onCode(code);
          return true;
        }}
      />
      <CollectHead collecting={collecting} onBack={onDone} />
      {handing.isUnsure && <Notice tone="bad">{words.handover.notSure}</Notice>}
      {problem && problem.code !== 'insufficient-stock' && <Notice tone="bad">{problem.text}</Notice>}
      <OrderLines collecting={collecting} checked={shown} taken={handing.taken} onTaken={handing.setTaken} />
      {basket.length > 0 && <AddOn basket={basket} onBasket={setBasket} />}
      <ProofFields proof={handing.proof} onChange={handing.setProof} />
      {problem?.code === 'insufficient-stock' && (
        <Approval
          title={words.sell.keptTitle}
          reasonLabel={words.sell.overrideReason}
          isForNode
          onApproved={(approved) => void handing.handOver(approved)}
          onClose={handing.clear}
        >
          <KeptFor details={problem.details} />
        </Approval>
      )}
    </Screen>
  );
}

function OrderLines(props: {
  collecting: Collecting;
  /** Units that were scanned into the customer's hands. */
  checked: ReadonlyMap<string, number>;
  taken: ReadonlyMap<string, number>;
  onTaken: (taken: Map<string, number>) => void;
}) {
  const { collecting, checked, taken, onTaken } = props;
  const { words, locale } = useApp();
  const money = useMoney();
  const itemOf = useItems(collecting.lines.flatMap((line) => [line.sku, line.insteadOf ?? '']));
  const lines = collecting.lines.filter((line) => line.held > 0);
  const much = (sku: string, units: number): string => quantity(units, itemOf(sku).measure, locale);
  const hasPrices = collecting.due > 0 && !collecting.isByPass;
  return (
    <>
      <ul className="lines">
        {lines.map((line) => (
          <Row
            key={line.sku}
            name={itemOf(line.sku).name}
            measure={itemOf(line.sku).measure}
            note={[line.sku, line.insteadOf ? words.handover.insteadOf(itemOf(line.insteadOf).name) : '']}
            {...(checked.has(line.sku)
              ? { checked: words.pick.counted(much(line.sku, checked.get(line.sku) ?? 0), much(line.sku, line.held)) }
              : {})}
            label={words.handover.take}
            units={taken.get(line.sku) ?? 0}
            max={line.held}
            amount={
              hasPrices
                ? money(moneyOf(line, taken.get(line.sku) ?? 0))
                : words.handover.ofHeld(much(line.sku, line.held))
            }
            onUnits={(units) => onTaken(new Map(taken).set(line.sku, units))}
          />
        ))}
      </ul>
      {lines.some((line) => (taken.get(line.sku) ?? 0) < line.held) && (
        <p className="quiet">{words.handover.leftBack}</p>
      )}
    </>
  );
}

function AddOn({ basket, onBasket }: { basket: Basket; onBasket: (basket: Basket) => void }) {
  const { words } = useApp();
  const money = useMoney();
  return (
    <section className="stack" data-testid="add-on">
      <h2>{words.handover.addOnTitle}</h2>
      <ul className="lines">
        {basket.map((line) => (
          <Row
            key={line.key}
            name={line.name}
            measure={line.measure}
            note={[money(line.unitPrice)]}
            label={words.handover.addOnTitle}
            units={line.units}
            amount={money(amountOf(line))}
            onUnits={(units) => onBasket(setUnits(basket, line.key, units))}
          />
        ))}
      </ul>
    </section>
  );
}

function Row(props: {
  name: string;
  measure?: BasketLine['measure'];
  note: readonly string[];
  checked?: string;
  label: string;
  units: number;
  max?: number;
  amount: string;
  onUnits: (units: number) => void;
}) {
  const { name, measure = 'piece', note, checked, label, units, max, amount, onUnits } = props;
  const { words } = useApp();
  return (
    <li>
      <div>
        <p className="name">{name}</p>
        <p className="quiet small">{note.filter((text) => text !== '').join(' · ')}</p>
        {checked !== undefined && (
          <Tag tone="good" icon="good">
            {checked}
          </Tag>
        )}
      </div>
      <Stepper
        name={`${label}: ${name}`}
        value={units}
        {...(max === undefined ? {} : { max })}
        {...stepping({ name, measure }, words)}
        onChange={onUnits}
      />
      <p className="amount">{amount}</p>
    </li>
  );
}

/** Done: the change to give, and the receipt of what was bought besides. */
function Collected({ done, order, onDone }: { done: Done; order: string; onDone: () => void }) {
  const { words } = useApp();
  const money = useMoney();
  return (
    <Screen
      title={words.handover.title}
      total={{ label: words.sell.change, figure: money(done.change) }}
      action={{ label: words.handover.next, run: onDone }}
      side={
        <div className="stack">
          <Notice tone="good">{words.handover.done(order)}</Notice>
          {done.receipt && <PrintButton receipt={done.receipt} />}
        </div>
      }
    >
      {done.receipt ? <PaperReceipt receipt={done.receipt} /> : <h2>{words.handover.done(order)}</h2>}
    </Screen>
  );
}
