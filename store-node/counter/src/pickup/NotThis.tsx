/** An order or pass that is not to be handed over: what to tell the customer, and what to do. */
import { CodeField } from '../app/CodeField.tsx';
import { useApp, useLive, useRefusal } from '../app/context.tsx';
import type { Refused } from '../data/node-api.ts';
import { Icon } from '../ui/icons.tsx';
import { Notice, Screen } from '../ui/ui.tsx';
import { date, dateTime } from '../words/formats.ts';

interface Details {
  readonly at?: number;
  readonly expiresAt?: number;
  readonly store?: string;
  readonly end?: string;
}

export function NotThis(props: {
  refused: Refused;
  order: string;
  onCode: (code: string) => void;
  onBack: () => void;
}) {
  const { refused, order, onCode, onBack } = props;
  const { words } = useApp();
  const explain = useRefusal();
  const said = useSaying(refused);
  return (
    <Screen title={words.handover.title} action={{ label: words.common.back, run: onBack }}>
      <CodeField label={words.handover.scanLabel} onCode={onCode} />
      <section className="card stack" data-testid="not-this" data-code={refused.code}>
        <h2 className="row">
          <Icon name="bad" />
          <span>
            {said?.title ?? explain(refused.code)}
            {order !== '' && refused.code !== 'pass-forged' && <span className="quiet"> {order}</span>}
          </span>
        </h2>
        {said && (
          <>
            <p className="say">{said.say}</p>
            <Notice tone="warn">{said.todo}</Notice>
          </>
        )}
      </section>
    </Screen>
  );
}

/** The words for a refusal, with its own times and places filled in. */
function useSaying({ code, details }: Refused): { title: string; say: string; todo: string } | undefined {
  const { shop, words, locale } = useApp();
  const { at, expiresAt, store = '' } = details as Details;
  const there = useLive(() => shop.databases.cache.stores.findOne(store === '' ? '-' : store).$, null, [shop, store]);
  const { no } = words.handover;
  if (!Object.hasOwn(no, code)) return undefined;
  const { title, say, todo } = no[code as keyof typeof no];
  const where = there ? [there.name, there.address].filter((part) => part !== '').join(', ') : store;
  const when = at === undefined ? (expiresAt === undefined ? '' : date(expiresAt, locale)) : dateTime(at, locale);
  return { title, say: say(code === 'pass-wrong-store' ? where : when), todo };
}
