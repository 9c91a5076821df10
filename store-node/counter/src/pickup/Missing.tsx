/** What cannot be given: how many, why, and what the customer gets instead, if anything. */
import { useState } from 'react';
import type { Agreement } from '@ringfence/domain/documents/gather.ts';
import { Button } from 'react-aria-components';
import { useApp, useLive, useMoney } from '../app/context.tsx';
import { ItemSearch } from '../app/ItemSearch.tsx';
import { useCommand } from '../app/use-command.ts';
import type { OrderDoc, ProductDoc } from '../data/documents.ts';
import { Choice, Notice, Question, Stepper } from '../ui/ui.tsx';
import { Contact } from './Contact.tsx';
import { substitutePrice } from './orders.ts';
import { reasonWords, usePickRules } from './rules.ts';

type Line = OrderDoc['lines'][number];

interface Asked {
  readonly order: OrderDoc;
  readonly line: Line;
  readonly name: string;
  readonly onClose: () => void;
  /** `isDoubtful`: the shop wants the item counted. */
  readonly onDone: (isDoubtful: boolean) => void;
}

export function Missing(asked: Asked) {
  const { order, line, name, onClose, onDone } = asked;
  const { words, staff, language } = useApp();
  const { run, problem, isBusy } = useCommand();
  const { reasons } = usePickRules();
  const [reason, setReason] = useState('');
  const [units, setUnits] = useState(1);
  const [isSubstituting, setSubstituting] = useState(false);
  const [id] = useState(() => crypto.randomUUID());
  const rule = reasons.find(({ code }) => code === reason);

  const report = async (): Promise<void> => {
    const body = { id, order: order.order, by: staff.staff, reason, lines: [{ sku: line.sku, units }] };
    if (await run('short-picks', body, { id, done: words.pick.shortTitle })) onDone(rule?.recount ?? false);
  };

  if (isSubstituting)
    return <Substitute {...asked} reason={reason} missing={units} isDoubtful={rule?.recount ?? false} />;
  return (
    <Question title={words.pick.shortTitle} onClose={onClose}>
      <p>
        <strong>{name}</strong>
      </p>
      <div className="field">
        <span className="label">{words.pick.shortUnits}</span>
        <Stepper
          name={words.pick.shortUnits}
          value={units}
          min={1}
          max={line.held}
          fewer={words.common.fewer(name)}
          more={words.common.more(name)}
          onChange={setUnits}
        />
      </div>
      <Choice
        label={words.common.reason}
        value={reason}
        options={reasons.map((one) => ({ value: one.code, label: reasonWords(one, language, words) }))}
        onChange={setReason}
      />
      {problem && <Notice tone="bad">{problem.text}</Notice>}
      <Button className="button" isDisabled={reason === ''} onPress={() => setSubstituting(true)}>
        {words.pick.substitute}
      </Button>
      <Button className="primary" isDisabled={reason === '' || isBusy} onPress={() => void report()}>
        {words.pick.shortConfirm}
      </Button>
      <Button className="button plain" onPress={onClose}>
        {words.common.cancel}
      </Button>
    </Question>
  );
}

function Substitute(props: Asked & { reason: string; missing: number; isDoubtful: boolean }) {
  const { order, line, name, reason, missing, isDoubtful, onClose, onDone } = props;
  const { shop, words, staff } = useApp();
  const { run, problem, isBusy } = useCommand();
  const [product, setProduct] = useState<ProductDoc | null>(null);
  const [units, setUnits] = useState(missing);
  const [who, setWho] = useState<Agreement['by']>('customer');
  const [how, setHow] = useState<Agreement['how'] | ''>('');
  const [id] = useState(() => crypto.randomUUID());
  const stock = useLive(() => shop.databases.cache.stock.findOne(product?.sku ?? '-').$, null, [product?.sku]);

  const give = async (): Promise<void> => {
    if (!product || how === '') return;
    const body = {
      id,
      order: order.order,
      by: staff.staff,
      reason,
      agreed: { by: who, how },
      missing: { sku: line.sku, units: missing },
      given: { sku: product.sku, units },
    };
    if (await run('substitutions', body, { id, done: words.pick.substituted })) onDone(isDoubtful);
  };
  const isInOrder = product !== null && order.lines.some((one) => one.sku === product.sku);
  return (
    <Question title={words.pick.substituteTitle} onClose={onClose}>
      <p>{words.pick.substituteFor(`${missing} × ${name}`)}</p>
      <ItemSearch onItem={setProduct} label={words.pick.substituteSearch} />
      {product && (
        <div className="card stack">
          <div className="spread">
            <strong>{product.name}</strong>
            <span className="quiet small">{words.pick.substituteShelf(Math.max(0, stock?.shelf ?? 0))}</span>
          </div>
          <Stepper
            name={words.pick.substituteUnits}
            value={units}
            min={1}
            fewer={words.common.fewer(product.name)}
            more={words.common.more(product.name)}
            onChange={setUnits}
          />
          <Cost order={order} line={line} missing={missing} given={{ product, units }} />
        </div>
      )}
      {isInOrder && <Notice tone="bad">{words.pick.inOrderAlready}</Notice>}
      <Contact order={order.order} />
      <Choice
        label={words.pick.agreedBy}
        value={who}
        options={(['customer', 'collector'] as const).map((value) => ({ value, label: words.pick.agreedByWho[value] }))}
        onChange={setWho}
      />
      <Choice
        label={words.pick.agreedHow}
        value={how}
        options={(['phone', 'message', 'in-person', 'beforehand'] as const).map((value) => ({
          value,
          label: words.pick.agreedHows[value],
        }))}
        onChange={setHow}
      />
      {problem && <Notice tone="bad">{problem.text}</Notice>}
      <Button
        className="primary"
        isDisabled={!product || isInOrder || how === '' || isBusy}
        onPress={() => void give()}
      >
        {words.pick.substitute}
      </Button>
      <Button className="button plain" onPress={onClose}>
        {words.common.cancel}
      </Button>
    </Question>
  );
}

function Cost(props: { order: OrderDoc; line: Line; missing: number; given: { product: ProductDoc; units: number } }) {
  const { order, line, missing, given } = props;
  const { words } = useApp();
  const money = useMoney();
  const { own, amount, most } = substitutePrice(line, missing, given);
  const owed = order.due === 0 ? most - amount : 0;
  return (
    <div>
      <p>
        <strong>{words.pick.substituteCosts(money(amount))}</strong>
      </p>
      {own > amount && <p className="quiet small">{words.pick.substituteOwn(money(own))}</p>}
      {owed > 0 && <p className="small">{words.pick.substituteOwed(money(owed))}</p>}
    </div>
  );
}
