/** The words a new device shows before everything else is there. */
import { plural } from './plural.ts';

interface FirstWords {
  readonly title: string;
  readonly loading: string;
  readonly loaded: string;
  readonly loadingCount: (received: number, total: string) => string;
}

const english = plural('en');
const polish = plural('pl');

export const FIRST_WORDS: Readonly<Record<'en' | 'pl', FirstWords>> = {
  en: {
    title: 'Who is at the counter?',
    loading: 'Getting the shop ready',
    loaded: 'The shop is ready',
    loadingCount: (received, total) => `${english(received, { one: '# item', other: '# items' })} of ${total}`,
  },
  pl: {
    title: 'Kto obsługuje stanowisko?',
    loading: 'Przygotowuję sklep',
    loaded: 'Sklep jest gotowy',
    loadingCount: (received, total) =>
      `${polish(received, { one: '# towar', few: '# towary', many: '# towarów', other: '# towaru' })} z ${total}`,
  },
};
