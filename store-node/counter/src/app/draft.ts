/** Work in hand that outlives a look at another screen and a reload, for this tab alone: counts that nobody wants to make twice. */
import { useState } from 'react';

export function useDraft<T>(name: string, initial: T): [T, (next: T) => void, () => void] {
  const key = `draft.${name}`;
  const [value, setValue] = useState<T>(() => readDraft(key) ?? initial);
  const set = (next: T): void => {
    setValue(next);
    sessionStorage.setItem(key, JSON.stringify(next));
  };
  const clear = (): void => {
    setValue(initial);
    sessionStorage.removeItem(key);
  };
  return [value, set, clear];
}

function readDraft<T>(key: string): T | undefined {
  try {
    const text = sessionStorage.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}
