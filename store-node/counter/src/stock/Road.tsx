/** Goods between stores: what comes here, to be checked piece by piece, and what was sent and where it is. */
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { useApp, useNow, useSubject } from '../app/context.tsx';
import { useDraft } from '../app/draft.ts';
import { useCommand } from '../app/use-command.ts';
import { useNames } from '../app/use-names.ts';
import { Empty, Screen, Tag } from '../ui/ui.tsx';
import { moment } from '../words/formats.ts';
import { Difference } from './Difference.tsx';
import { StoreName } from './Elsewhere.tsx';
import { arrivalOf, change, scanInto, type StockLine, type StockLines } from './lines.ts';
import { ListScreen } from './ListScreen.tsx';
import { Quantity } from './Quantity.tsx';

type Lines = readonly { readonly sku: string; readonly units: number }[];
interface Incoming {
  readonly id: string;
  readonly from: string;
  readonly announcedAt: number;
  readonly lines: Lines;
}
interface Sent {
  readonly transfer: string;
  readonly to: string;
  readonly at: number;
  readonly lines: Lines;
  readonly arrivedAt: number | null;
  readonly differences: Lines;
}

export function Road({ tabs }: { tabs: ReactNode }) {
  const { shop, words } = useApp();
  const hub = useSubject(shop.hub$);
  const [incoming, setIncoming] = useState<readonly Incoming[]>([]);
  const [sent, setSent] = useState<{ sent: readonly Sent[]; fresh: boolean }>({ sent: [], fresh: false });
  const [open, setOpen] = useState<Incoming | null>(null);
  const load = async (): Promise<void> => {
    try {
      const [coming, gone] = await Promise.all([
        shop.api.get<{ transfers: Incoming[] }>('transfers'),
        shop.api.get<{ sent: Sent[]; fresh: boolean }>('transfers/sent'),
      ]);
      setIncoming(coming?.transfers ?? []);
      setSent(gone ?? { sent: [], fresh: false });
    } catch {
      // The status line says that the store's computer does not answer.
    }
  };
  useEffect(() => {
    void load();
    const subscription = shop.stream.events$.subscribe(({ type }) => {
      if (type === 'stock' || type === 'resync') void load();
    });
    return () => subscription.unsubscribe();
  }, [shop, hub?.connected]);

  if (open)
    return (
      <Unpack
        key={open.id}
        tabs={tabs}
        transfer={open}
        onDone={() => {
          setOpen(null);
          void load();
        }}
      />
    );
  return (
    <Screen title={words.stock.title}>
      {tabs}
      {incoming.length + sent.sent.length === 0 && (
        <Empty icon="stock" title={words.stock.noneOnRoad} hint={words.stock.noneOnRoadHint} />
      )}
      {incoming.length > 0 && (
        <section className="stack">
          <h2>{words.stock.incoming}</h2>
          {incoming.map((transfer) => (
            <IncomingCard key={transfer.id} transfer={transfer} onOpen={() => setOpen(transfer)} />
          ))}
        </section>
      )}
      {sent.sent.length > 0 && (
        <section className="stack" data-testid="sent">
          <h2>{words.stock.onTheRoad}</h2>
          {sent.sent.map((one) => (
            <SentCard key={one.transfer} sent={one} isFresh={sent.fresh} />
          ))}
        </section>
      )}
    </Screen>
  );
}

function Items({ lines }: { lines: Lines }) {
  const nameOf = useNames(lines.map((line) => line.sku));
  return <span className="block">{lines.map((line) => `${line.units} × ${nameOf(line.sku)}`).join(', ')}</span>;
}

function IncomingCard({ transfer, onOpen }: { transfer: Incoming; onOpen: () => void }) {
  const { words, locale } = useApp();
  const now = useNow(60_000);
  return (
    <div className="card row wrap">
      <span className="grow">
        <StoreName id={transfer.from} />
        <Items lines={transfer.lines} />
        <span className="block quiet small">{words.stock.sentAt(moment(transfer.announcedAt, now, locale))}</span>
      </span>
      <Button className="button" onPress={onOpen}>
        {words.stock.unpack}
      </Button>
    </div>
  );
}

