/** How `up` speaks: chapters, and one line for each thing that happened, no wider than a terminal of 100 columns. */
import { styleText } from 'node:util';

export const COLUMNS = 100;
const MARGIN = '  ';
const WHO = 5;

export interface Voice {
  chapter(title: string): void;
  /** `who` did or met something. */
  line(who: string, text: string): void;
  /** A refusal: `who` was told why not. */
  refusal(who: string, text: string): void;
  plain(text: string): void;
}

/** Speaks to `write`, one line a call. Colour only where standard output is a terminal. */
export function voice(write: (line: string) => void): Voice {
  const say = (who: string, text: string, style: 'none' | 'yellow'): void => {
    const hanging = ' '.repeat(MARGIN.length + WHO);
    const [first = '', ...rest] = wrap(text, COLUMNS - hanging.length);
    write(`${MARGIN}${paint('bold', who.padEnd(WHO))}${style === 'none' ? first : paint(style, first)}`);
    for (const part of rest) write(`${hanging}${style === 'none' ? part : paint(style, part)}`);
  };
  return {
    chapter: (title) => write(`\n${paint('bold', title)}`),
    line: (who, text) => say(who, text, 'none'),
    refusal: (who, text) => say(who, `✗ ${text}`, 'yellow'),
    plain: (text) => write(text),
  };
}

export const paint = (style: 'bold' | 'yellow' | 'green' | 'red' | 'dim', text: string): string =>
  styleText(style, text, { stream: process.stdout });

/** `text` cut between words into lines of at most `width`. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Minor units as a price: `8.75 GBP`. */
export const money = (amount: number, currency: string): string => `${(amount / 100).toFixed(2)} ${currency}`;
