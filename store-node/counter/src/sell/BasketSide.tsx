/** What belongs to a basket beside its lines: the member, what is taken off, and what else can be done with it. */
import { memo, useCallback, useState } from 'react';
import { Button } from 'react-aria-components';
import { useApp, useHolds, useLive, useMoney, useSubject } from '../app/context.tsx';
import { BasketQuestion } from '../discount/BasketQuestion.tsx';
import { useReasonWords } from '../discount/Reason.tsx';
import { useRules } from '../discount/use-rules.ts';
import { LIMITS } from '../limits.ts';
import { MemberCard } from '../member/MemberCard.tsx';
import { MemberQuestion } from '../member/MemberQuestion.tsx';
import { Icon } from '../ui/icons.tsx';
import { Notice } from '../ui/ui.tsx';
import { moment } from '../words/formats.ts';
import { type BasketLine, type Priced, takeAway } from './basket.ts';
import { type CurrentBasket, type Extras, noExtras } from './current.ts';

export function BasketSide({ current, priced }: { current: CurrentBasket; priced: Priced }) {
  const { shop, words } = useApp();
  const extras = useSubject(current.extras$);
  const rules = useRules();
  const shift = useLive(() => shop.databases.own.notes.findOne('shift').$, null, [shop]);
  const [asking, setAsking] = useState<'member' | 'discount' | null>(null);
  const askMember = useCallback(() => setAsking('member'), []);
  const askDiscount = useCallback(() => setAsking('discount'), []);
  return (
    <div className="stack brief">
      {!shift?.value && (
        <div className="notice" data-tone="warn">
          <Icon name="warn" />
          <p className="grow">
            <span className="long">{words.sell.noShift} </span>
            <a href="#/shift">{words.sell.openShift}</a>
          </p>
        </div>
      )}
      <Tools current={current} onMember={askMember} onDiscount={askDiscount} />
      {extras.member && (
        <MemberCard
          member={extras.member}
          rules={rules.loyalty}
          total={priced.total}
          onRemove={() => current.alter({ member: null })}
        />
      )}
      <Taken current={current} priced={priced} />
      <Parked current={current} />
      {asking === 'member' && (
        <MemberQuestion
          sealingKey={rules.sealingKey}
          onMember={(member) => {
            current.alter({ member });
            setAsking(null);
          }}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === 'discount' && <BasketQuestion current={current} onClose={() => setAsking(null)} />}
    </div>
  );
}

/** What is taken off the whole, the code, and who approved it. */
function Taken({ current, priced }: { current: CurrentBasket; priced: Priced }) {
  const { words } = useApp();
  const money = useMoney();
  const reason = useReasonWords();
  const { discounts, approval } = useSubject(current.extras$);
  const { codeTrouble } = priced;
  const code = priced.discounts.find((each) => each.kind === 'code');
  const whole = priced.discounts.find((each) => each.kind === 'manual' && each.line === null);
  const rows = [
    ...(code?.kind === 'code'
      ? [{ label: code.code, given: code.given, remove: words.discount.removeCode(code.code), key: 'code' as const }]
      : []),
    ...(whole?.kind === 'manual'
      ? [{ label: reason(whole.reason), given: whole.given, remove: words.discount.removeWhole, key: 'whole' as const }]
      : []),
  ];
  return (
    <>
      {codeTrouble !== null && discounts.code !== null && (
        <Notice
          tone="warn"
          action={{
            label: words.discount.removeCode(discounts.code),
            run: () => current.alter({ discounts: { ...discounts, code: null } }),
          }}
        >
          {words.discount.troubles[codeTrouble](discounts.code)}
        </Notice>
      )}
      {rows.map(({ label, given, remove, key }) => (
        <div key={key} className="row taken" data-testid="discount">
          <Icon name="discount" />
          <span className="grow">{label}</span>
          <strong className="amount">−{money(given)}</strong>
          <Button
            className="button square plain"
            aria-label={remove}
            onPress={() =>
              current.alter({
                discounts: key === 'code' ? { ...discounts, code: null } : takeAway(discounts, null),
              })
            }
          >
            <Icon name="remove" />
          </Button>
        </div>
      ))}
      {approval && <Approver by={approval.by} />}
    </>
  );
}

function Approver({ by }: { by: string }) {
  const { shop, words } = useApp();
  const person = useLive(() => shop.databases.cache.staff.findOne(by).$, null, [shop, by]);
  return <p className="quiet small">{words.discount.approvedBy(person?.name ?? by)}</p>;
}

const isEmpty = (list: { readonly length: number }): boolean => list.length === 0;
const isNone = (count: number): boolean => count === 0;

/** Stays as it is while the basket fills. */
const Tools = memo(function Tools(props: { current: CurrentBasket; onMember: () => void; onDiscount: () => void }) {
  const { current, onMember, onDiscount } = props;
  const { words, feedback } = useApp();
  const isBasketEmpty = useHolds(current.basket$, isEmpty);
  const { member } = useSubject(current.extras$);
  const cannotUndo = useHolds(current.undoable$, isNone);
  const park = usePark(current);
  return (
    <div className="tools" role="group" aria-label={words.sale.tools}>
      <Button className="button" isDisabled={member !== null} onPress={onMember}>
        <Icon name="person" />
        {words.member.title}
      </Button>
      <Button className="button" isDisabled={isBasketEmpty} onPress={onDiscount}>
        <Icon name="discount" />
        {words.discount.title}
      </Button>
      <Button
        className="button"
        isDisabled={cannotUndo}
        onPress={() => {
          current.undo();
          feedback.good(words.sale.undone);
        }}
      >
        <Icon name="undo" />
        {words.sale.undo}
      </Button>
      <Button className="button" isDisabled={isBasketEmpty} onPress={() => void park()}>
        <Icon name="park" />
        {words.sell.park}
      </Button>
    </div>
  );
});

const extrasKey = (id: string): string => `parked-${id}`;

function usePark(current: CurrentBasket): () => Promise<void> {
  const { shop, words, feedback } = useApp();
  const { parked, notes } = shop.databases.own;
  return async () => {
    const lines = current.basket$.value;
    if (lines.length === 0) return;
    if ((await parked.count().exec()) >= LIMITS.parkedBaskets) return feedback.bad(words.sell.parkedEnough);
    const extras = current.extras$.value;
    // What belongs to the basket is there before the basket is.
    await notes.upsert({ key: extrasKey(extras.id), value: extras });
    await parked.upsert({
      id: extras.id,
      label: lines[0]?.name ?? '',
      parkedAt: shop.now(),
      lines: lines.map((line) => ({ ...line })),
    });
    current.begin();
    feedback.good(words.sell.park);
  };
}

const Parked = memo(function Parked({ current }: { current: CurrentBasket }) {
  const { shop, words, locale } = useApp();
  const isBasketEmpty = useHolds(current.basket$, isEmpty);
  const parked = useLive(() => shop.databases.own.parked.find({ sort: [{ id: 'asc' }] }).$, [], [shop]);
  const resume = async (id: string): Promise<void> => {
    const { parked: baskets, notes } = shop.databases.own;
    const found = await baskets.findOne(id).exec();
    if (!found || current.basket$.value.length > 0) return;
    const note = await notes.findOne(extrasKey(id)).exec();
    const lines = found.toMutableJSON().lines as unknown as BasketLine[];
    current.begin(lines, (note?.toMutableJSON().value as Extras | undefined) ?? { ...noExtras(), id });
    await found.remove();
    await note?.remove();
  };
  if (parked.length === 0) return null;
  return (
    <section className="stack" aria-label={words.sell.parked(parked.length)}>
      <h2>{words.sell.parked(parked.length)}</h2>
      {[...parked]
        .sort((a, b) => b.parkedAt - a.parkedAt)
        .map((one) => (
          <Button key={one.id} className="card" isDisabled={!isBasketEmpty} onPress={() => void resume(one.id)}>
            <strong>{one.label}</strong>
            <p className="quiet small">
              {words.sell.parkedAt(moment(one.parkedAt, Date.now(), locale), words.common.lines(one.lines.length))}
            </p>
          </Button>
        ))}
    </section>
  );
});
