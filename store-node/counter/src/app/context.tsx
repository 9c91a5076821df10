/** What every screen can reach: the shop, the person, the language, and a voice. */
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { BehaviorSubject, Observable } from 'rxjs';
import type { StaffDoc } from '../data/documents.ts';
import type { Shop } from '../data/shop.ts';
import type { Words } from '../words/en.ts';
import type { Language } from '../words/load.ts';
import { money } from '../words/formats.ts';
import type { Feedback } from './feedback.ts';

export type Theme = 'light' | 'dark';

export interface AppContext {
  readonly shop: Shop;
  readonly words: Words;
  readonly language: Language;
  /** The locale for numbers and times. */
  readonly locale: string;
  readonly currency: string;
  readonly staff: StaffDoc;
  readonly feedback: Feedback;
}

const Context = createContext<AppContext | null>(null);

export function AppProvider({ value, children }: { value: AppContext; children: ReactNode }) {
  return <Context value={value}>{children}</Context>;
}

export function useApp(): AppContext {
  const app = useContext(Context);
  if (!app) throw new Error('bug: a screen outside the app');
  return app;
}

/** Formats minor units in the shop's currency. */
export function useMoney(): (minor: number) => string {
  const { currency, locale } = useApp();
  return (minor) => money(minor, currency, locale);
}

/** The words for a refusal: what to do about it. */
export function useRefusal(): (code: string) => string {
  const { words } = useApp();
  return (code) => words.refusals[code] ?? words.refusals['other'] ?? code;
}

export function useSubject<T>(subject: BehaviorSubject<T>): T {
  const [value, setValue] = useState(subject.value);
  useEffect(() => {
    const subscription = subject.subscribe(setValue);
    return () => subscription.unsubscribe();
  }, [subject]);
  return value;
}

/** Whether something holds of it, drawn again only when that changes. `test` is the same function every time. */
export function useHolds<T>(subject: BehaviorSubject<T>, test: (value: T) => boolean): boolean {
  const [holds, setHolds] = useState(() => test(subject.value));
  useEffect(() => {
    const subscription = subject.subscribe((value) => setHolds(test(value)));
    return () => subscription.unsubscribe();
  }, [subject, test]);
  return holds;
}

/** The latest of a stream that is made anew when `keys` change. */
export function useLive<T>(make: () => Observable<T>, initial: T, keys: readonly unknown[]): T {
  const [value, setValue] = useState(initial);
  useEffect(() => {
    const subscription = make().subscribe(setValue);
    return () => subscription.unsubscribe();
    // The caller names what the stream depends on.
  }, keys);
  return value;
}

/** The time, now and every `ms` milliseconds. */
export function useNow(ms: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), ms);
    return () => clearInterval(timer);
  }, [ms]);
  return now;
}
