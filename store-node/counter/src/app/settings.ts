/** How this device looks and speaks. Kept in the browser, because it is the device's own affair. */
import type { Pairing } from '../data/pairing.ts';
import type { Language } from '../words/load.ts';
import type { Theme } from './context.tsx';

const read = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};
const write = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A browser without storage forgets it at the next start.
  }
};

export function savedLanguage(): Language {
  const saved = read('language');
  if (saved === 'en' || saved === 'pl') return saved;
  return navigator.language.startsWith('pl') ? 'pl' : 'en';
}
export const saveLanguage = (language: Language): void => write('language', language);

export function savedTheme(): Theme {
  const saved = read('theme');
  if (saved === 'light' || saved === 'dark') return saved;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
export const saveTheme = (theme: Theme): void => write('theme', theme);

/**
 * The register's name and key from the address the store's node prints
 * (`#register=R1&key=…`), which is taken out of the address at once. Nothing
 * when the address carries none.
 */
export function pairingInAddress(): Pairing | undefined {
  const given = new URLSearchParams(location.hash.slice(1));
  const [register, key] = [given.get('register'), given.get('key')];
  if (!register || !key) return undefined;
  history.replaceState(null, '', location.pathname);
  return { register, key };
}

const LOADED = 'loaded';
/** Whether this device once had the whole catalogue. */
export const wasLoaded = (): boolean => read(LOADED) !== null;
export const saveLoaded = (): void => write(LOADED, '1');
