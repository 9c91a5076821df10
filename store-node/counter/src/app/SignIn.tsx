/** Who stands at the counter. Works without any network, and shows how far the first load is. */
import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import type { StaffDoc } from '../data/documents.ts';
import type { PinAnswer } from '../data/pins.ts';
import type { Shop } from '../data/shop.ts';
import { LIMITS } from '../limits.ts';
import type { Words } from '../words/en.ts';
import { Icon } from '../ui/icons.tsx';
import { Notice } from '../ui/ui.tsx';
import { useLive, useSubject } from './context.tsx';
import { saveLoaded } from './settings.ts';

export function pinProblem(answer: PinAnswer & { ok: false }, words: Words): string {
  return 'waitMs' in answer ? words.signIn.paused(Math.ceil(answer.waitMs / 1000)) : words.signIn.wrongPin(answer.left);
}

export function SignIn(props: {
  shop: Shop;
  words: Words;
  locale: string;
  /** There is somebody to sign in. */
  onShown: () => void;
  onSignedIn: (person: StaffDoc) => void;
}) {
  const { shop, words, locale, onShown, onSignedIn } = props;
  const progress = useSubject(shop.feeds.progress$);
  const found = useLive(() => shop.databases.cache.staff.find({ selector: { active: true } }).$, [], [shop]);
  const people = found.map((person) => person.toMutableJSON()).sort((a, b) => a.name.localeCompare(b.name, locale));
  const isAnybodyThere = people.length > 0;
  useEffect(() => {
    if (isAnybodyThere) onShown();
  }, [isAnybodyThere]);
  const [who, setWho] = useState('');
  const [pin, setShown] = useState('');
  // Keys may come faster than the screen: Enter goes by what was typed, not by what is drawn.
  const typed = useRef('');
  const setPin = (how: (before: string) => string): void => {
    typed.current = how(typed.current).slice(0, LIMITS.pinLengthMax);
    setShown(typed.current);
  };
  const [problem, setProblem] = useState('');
  const isChecking = useRef(false);
  const person = people.find((one) => one.staff === who) ?? (people.length === 1 ? people[0] : undefined);
  const canSignIn = (digits: string): boolean => person !== undefined && digits.length >= LIMITS.pinLengthMin;

  const signIn = async (): Promise<void> => {
    const digits = typed.current;
    if (!person || !canSignIn(digits) || isChecking.current) return;
    isChecking.current = true;
    const answer = await shop.pins.check(person, digits).finally(() => {
      isChecking.current = false;
      setPin(() => '');
    });
    if (answer.ok) onSignedIn(person);
    else setProblem(pinProblem(answer, words));
  };

  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^\d$/.test(event.key)) setPin((before) => before + event.key);
    else if (event.key === 'Backspace') setPin((before) => before.slice(0, -1));
    else if (event.key === 'Enter' && canSignIn(typed.current) && !isOnPad(event.target)) {
      // Whatever was chosen last has the focus; Enter goes on from there.
      event.preventDefault();
      event.stopPropagation();
      void signIn();
    }
  };
  const latest = useRef(onKey);
  useEffect(() => {
    latest.current = onKey;
  });
  useEffect(() => {
    // One listener for good: one put in anew by the very key that it should hear does not hear it.
    const listener = (event: KeyboardEvent): void => latest.current(event);
    document.addEventListener('keydown', listener, true);
    return () => document.removeEventListener('keydown', listener, true);
  }, []);

  return (
    <main id="task" className="gate">
      <div className="stack">
        <h1>{words.signIn.title}</h1>
        <FirstLoad
          received={progress.products.received}
          total={progress.products.total}
          isComplete={progress.products.complete}
          words={words}
          locale={locale}
        />
        {people.length === 0 && progress.staff.complete && <Notice tone="warn">{words.signIn.noStaff}</Notice>}
        <div className="people" role="group" aria-label={words.signIn.staff}>
          {people.map((one) => (
            <Button
              key={one.staff}
              className="button"
              aria-pressed={one.staff === person?.staff}
              onPress={() => setWho(one.staff)}
            >
              <span>{one.name}</span>
              <span className="small quiet">{words.roles[one.role]}</span>
            </Button>
          ))}
        </div>
        <p
          className={pin === '' ? 'pin untyped' : 'pin'}
          role="status"
          aria-label={`${words.signIn.pin}: ${pin.length}`}
        >
          {pin === '' ? words.signIn.typePin : '•'.repeat(pin.length)}
        </p>
        {problem !== '' && <Notice tone="bad">{problem}</Notice>}
        <div className="pad" role="group" aria-label={words.signIn.pin}>
          {['1', '2', '3', '4', '5', '6', '7', '8', '9', '', '0', '<'].map((key) =>
            key === '' ? (
              <span key="gap" />
            ) : (
              <Button
                key={key}
                className="button"
                aria-label={key === '<' ? words.signIn.erase : words.signIn.digit(key)}
                onPress={() => setPin((before) => (key === '<' ? before.slice(0, -1) : before + key))}
              >
                {key === '<' ? <Icon name="erase" /> : key}
              </Button>
            ),
          )}
        </div>
        <Button className="primary" isDisabled={!canSignIn(pin)} onPress={() => void signIn()}>
          {words.signIn.action}
        </Button>
      </div>
    </main>
  );
}

const isOnPad = (target: EventTarget | null): boolean => target instanceof Element && target.closest('.pad') !== null;

function FirstLoad(props: { received: number; total: number; isComplete: boolean; words: Words; locale: string }) {
  const { received, total, isComplete, words, locale } = props;
  useEffect(() => {
    if (isComplete) saveLoaded();
  }, [isComplete]);
  // Once shown it keeps its place, so that nobody's finger meets another name.
  const [wasShown] = useState(!isComplete);
  if (!wasShown) return null;
  const share = total === 0 ? 0 : Math.min(1, received / total);
  return (
    <div className="card stack" role="status" data-testid={isComplete ? 'first-loaded' : 'first-load'}>
      <p className="spread">
        <span>{isComplete ? words.signIn.loaded : words.signIn.loading}</span>
        {total > 0 && (
          <span className="quiet">
            {words.signIn.loadingCount(received, new Intl.NumberFormat(locale).format(total))}
          </span>
        )}
      </p>
      <div className="bar">
        <div style={{ width: `${(isComplete ? 1 : share) * 100}%` }} />
      </div>
    </div>
  );
}
