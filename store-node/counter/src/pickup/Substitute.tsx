/** Another item for a missing one, as the customer agreed: what it costs is shown before anybody is asked. */
import { useState } from 'react';
import type { Agreement } from '@ringfence/domain/documents/gather.ts';
import { Button } from 'react-aria-components';
import { useApp, useLive, useMoney } from '../app/context.tsx';
import { ItemSearch } from '../app/ItemSearch.tsx';
import { useCommand } from '../app/use-command.ts';
import type { Item } from '../app/use-names.ts';
import type { OrderDoc, ProductDoc } from '../data/documents.ts';
import { unitsOfScan } from '../sell/basket.ts';
import { stepping } from '../sell/Lines.tsx';
import { Choice, Notice, Screen, Stepper } from '../ui/ui.tsx';
import { weight } from '../words/formats.ts';
import { Contact } from './Contact.tsx';
import { unitsOf } from './gathered.ts';
import type { MissingUnits } from './Missing.tsx';
import { substitutePrice } from './orders.ts';

const WHO = ['customer', 'collector'] as const;
const HOW = ['phone', 'message', 'in-person', 'beforehand'] as const;

export function Substitute(props: {
  order: OrderDoc;
  missing: MissingUnits;
  item: Item;
  onBack: () => void;
  onGiven: (missing: MissingUnits) => void;
}) {
  const { order, missing, item, onBack, onGiven } = props;
  const { words, staff, locale } = useApp();
  const { run, problem, isBusy } = useCommand();
  const [product, setProduct] = useState<ProductDoc | null>(null);
  const [units, setUnits] = useState(1);
  const [who, setWho] = useState<Agreement['by']>('customer');
  const [how, setHow] = useState<Agreement['how'] | ''>('');
  const [id] = useState(() => crypto.randomUUID());
  const { line, reason } = missing;
  /** As much of it as is missing, when both are counted alike. */
  const choose = (chosen: ProductDoc): void => {
    setProduct(chosen);
    setUnits(chosen.measure === item.measure ? missing.units : unitsOfScan(chosen));
  };
  const isInOrder = product !== null && order.lines.some((one) => one.sku === product.sku);

  const give = async (): Promise<void> => {
    if (!product || how === '') return;
    const body = {
      id,
      order: order.order,
      by: staff.staff,
      reason,
      agreed: { by: who, how },
      missing: { sku: line.sku, units: missing.units },
      given: { sku: product.sku, units },
    };
    if (await run('substitutions', body, { id, done: words.pick.substituted })) onGiven(missing);
  };
  return (
    <Screen
      title={words.pick.substituteTitle}
      action={{
        label: words.pick.substitute,
        run: () => void give(),
        isDisabled: !product || isInOrder || how === '' || isBusy,
      }}
      side={
        <div className="stack">
          <Contact order={order.order} />
          <Choice
            label={words.pick.agreedBy}
            value={who}
            options={WHO.map((value) => ({ value, label: words.pick.agreedByWho[value] }))}
            onChange={setWho}
          />
          <Choice
            label={words.pick.agreedHow}
            value={how}
            options={HOW.map((value) => ({ value, label: words.pick.agreedHows[value] }))}
            onChange={setHow}
          />
        </div>
      }
    >
      <div className="spread">
        <h2>{words.pick.substituteFor(unitsOf(missing.units, item, locale))}</h2>
        <Button className="button plain" onPress={onBack}>
          {words.common.back}
        </Button>
      </div>
      <ItemSearch onItem={choose} label={words.pick.substituteSearch} />
      {product && <Given order={order} missing={missing} product={product} units={units} onUnits={setUnits} />}
      {isInOrder && <Notice tone="bad">{words.pick.inOrderAlready}</Notice>}
      {problem && <Notice tone="bad">{problem.text}</Notice>}
    </Screen>
  );
}

function Given(props: {
  order: OrderDoc;
  missing: MissingUnits;
  product: ProductDoc;
  units: number;
  onUnits: (units: number) => void;
}) {
  const { order, missing, product, units, onUnits } = props;
  const { shop, words, locale } = useApp();
  const money = useMoney();
  const stock = useLive(() => shop.databases.cache.stock.findOne(product.sku).$, null, [product.sku]);
  const shelf = Math.max(0, stock?.shelf ?? 0);
  const { own, amount, less } = substitutePrice(missing.line, missing.units, { product, units });
  const owed = order.due === 0 ? less : 0;
  return (
    <div className="card stack">
      <div className="spread">
        <strong>{product.name}</strong>
        <span className="quiet small">
          {product.measure === 'gram'
            ? words.pick.substituteShelfWeight(weight(shelf, locale))
            : words.pick.substituteShelf(shelf)}
        </span>
      </div>
      <div className="row wrap">
        <span className="label">{words.pick.substituteUnits}</span>
        <Stepper
          name={words.pick.substituteUnits}
          value={units}
          min={1}
          {...stepping(product, words)}
          onChange={onUnits}
        />
      </div>
      <p>
        <strong>{words.pick.substituteCosts(money(amount))}</strong>
      </p>
      {own > amount && <p className="quiet small">{words.pick.substituteOwn(money(own))}</p>}
      {owed > 0 && <Notice tone="warn">{words.pick.substituteOwed(money(owed))}</Notice>}
    </div>
  );
}
