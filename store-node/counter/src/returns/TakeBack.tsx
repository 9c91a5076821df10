/** What of a purchase comes back, where it goes, and how it is paid back: in money, or against other goods. */
import { useEffect, useRef, useState } from 'react';
import type { Tender } from '@ringfence/domain/documents/fields.ts';
import { DISPOSITIONS, type Disposition } from '@ringfence/domain/documents/sale.ts';
import { Button } from 'react-aria-components';
import { Approval, type Approved } from '../app/Approval.tsx';
import { useApp, useLive, useMoney, useRefusal } from '../app/context.tsx';
import { useScan } from '../app/use-scan.ts';
import { useCommand } from '../app/use-command.ts';
import type { ProductDoc } from '../data/documents.ts';
import { isRefused, type Refused, Unreachable } from '../data/node-api.ts';
import type { Shop } from '../data/shop.ts';
import type { Receipt } from '../receipt/receipt.ts';
import type { CurrentBasket } from '../sell/current.ts';
import { Choice, Notice, Screen, Stepper } from '../ui/ui.tsx';
import { stepping } from '../sell/Lines.tsx';
import { dateTime, weight } from '../words/formats.ts';
import { nameOfPurchase, type Purchase, worthOfUnits } from './find.ts';
import { slipOf } from './slip.ts';
import { type Quote, quoteWithRights, useQuote } from './use-quote.ts';

type Way = 'paid' | 'cash';

export interface Coming {
  readonly line: number;
  readonly name: string;
  readonly units: number;
  readonly measure: ProductDoc['measure'];
  readonly disposition: Disposition;
  readonly amount: number;
}

