/** The languages, each loaded when it is first spoken; all are kept on the device for a start with no network. */
import type { Words } from './en.ts';

export type Language = 'en' | 'pl';

const loaded = new Map<Language, Words>();

/** Resolves when `wordsOf` has the language. */
export async function loadWords(language: Language): Promise<void> {
  if (loaded.has(language)) return;
  const words = language === 'en' ? (await import('./en.ts')).en : (await import('./pl.ts')).pl;
  loaded.set(language, words);
}

/** The words of a language that was loaded. */
export function wordsOf(language: Language): Words {
  const words = loaded.get(language);
  if (!words) throw new Error(`bug: the words of ${language} were not loaded`);
  return words;
}
