/** A delivery: scan what came, compare it with the note where there is one, book it as it came. */
import type { ReactNode } from 'react';
import { useApp } from '../app/context.tsx';
import { useDraft } from '../app/draft.ts';
import { useCommand } from '../app/use-command.ts';
import { Field } from '../ui/ui.tsx';
import { Difference } from './Difference.tsx';
import { change, deliveryOf, scanInto, type StockLines, without } from './lines.ts';
import { ListScreen } from './ListScreen.tsx';
import { Quantity } from './Quantity.tsx';

interface Draft {
  readonly reference: string;
  readonly lines: StockLines;
}
const EMPTY: Draft = { reference: '', lines: [] };

export function Delivery({ tabs }: { tabs: ReactNode }) {
  const { words, staff, feedback } = useApp();
  const { run, problem, isBusy } = useCommand();
  const [{ reference, lines }, setDraft, forget] = useDraft('delivery', EMPTY);
  const setLines = (how: (lines: StockLines) => StockLines): void =>
    setDraft((before) => ({ ...before, lines: how(before.lines) }));
  const wanted = deliveryOf(lines);

  const record = async (): Promise<void> => {
    const id = crypto.randomUUID();
    const note = reference.trim();
    const body = { id, by: staff.staff, ...(note === '' ? {} : { reference: note }), lines: wanted };
    if (await run('receipts', body, { id, done: words.stock.receiveDone })) forget();
  };
  return (
    <ListScreen
      tabs={tabs}
      lines={lines}
      onItem={(product) => {
        setLines((all) => scanInto(all, product));
        feedback.good(product.name);
      }}
      onRemove={(sku) => setLines((all) => without(all, sku))}
      problem={problem}
      action={{ label: words.stock.record, run: () => void record(), isDisabled: isBusy || wanted.length === 0 }}
      side={
        <div className="stack">
          <Field
            label={words.stock.reference}
            value={reference}
            onChange={(text) => setDraft((before) => ({ ...before, reference: text }))}
          />
          <p className="quiet">{words.stock.receiveNote}</p>
        </div>
      }
      row={(line) => (
        <>
          <Quantity
            label={words.stock.came}
            name={line.name}
            isWeighed={line.isWeighed}
            value={line.units}
            hasButtons
            onChange={(units = 0) => setLines((all) => change(all, line.sku, { units }))}
          />
          <Quantity
            label={words.stock.announced}
            name={line.name}
            isWeighed={line.isWeighed}
            value={line.announced}
            onChange={(announced) =>
              setLines((all) => all.map((one) => (one.sku === line.sku ? noted(one, announced) : one)))
            }
          />
          <Quantity
            label={words.stock.unfit}
            name={line.name}
            isWeighed={line.isWeighed}
            value={line.unfit}
            onChange={(unfit = 0) => setLines((all) => change(all, line.sku, { unfit }))}
          />
          <Difference line={line} />
        </>
      )}
    />
  );
}

/** Without a number the note says nothing of the item. */
function noted({ announced: _before, ...line }: StockLines[number], announced: number | undefined): StockLines[number] {
  return announced === undefined ? line : { ...line, announced };
}