export function TakeBack(props: {
  found: Purchase;
  current: CurrentBasket;
  onDone: (slip: Receipt) => void;
  onBack: () => void;
  /** A code that is none of an item. */
  onCode: (code: string) => void;
}) {
  const { found, current, onDone, onBack, onCode } = props;
  const { shop, words, staff, locale, feedback } = useApp();
  const money = useMoney();
  const { run, problem, isBusy, clear } = useCommand();
  const [id] = useState(() => crypto.randomUUID());
  const [items, setItems] = useState(new Map<string, ProductDoc>());
  const [back, setBack] = useComing(found, onCode);
  const [where, setWhere] = useState<readonly Disposition[]>(found.lines.map(() => 'restock'));
  const [way, setWay] = useState<Way>('paid');
  const [isAsking, setAsking] = useState(false);
  const [problemOfExchange, setProblemOfExchange] = useState('');
  const explain = useRefusal();
  const quote = useQuote(found, back);
  useEffect(() => {
    void shop.search.products(found.lines.map((line) => line.sku)).then(setItems);
  }, [shop, found]);

  const seller = useLive(() => shop.databases.cache.stores.findOne(found.store).$, null, [shop, found.store]);

  const coming = found.lines.flatMap((line, index): Coming[] => {
    const units = back[index] ?? 0;
    const { name, measure } = itemOf(items, line.sku);
    const disposition = where[index] ?? 'restock';
    return units > 0 ? [{ line: index, name, units, measure, disposition, amount: worthOfUnits(line, units) }] : [];
  });
  const total = coming.reduce((sum, { amount }) => sum + amount, 0);
  const points = (quote?.refunds ?? []).reduce((sum, { kind, amount }) => sum + (kind === 'points' ? amount : 0), 0);

  // Nobody could say how it was paid: the clerk was shown cash, and cash it was. Points only the store can reckon.
  const isAsPaid = way === 'paid' && (quote !== null || found.member);
  const takeBack = async (override?: Approved): Promise<void> => {
    const body = {
      ...commandOf(found, { id, coming, refunds: isAsPaid ? undefined : inCash(total, points) }),
      register: shop.device.register,
      by: staff.staff,
      ...(found.store === shop.store$.value ? {} : { soldAt: found.store }),
      override: override ? { by: override.by, reason: override.reason } : null,
    };
    const approval = override?.token;
    const done = words.returns.done(money(total - points));
    const answer = await run('returns', body, { id, done, ...(approval === undefined ? {} : { approval }) });
    if (answer) onDone(await slipOf(shop, { found, coming, staff, answer, refunds: refundsNow(quote, way, total) }));
  };
  const exchange = async (): Promise<void> => {
    setProblemOfExchange('');
    setAsking(true);
    const figures = await figuresFor(shop, found, coming).finally(() => setAsking(false));
    if (isRefused(figures)) return refuseExchange(figures.code);
    const paidInPoints = figures.refunds.reduce((sum, one) => sum + (one.kind === 'points' ? one.amount : 0), 0);
    const { id: sale, store: soldAt, of } = found;
    const worth = { total: figures.total, points: paidInPoints };
    current.alter({ exchange: { id, sale, soldAt, of, lines: coming, ...worth } });
    location.hash = '#/sell';
  };
  const refuseExchange = (code: string): void => {
    const text = code === 'return-right-elsewhere' ? words.back.rightElsewhere : explain(code);
    setProblemOfExchange(text);
    feedback.bad(text);
  };

  const needsWord = problem?.code === 'not-returnable' || problem?.code === 'return-right-elsewhere';
  const mayExchange = quote !== null && !isAsking && !isBusy && current.extras$.value.exchange === null;
  return (
    <Screen
      title={words.returns.title}
      total={{ label: words.returns.refund, figure: money(total - points) }}
      action={{
        label: words.returns.action,
        run: () => void takeBack(),
        isDisabled: isBusy || isAsking || coming.length === 0,
      }}
      side={
        <Side way={way} onWay={setWay} refunds={refundsNow(quote, way, total)} quote={quote}>
          <Button className="button" isDisabled={!mayExchange || coming.length === 0} onPress={() => void exchange()}>
            {words.back.exchange}
          </Button>
        </Side>
      }
    >
      <div className="spread">
        <div>
          <h2>{nameOfPurchase(found, words)}</h2>
          <p className="quiet small">
            {found.at === null
              ? words.back.elsewhere(seller?.name ?? found.store)
              : words.returns.sold(dateTime(found.at, locale))}
          </p>
        </div>
        <Button className="button plain" onPress={onBack}>
          {words.common.back}
        </Button>
      </div>
      {problem && !needsWord && <Notice tone="bad">{problem.text}</Notice>}
      {problemOfExchange !== '' && <Notice tone="warn">{problemOfExchange}</Notice>}
      <ul className="lines">
        {found.lines.map((line, index) => (
          <ComingLine
            // A sale's lines are named by their place in it.
            key={index}
            line={line}
            item={itemOf(items, line.sku)}
            back={back[index] ?? 0}
            disposition={where[index] ?? 'restock'}
            onBack={(units) => setBack(back.with(index, units))}
            onDisposition={(place) => setWhere(where.with(index, place))}
          />
        ))}
      </ul>
      {needsWord && (
        <Approval
          title={words.approval.title}
          reasonLabel={words.common.reason}
          isForNode
          onApproved={(approved) => void takeBack(approved)}
          onClose={clear}
        >
          <Notice tone="warn">{words.returns.unverified}</Notice>
        </Approval>
      )}
    </Screen>
  );
}

/** At most what may come back; a supervisor's word is asked when more is wanted than that. */
const mostOf = ({ units, left }: Purchase['lines'][number]): number => (left === null || left === 0 ? units : left);

/** How many units of each line come back: chosen on the screen, or each scanned as it is laid on the counter. */
function useComing(found: Purchase, onCode: (code: string) => void) {
  const { shop, words, feedback } = useApp();
  const [back, setBack] = useState<readonly number[]>(found.lines.map(() => 0));
  // A scanner is faster than the screen: each scan sees what the one before it counted.
  const counted = useRef(back);
  const set = (next: readonly number[]): void => {
    counted.current = next;
    setBack(next);
  };
  useScan((code) => {
    // A supervisor is asked: what was counted stays as it is.
    if (document.querySelector('[role="dialog"]')) return;
    void shop.search.scan(code).then((product) => {
      if (!product) return onCode(code);
      const next = found.lines.map((line, index) => {
        const so = counted.current[index] ?? 0;
        // Nobody scans grams: what was weighed comes back as a whole.
        return product.measure === 'gram' ? mostOf(line) : Math.min(so + 1, mostOf(line));
      });
      const at = found.lines.findIndex(
        (line, index) => line.sku === product.sku && next[index] !== counted.current[index],
      );
      if (at < 0) return feedback.bad(words.back.noMoreOf(product.name));
      set(counted.current.with(at, next[at] ?? 0));
      feedback.good(product.name);
    });
  });
  return [back, set] as const;
}

