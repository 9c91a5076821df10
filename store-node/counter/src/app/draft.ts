/** Work in hand that outlives a look at another screen and a reload, for this tab alone: counts that nobody wants to make twice. */
import { useState } from 'react';

type Change<T> = T | ((before: T) => T);

/** Like `useState`, kept under `name` until `forget` is called. Changes by a function see every change before them. */
export function useDraft<T extends object>(name: string, initial: T): [T, (change: Change<T>) => void, () => void] {
  const key = `draft.${name}`;
  const [value, setValue] = useState<T>(() => readDraft(key) ?? initial);
  const set = (change: Change<T>): void =>
    setValue((before) => {
      const next = typeof change === 'function' ? change(before) : change;
      sessionStorage.setItem(key, JSON.stringify(next));
      return next;
    });
  const forget = (): void => {
    setValue(initial);
    sessionStorage.removeItem(key);
  };
  return [value, set, forget];
}

function readDraft<T>(key: string): T | undefined {
  try {
    const text = sessionStorage.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}