function SentCard({ sent, isFresh }: { sent: Sent; isFresh: boolean }) {
  const { words, locale } = useApp();
  const now = useNow(60_000);
  const { arrivedAt, differences } = sent;
  return (
    <div className="card row wrap">
      <span className="grow">
        <StoreName id={sent.to} />
        <Items lines={sent.lines} />
        <span className="block quiet small">{words.stock.sentAt(moment(sent.at, now, locale))}</span>
      </span>
      {arrivedAt === null ? (
        <Tag icon="wait">{isFresh ? words.stock.stillOut : words.stock.notKnown}</Tag>
      ) : (
        <Tag tone="good" icon="good">
          {words.stock.arrivedAt(moment(arrivedAt, now, locale))}
        </Tag>
      )}
      {differences.length > 0 && (
        <Tag tone="warn" icon="warn">
          {words.stock.withDifferences(differences.length)}
        </Tag>
      )}
    </div>
  );
}

/** Nothing counts as come until it was counted: what is announced stands beside it. */
function Unpack({ tabs, transfer, onDone }: { tabs: ReactNode; transfer: Incoming; onDone: () => void }) {
  const { words, staff, feedback } = useApp();
  const { run, problem, isBusy } = useCommand();
  const nameOf = useNames(transfer.lines.map((line) => line.sku));
  const [counted, setCounted, forget] = useDraft<StockLines>(`arrival.${transfer.id}`, startOf(transfer));
  const lines = counted.map((line) => ({ ...line, name: line.name === '' ? nameOf(line.sku) : line.name }));

  const record = async (): Promise<void> => {
    const body = { transfer: transfer.id, by: staff.staff, lines: arrivalOf(counted) };
    if (!(await run('arrivals', body, { id: `arrival.${transfer.id}`, done: words.stock.recorded }))) return;
    forget();
    onDone();
  };
  const all = (): void =>
    setCounted((lines) => lines.map((line) => ({ ...line, units: line.announced ?? line.units })));
  return (
    <ListScreen
      tabs={tabs}
      lines={lines}
      onItem={(product) => {
        setCounted((all) => scanInto(all, product));
        feedback.good(product.name);
      }}
      problem={problem}
      title={
        <div className="spread">
          <h2>
            <StoreName id={transfer.from} />
          </h2>
          <Button className="button plain" onPress={onDone}>
            {words.common.back}
          </Button>
        </div>
      }
      action={{ label: words.stock.receiveTransfer, run: () => void record(), isDisabled: isBusy }}
      side={
        <div className="stack">
          <Button className="button" onPress={all}>
            {words.stock.arrived}
          </Button>
          <p className="quiet">{words.stock.missingRest}</p>
        </div>
      }
      row={(line) => (
        <UnpackRow line={line} onChange={(part) => setCounted((lines) => change(lines, line.sku, part))} />
      )}
    />
  );
}

const startOf = ({ lines }: Incoming): StockLines =>
  lines.map(({ sku, units }) => ({ sku, name: '', units: 0, announced: units }));

function UnpackRow({ line, onChange }: { line: StockLine; onChange: (part: Partial<StockLine>) => void }) {
  const { words } = useApp();
  return (
    <>
      <Quantity
        label={words.stock.came}
        name={line.name}
        isWeighed={line.isWeighed}
        value={line.units}
        hasButtons
        onChange={(units = 0) => onChange({ units })}
      />
      <Quantity
        label={words.stock.unfit}
        name={line.name}
        isWeighed={line.isWeighed}
        value={line.unfit}
        onChange={(unfit = 0) => onChange({ unfit })}
      />
      {line.announced === undefined ? (
        <Tag tone="warn" icon="warn">
          {words.stock.unannounced}
        </Tag>
      ) : (
        <>
          <span className="quiet small">
            {words.stock.announced}: {line.announced}
          </span>
          <Difference line={line} />
        </>
      )}
    </>
  );
}
