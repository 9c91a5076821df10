/** The frame around every task: the status line, the tasks, and the voice. */
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react';
import { CurrentBasket } from '../sell/current.ts';
import { Icon } from '../ui/icons.tsx';
import { type AppContext, AppProvider, useLive, useSubject } from './context.tsx';
import { Feedback } from './feedback.ts';
import { Scanner } from './scanner.ts';
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

/** Live as long as the page: a lock in the middle of a sale loses nothing. */
const current = new CurrentBasket(sessionStorage);

export function Inside(props: { app: Omit<AppContext, 'currency' | 'feedback'>; line: ReactNode }) {
  const { shop, words } = props.app;
  const task = useTask();
  const { feedback, scanner } = useMemo(() => ({ feedback: new Feedback(), scanner: new Scanner() }), []);
  const store = useSubject(shop.store$);
  const here = useLive(() => shop.databases.cache.stores.findOne(store === '' ? '-' : store).$, null, [shop, store]);
  useEffect(() => scanner.listen(), [scanner]);
  return (
    <ScannerContext value={scanner}>
      <AppProvider value={{ ...props.app, currency: here?.currency ?? 'EUR', feedback }}>
        <div className="frame">
          <a
            className="hidden"
            href="#task"
            onClick={(event) => (event.preventDefault(), document.getElementById('task')?.focus())}
          >
            {words.app.skip}
          </a>
          {props.line}
          <nav className="nav" aria-label={words.nav.label}>
            {TASKS.map((name) => (
              <a key={name} href={`#/${name}`} aria-current={name === task ? 'page' : undefined}>
                <Icon name={name} />
                {words.nav[name]}
              </a>
            ))}
          </nav>
          <div className="task">
            <Suspense fallback={null}>{screenOf(task, current)}</Suspense>
          </div>
          <Voice feedback={feedback} />
        </div>
      </AppProvider>
    </ScannerContext>
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
