/** One line, always there: quiet while all is well, plain when it is not. Its height never changes. */
import { Button } from 'react-aria-components';
import type { Shop } from '../data/shop.ts';
import { Icon, type IconName } from '../ui/icons.tsx';
import type { Words } from '../words/en.ts';
import { age, moment } from '../words/formats.ts';
import { useNow, useSubject } from './context.tsx';

interface Saying {
  readonly tone: 'quiet' | 'warn' | 'bad';
  readonly icon: IconName;
  readonly text: string;
}

export function useSaying(shop: Shop, words: Words, locale: string): Saying {
  const now = useNow(5000);
  const reach = useSubject(shop.reach.$);
  const hub = useSubject(shop.hub$);
  const unsent = useSubject(shop.outbox.unsent$);
  const parts: string[] = [];
  const waits = unsent.waiting > 0 ? words.status.unsent(unsent.waiting) : '';
  const needs = unsent.refused > 0 ? words.status.refusedCount(unsent.refused) : '';
  let tone: Saying['tone'] = 'quiet';
  if (reach.state === 'unknown') parts.push(words.status.starting);
  else if (reach.state === 'unreachable') {
    tone = 'warn';
    parts.push(words.status.noNode(moment(reach.since, now, locale)));
  } else if (hub && !hub.trading) {
    tone = 'bad';
    parts.push(words.status.notTrading);
  } else if (hub && !hub.connected) {
    tone = 'warn';
    parts.push(words.status.noHub(moment(hub.since, now, locale)));
    if (hub.backlog > 0) parts.push(words.status.backlog(hub.backlog, age(now - (hub.oldestUnsentAt ?? now), words)));
  } else parts.push(words.status.allWell);
  if (waits !== '') parts.push(waits);
  if (needs !== '') {
    tone = 'bad';
    parts.unshift(needs);
  }
  return { tone, icon: tone === 'quiet' ? 'good' : 'warn', text: parts.join(' · ') };
}

export function StatusLine(props: {
  shop: Shop;
  words: Words;
  locale: string;
  person: string;
  onLock: (() => void) | undefined;
  onLanguage: () => void;
  onTheme: () => void;
}) {
  const { shop, words, locale, person, onLock, onLanguage, onTheme } = props;
  const { tone, icon, text } = useSaying(shop, words, locale);
  return (
    <header className="status-line" data-tone={tone}>
      <p className="says" role="status" data-testid="status-line">
        <Icon name={icon} />
        <span>{text}</span>
      </p>
      {person !== '' && <span className="small person">{person}</span>}
      <Button className="button plain" onPress={onLanguage}>
        {words.common.language}
      </Button>
      <Button className="button plain square" aria-label={words.common.theme} onPress={onTheme}>
        <Icon name="theme" />
      </Button>
      {onLock && (
        <Button className="button plain square" aria-label={words.common.lock} onPress={onLock}>
          <Icon name="lock" />
        </Button>
      )}
    </header>
  );
}
