/** How this register, the store's node and head office stand to each other, what waits, and what to do about it. */
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { useApp, useLive, useNow, useRefusal, useSubject } from '../app/context.tsx';
import { useSaying } from '../app/StatusLine.tsx';
import type { OutboxDoc } from '../data/documents.ts';
import type { Trouble } from '../data/troubles.ts';
import { choosePrinter, hasSerialPorts } from '../receipt/printers.ts';
import { Icon } from '../ui/icons.tsx';
import { Notice, Screen, Tag, type Tone } from '../ui/ui.tsx';
import type { Words } from '../words/en.ts';
import { age, dateTime, moment } from '../words/formats.ts';

export function Status() {
  const { shop, words, locale } = useApp();
  const saying = useSaying(shop, words, locale);
  return (
    <Screen title={words.status.title}>
      <div className="columns">
        <div className="stack">
          <Notice tone={saying.tone === 'quiet' ? 'good' : saying.tone}>{saying.text}</Notice>
          <Lines />
          <Works />
          <Recent />
        </div>
        <div className="stack">
          <OutboxList />
          <Copies />
          <Device />
        </div>
      </div>
    </Screen>
  );
}

function Lines() {
  const { shop, words, locale } = useApp();
  const now = useNow(5000);
  const reach = useSubject(shop.reach.$);
  const hub = useSubject(shop.hub$);
  const isReachable = reach.state === 'reachable';
  const isConnected = isReachable && hub?.connected === true;
  return (
    <dl className="card table">
      <dt>{words.status.node}</dt>
      <dd>
        <State isGood={isReachable} label={isReachable ? words.status.connected : words.status.notConnected} />{' '}
        <span className="quiet small">{words.status.since(moment(reach.since, now, locale))}</span>
      </dd>
      <dt>{words.status.link}</dt>
      <dd>
        <State isGood={isConnected} label={isConnected ? words.status.connected : words.status.notConnected} />{' '}
        {hub && <span className="quiet small">{words.status.since(moment(hub.since, now, locale))}</span>}
      </dd>
      <dt>{words.status.unsentToHub}</dt>
      <dd>
        {hub === undefined ? (
          '–'
        ) : hub.backlog === 0 ? (
          <State isGood label={words.status.nothingUnsent} />
        ) : (
          <span>
            {hub.backlog} <span className="quiet small">{age(now - (hub.oldestUnsentAt ?? now), words)}</span>
          </span>
        )}
      </dd>
    </dl>
  );
}

const State = ({ isGood, label }: { isGood: boolean; label: string }) => (
  <Tag tone={isGood ? 'good' : 'warn'} icon={isGood ? 'good' : 'warn'}>
    {label}
  </Tag>
);

function Works() {
  const { shop, words } = useApp();
  const reach = useSubject(shop.reach.$);
  const hub = useSubject(shop.hub$);
  const hasNode = reach.state === 'reachable' && hub?.trading !== false;
  const hasHub = hasNode && hub?.connected === true;
  const rows: readonly [string, boolean][] = [
    [words.status.work.sell, true],
    [words.status.work.pickup, hasNode],
    [words.status.work.returns, hasNode],
    [words.status.work.elsewhere, hasHub],
  ];
  return (
    <section className="card stack">
      <h2>{words.status.works}</h2>
      <dl className="table">
        {rows.map(([label, works]) => (
          <Row key={label} label={label}>
            <State isGood={works} label={works ? words.status.yes : words.status.no} />
          </Row>
        ))}
      </dl>
    </section>
  );
}

const Row = ({ label, children }: { label: string; children: React.ReactNode }) => (
  <>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </>
);

/** The receipt's number of a sale, also of one in an exchange. */
function receiptIn(body: OutboxDoc['body']): string | undefined {
  const { receipt } = (body['sale'] as { receipt?: unknown } | undefined) ?? body;
  return typeof receipt === 'string' ? receipt : undefined;
}

/** What a command does, in words; its address where nobody gave it any. */
const taskOf = (path: string, words: Words): string =>
  (words.status.commands as Readonly<Record<string, string>>)[path] ?? path;

/** At the stock room the same refusal asks for a count, not for a supervisor. */
const isOfStock = ({ path, code }: Trouble): boolean =>
  code === 'insufficient-stock' && (path === 'dispatches' || path === 'adjustments');