/** What the goods pay of others; a refusal when the store's node or head office cannot be asked. */
async function figuresFor(shop: Shop, found: Purchase, coming: readonly Coming[]): Promise<Quote | Refused> {
  const lines = coming.map(({ line, units }) => ({ line, units }));
  try {
    return await quoteWithRights(shop.api, found, { lines, here: shop.store$.value });
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return { outcome: 'refused', code: 'store-unreachable', detail: '', details: {} };
  }
}

type Item = Pick<ProductDoc, 'name' | 'measure'>;

/** What is sold no more may not be known here any longer. */
const itemOf = (items: ReadonlyMap<string, Item>, sku: string): Item =>
  items.get(sku) ?? { name: sku, measure: 'piece' };

/** The command without what the till adds. Without `refunds` the store pays back as it was paid. */
function commandOf(
  { id: sale, of }: Purchase,
  { id, coming, refunds }: { id: string; coming: readonly Coming[]; refunds: readonly Tender[] | undefined },
) {
  const lines = coming.map(({ line, units, disposition }) => ({ line, units, disposition }));
  return { id, sale, of, lines, ...(refunds === undefined ? {} : { refunds }) };
}

const inCash = (total: number, points: number): Tender[] =>
  [
    { kind: 'points' as const, amount: points },
    { kind: 'cash' as const, amount: total - points },
  ].filter(({ amount }) => amount > 0);

function refundsNow(quote: Quote | null, way: Way, total: number): readonly Tender[] {
  if (quote && way === 'paid') return quote.refunds;
  const points = (quote?.refunds ?? []).find(({ kind }) => kind === 'points')?.amount ?? 0;
  return inCash(total, points);
}

function ComingLine(props: {
  line: Purchase['lines'][number];
  item: Item;
  back: number;
  disposition: Disposition;
  onBack: (units: number) => void;
  onDisposition: (place: Disposition) => void;
}) {
  const { line, item, back, disposition, onBack, onDisposition } = props;
  const { words, locale } = useApp();
  const money = useMoney();
  const { units, left } = line;
  const { name, measure } = item;
  const much = (count: number): string => (measure === 'gram' ? weight(count, locale) : words.common.pieces(count));
  const note =
    left === null ? words.back.leftAll(much(units)) : left === 0 ? words.back.leftNone : words.back.left(much(left));
  return (
    <li>
      <div>
        <p className="name">{name}</p>
        <p className="quiet small">{note}</p>
      </div>
      <Stepper
        name={`${words.returns.back}: ${name}`}
        value={back}
        max={mostOf(line)}
        {...stepping(item, words)}
        onChange={onBack}
      />
      <p className="amount">{money(worthOfUnits(line, back))}</p>
      {back > 0 && (
        <div className="wide">
          <Choice
            label={words.returns.disposition}
            value={disposition}
            options={(Object.keys(DISPOSITIONS) as Disposition[]).map((value) => ({
              value,
              label: words.returns.dispositions[value],
            }))}
            onChange={onDisposition}
          />
        </div>
      )}
    </li>
  );
}

function Side(props: {
  way: Way;
  onWay: (way: Way) => void;
  refunds: readonly Tender[];
  quote: Quote | null;
  children: React.ReactNode;
}) {
  const { way, onWay, refunds, quote, children } = props;
  const { words } = useApp();
  const money = useMoney();
  const points = quote?.points;
  return (
    <div className="stack">
      <Choice
        label={words.sale.refundedBy}
        value={way}
        options={[
          { value: 'paid', label: words.sale.asPaid },
          { value: 'cash', label: words.sale.inCash },
        ]}
        onChange={onWay}
      />
      {refunds.length > 0 && (
        <ul data-testid="refunds">
          {refunds.map(({ kind, amount }, index) => (
            <li key={index} className="spread">
              <span>{words.shift.tenders[kind]}</span>
              <strong>{money(amount)}</strong>
            </li>
          ))}
        </ul>
      )}
      {points && (
        <p className="quiet small">
          {points.unearned > 0 && words.back.pointsTaken(points.unearned)}
          {points.unearned > 0 && points.givenBack > 0 && ' · '}
          {points.givenBack > 0 && words.back.pointsGiven(points.givenBack)}
        </p>
      )}
      {children}
    </div>
  );
}
