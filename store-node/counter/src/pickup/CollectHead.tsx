/** What a clerk has to know before giving goods away: which order, where it lies, whose it is, since when somebody waits. */
import { Button } from 'react-aria-components';
import { useApp, useNow } from '../app/context.tsx';
import { Icon } from '../ui/icons.tsx';
import { Notice, Tag } from '../ui/ui.tsx';
import { age, date } from '../words/formats.ts';
import { useContact } from './Contact.tsx';
import type { Collecting } from './orders.ts';

export function CollectHead({ collecting, onBack }: { collecting: Collecting; onBack: () => void }) {
  const { words, locale } = useApp();
  const now = useNow(15_000);
  const { order, place, status, isByPass, checkedInAt, where, expiresAt, pass } = collecting;
  const isReady = status === 'ready';
  return (
    <section className="stack">
      <div className="spread">
        <h2>{order}</h2>
        <Button className="button plain" onPress={onBack}>
          {words.common.back}
        </Button>
      </div>
      {isReady && (
        <p className="place" data-testid="place">
          {place === '' ? words.handover.noPlace : words.handover.place(place)}
        </p>
      )}
      <p className="row wrap">
        {checkedInAt > 0 && (
          <Tag tone="warn" icon="wait">
            {words.handover.here(age(now - checkedInAt, words))}
            {where !== '' && `, ${where}`}
          </Tag>
        )}
        <Tag icon="wait">{words.handover.keepUntil(date(expiresAt, locale))}</Tag>
      </p>
      <Collector order={order} hasPass={pass !== null} />
      {isByPass && <Notice tone="warn">{words.handover.byPass}</Notice>}
      {!isReady && !isByPass && (
        <Notice
          tone="warn"
          action={{
            label: words.handover.pickNow,
            run: () => {
              location.hash = '#/pick';
            },
          }}
        >
          {words.handover.notPicked}
        </Notice>
      )}
    </section>
  );
}

/** Who may collect: whoever shows the pass; without it, whoever head office has the order from. */
function Collector({ order, hasPass }: { order: string; hasPass: boolean }) {
  const { words } = useApp();
  const asked = useContact(order, true);
  return (
    <div className="stack tight">
      <p className="row" data-testid="collector">
        <Icon name="person" />
        {asked === 'asking'
          ? words.handover.contactAsk
          : asked === 'away'
            ? words.handover.contactAway
            : asked?.name !== undefined
              ? words.handover.orderedBy([asked.name, asked.phone].filter(Boolean).join(' · '))
              : words.handover.nobodyNamed}
      </p>
      {!hasPass && <p className="quiet small">{words.handover.withoutPass}</p>}
    </div>
  );
}
