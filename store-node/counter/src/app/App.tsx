/** The frame around every task: the status line, the tasks, and who is signed in. Locks when nobody touches it. */
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import type { StaffDoc } from '../data/documents.ts';
import type { Shop } from '../data/shop.ts';
import { LIMITS } from '../limits.ts';
import { CurrentBasket } from '../sell/current.ts';
import { Icon } from '../ui/icons.tsx';
import { en, type Words } from '../words/en.ts';
import { pl } from '../words/pl.ts';
import { AppProvider, type Language, useLive, useSubject } from './context.tsx';
import { Feedback } from './feedback.ts';
import { Scanner } from './scanner.ts';
import { saveLanguage, saveTheme, savedLanguage, savedTheme } from './settings.ts';
import { SignIn } from './SignIn.tsx';
import { StatusLine } from './StatusLine.tsx';
import { ScannerContext } from './use-scan.ts';

const Sell = lazy(() => import('../sell/Sell.tsx').then((module) => ({ default: module.Sell })));
const HandOver = lazy(() => import('../pickup/HandOver.tsx').then((module) => ({ default: module.HandOver })));
const Pick = lazy(() => import('../pickup/Pick.tsx').then((module) => ({ default: module.Pick })));
const Returns = lazy(() => import('../returns/Returns.tsx').then((module) => ({ default: module.Returns })));
const Stock = lazy(() => import('../stock/Stock.tsx').then((module) => ({ default: module.Stock })));
const ShiftScreen = lazy(() => import('../shift/Shift.tsx').then((module) => ({ default: module.Shift })));
const Status = lazy(() => import('../status/Status.tsx').then((module) => ({ default: module.Status })));

const TASKS = ['sell', 'handover', 'pick', 'returns', 'stock', 'shift', 'status'] as const;
type Task = (typeof TASKS)[number];

const LOCALES: Record<Language, string> = { en: 'en-IE', pl: 'pl-PL' };
const WORDS: Record<Language, Words> = { en, pl };

export function useLanguage() {
  const [language, setLanguage] = useState<Language>(savedLanguage);
  const [theme, setTheme] = useState(savedTheme);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset['theme'] = theme;
    document.title = WORDS[language].app.name;
  }, [language, theme]);
  return {
    language,
    locale: LOCALES[language],
    words: WORDS[language],
    onLanguage: () => {
      const next = language === 'en' ? 'pl' : 'en';
      saveLanguage(next);
      setLanguage(next);
    },
    onTheme: () => {
      const next = theme === 'light' ? 'dark' : 'light';
      saveTheme(next);
      setTheme(next);
    },
  };
}

export function App({ shop }: { shop: Shop }) {
  const { language, locale, words, onLanguage, onTheme } = useLanguage();
  const [staff, setStaff] = useState<StaffDoc | null>(null);
  const task = useTask();
  const services = useMemo(
    () => ({ feedback: new Feedback(), scanner: new Scanner(), current: new CurrentBasket(sessionStorage) }),
    [],
  );
  const store = useSubject(shop.store$);
  const here = useLive(() => shop.databases.cache.stores.findOne(store === '' ? '-' : store).$, null, [shop, store]);
  const isSignedIn = staff !== null;
  useEffect(() => (isSignedIn ? services.scanner.listen() : undefined), [services, isSignedIn]);
  useIdle(staff !== null, () => setStaff(null));

  const line = (
    <StatusLine
      shop={shop}
      words={words}
      locale={locale}
      person={staff?.name ?? ''}
      onLock={staff ? () => setStaff(null) : undefined}
      onLanguage={onLanguage}
      onTheme={onTheme}
    />
  );
  if (!staff) {
    return (
      <I18nProvider locale={locale}>
        <div className="frame" style={{ gridTemplateAreas: "'status status' 'task task'" }}>
          {line}
          <div className="task" style={{ overflowY: 'auto' }}>
            <SignIn shop={shop} words={words} locale={locale} onSignedIn={setStaff} />
          </div>
        </div>
      </I18nProvider>
    );
  }
  const app = { shop, words, language, locale, staff, currency: here?.currency ?? 'EUR', feedback: services.feedback };
  return (
    <I18nProvider locale={locale}>
      <ScannerContext value={services.scanner}>
        <AppProvider value={app}>
          <div className="frame">
            <a
              className="hidden"
              href="#task"
              onClick={(event) => (event.preventDefault(), document.getElementById('task')?.focus())}
            >
              {words.app.skip}
            </a>
            {line}
            <nav className="nav" aria-label={words.nav.label}>
              {TASKS.map((name) => (
                <a key={name} href={`#/${name}`} aria-current={name === task ? 'page' : undefined}>
                  <Icon name={name} />
                  {words.nav[name]}
                </a>
              ))}
            </nav>
            <div className="task">
              <Suspense fallback={null}>{screenOf(task, services.current)}</Suspense>
            </div>
            <Voice feedback={services.feedback} />
          </div>
        </AppProvider>
      </ScannerContext>
    </I18nProvider>
  );
}

function screenOf(task: Task, current: CurrentBasket) {
  switch (task) {
    case 'sell':
      return <Sell current={current} />;
    case 'handover':
      return <HandOver />;
    case 'pick':
      return <Pick />;
    case 'returns':
      return <Returns current={current} />;
    case 'stock':
      return <Stock />;
    case 'shift':
      return <ShiftScreen />;
    case 'status':
      return <Status />;
  }
}

/** What just happened, in words, for eyes and screen readers. */
function Voice({ feedback }: { feedback: Feedback }) {
  const said = useSubject(feedback.said$);
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (said.count === 0) return;
    setShown(true);
    const timer = setTimeout(() => setShown(false), 4000);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <div
      className="voice"
      aria-live={said.tone === 'bad' ? 'assertive' : 'polite'}
      data-tone={said.tone}
      data-shown={isShown}
      data-testid="voice"
    >
      {isShown && said.text}
    </div>
  );
}

function useTask(): Task {
  const read = (): Task => TASKS.find((name) => location.hash === `#/${name}`) ?? 'sell';
  const [task, setTask] = useState(read);
  useEffect(() => {
    const onHash = (): void => setTask(read());
    const onKey = (event: KeyboardEvent): void => {
      const at = event.altKey && /^[1-7]$/.test(event.key) ? TASKS[Number(event.key) - 1] : undefined;
      if (at === undefined) return;
      event.preventDefault();
      location.hash = `#/${at}`;
    };
    addEventListener('hashchange', onHash);
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('hashchange', onHash);
      removeEventListener('keydown', onKey);
    };
  }, []);
  return task;
}

/** Calls `onIdle` when nobody has touched the device for a while. */
function useIdle(isOn: boolean, onIdle: () => void): void {
  useEffect(() => {
    if (!isOn) return;
    let timer = setTimeout(onIdle, LIMITS.idleLockMs);
    const touched = (): void => {
      clearTimeout(timer);
      timer = setTimeout(onIdle, LIMITS.idleLockMs);
    };
    for (const type of ['keydown', 'pointerdown'] as const) addEventListener(type, touched, true);
    return () => {
      clearTimeout(timer);
      for (const type of ['keydown', 'pointerdown'] as const) removeEventListener(type, touched, true);
    };
  }, [isOn]);
}
