/** The frame of the whole page: who is signed in, in which language. Locks when nobody touches it. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import type { StaffDoc } from '../data/documents.ts';
import type { Shop } from '../data/shop.ts';
import { LIMITS } from '../limits.ts';
import { type Language, loadWords, wordsOf } from '../words/load.ts';
import { saveLanguage, saveTheme, savedLanguage, savedTheme } from './settings.ts';
import { SignIn } from './SignIn.tsx';
import { StatusLine } from './StatusLine.tsx';

const LOCALES: Record<Language, string> = { en: 'en-IE', pl: 'pl-PL' };

export function useLanguage() {
  const [language, setLanguage] = useState<Language>(savedLanguage);
  const [theme, setTheme] = useState(savedTheme);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset['theme'] = theme;
    document.title = wordsOf(language).app.name;
  }, [language, theme]);
  return {
    language,
    locale: LOCALES[language],
    words: wordsOf(language),
    onLanguage: () => {
      const next = language === 'en' ? 'pl' : 'en';
      saveLanguage(next);
      void loadWords(next).then(() => setLanguage(next));
    },
    onTheme: () => {
      const next = theme === 'light' ? 'dark' : 'light';
      saveTheme(next);
      setTheme(next);
    },
  };
}

/** What comes after the sign-in is fetched while the PIN is typed. */
const fetchInside = (): void => void setTimeout(() => void inside(), LIMITS.afterFirstScreenMs);
const inside = () => import('./Inside.tsx');
const Inside = lazy(() => inside().then((module) => ({ default: module.Inside })));

export function App({ shop }: { shop: Shop }) {
  const { language, locale, words, onLanguage, onTheme } = useLanguage();
  const [staff, setStaff] = useState<StaffDoc | null>(null);
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
        <div className="frame gated">
          {line}
          <div className="task scrolls">
            <SignIn shop={shop} words={words} locale={locale} onShown={fetchInside} onSignedIn={setStaff} />
          </div>
        </div>
      </I18nProvider>
    );
  }
  return (
    <I18nProvider locale={locale}>
      <Suspense fallback={<div className="frame gated">{line}</div>}>
        <Inside app={{ shop, words, language, locale, staff }} line={line} />
      </Suspense>
    </I18nProvider>
  );
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