/** What went wrong lately, and what to do about each. */
function Recent() {
  const { shop, words, locale } = useApp();
  const explain = useRefusal();
  const troubles = useSubject(shop.troubles.list$);
  useEffect(() => {
    void shop.troubles.start();
  }, [shop]);
  return (
    <section className="card stack" data-testid="recent-errors">
      <h2>{words.status.recent}</h2>
      {troubles.length === 0 && <p className="quiet">{words.status.recentNone}</p>}
      <ul className="stack">
        {troubles.map((trouble) => (
          <li key={`${trouble.at} ${trouble.path} ${trouble.code}`}>
            <p>
              {taskOf(trouble.path, words)} <span className="quiet small">{dateTime(trouble.at, locale)}</span>
            </p>
            <p className="small">{isOfStock(trouble) ? words.stock.tooFew : explain(trouble.code)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

const TONES: Record<OutboxDoc['state'], Tone> = { trying: 'warn', waiting: 'warn', sent: 'good', refused: 'bad' };

function OutboxList() {
  const { shop, words, locale } = useApp();
  const explain = useRefusal();
  const entries = useLive(
    () => shop.databases.own.outbox.find({ sort: [{ createdAt: 'desc' }], limit: 50 }).$,
    [],
    [shop],
  );
  return (
    <section className="card stack" data-testid="outbox">
      <h2>{words.status.outbox}</h2>
      {entries.every((entry) => entry.state === 'sent') && <p className="quiet">{words.status.outboxEmpty}</p>}
      <ul className="stack">
        {entries.map((entry) => (
          <li key={entry.id} className="row wrap">
            <span className="grow">
              {receiptIn(entry.body) ?? taskOf(entry.path, words)}{' '}
              <span className="quiet small">{dateTime(entry.createdAt, locale)}</span>
              {entry.code !== '' && entry.state !== 'sent' && <p className="small">{explain(entry.code)}</p>}
            </span>
            <Tag
              tone={TONES[entry.state]}
              icon={entry.state === 'sent' ? 'good' : entry.state === 'refused' ? 'bad' : 'wait'}
            >
              {words.status.states[entry.state]}
            </Tag>
            {entry.state === 'refused' && (
              <>
                <Button className="button" onPress={() => void shop.outbox.sendAgain(entry.id)}>
                  {words.status.sendAgain}
                </Button>
                <Button className="button" onPress={() => void shop.outbox.dismiss(entry.id)}>
                  {words.status.dismiss}
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Copies() {
  const { shop, words, locale } = useApp();
  const progress = useSubject(shop.feeds.progress$);
  const whole = new Intl.NumberFormat(locale);
  return (
    <section className="card stack">
      <h2>{words.status.copies}</h2>
      <dl className="table">
        {(Object.keys(words.status.feeds) as (keyof typeof words.status.feeds)[]).map((name) => (
          <Row key={name} label={words.status.feeds[name]}>
            {progress[name].complete ? (
              <State isGood label={words.status.complete} />
            ) : (
              words.status.of(whole.format(progress[name].received), whole.format(progress[name].total))
            )}
          </Row>
        ))}
      </dl>
    </section>
  );
}

function Device() {
  const { shop, words } = useApp();
  const [isPersistent, setPersistent] = useState<boolean | null>(null);
  const [usedMb, setUsedMb] = useState<number | null>(null);
  useEffect(() => {
    void navigator.storage?.estimate?.().then(({ usage }) => setUsedMb(Math.ceil((usage ?? 0) / 1_000_000)));
    void navigator.storage?.persisted?.().then(setPersistent);
  }, []);
  return (
    <section className="card stack">
      <h2>{words.status.storage}</h2>
      {isPersistent !== null && (
        <p className="row">
          <Icon name={isPersistent ? 'good' : 'warn'} />
          {isPersistent ? words.status.persistent : words.status.notPersistent}
        </p>
      )}
      <dl className="table">
        <Row label={words.status.register}>{shop.device.register}</Row>
        <Row label={words.status.printer}>
          {hasSerialPorts() ? (
            <Button className="button" onPress={() => void choosePrinter()}>
              {words.status.choosePrinter}
            </Button>
          ) : (
            words.status.browserPrint
          )}
        </Row>
        {usedMb !== null && <Row label={words.status.storageUsed}>{words.status.megabytes(usedMb)}</Row>}
        <Row label={words.status.version}>{import.meta.env['VITE_VERSION'] ?? '0.1.0'}</Row>
      </dl>
    </section>
  );
}
