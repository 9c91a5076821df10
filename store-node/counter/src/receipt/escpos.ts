/**
 * A receipt as bytes for an ESC/POS printer (Epson's command set, as most
 * receipt printers speak it). Text is code page 852, which holds English and
 * Polish; what it lacks is printed as a question mark.
 */
import type { Words } from '../words/en.ts';
import { type Receipt, receiptCode } from './receipt.ts';
import { receiptRows } from './rows.ts';

const WIDTH = 42;
const ESC = 0x1b;
const GS = 0x1d;
const CODE_PAGE_852 = 18;
const POLISH: Readonly<Record<string, number>> = {
  ą: 0xa5,
  ć: 0x86,
  ę: 0xa9,
  ł: 0x88,
  ń: 0xe4,
  ó: 0xa2,
  ś: 0x98,
  ź: 0xab,
  ż: 0xbe,
  Ą: 0xa4,
  Ć: 0x8f,
  Ę: 0xa8,
  Ł: 0x9d,
  Ń: 0xe3,
  Ó: 0xe0,
  Ś: 0x97,
  Ź: 0x8d,
  Ż: 0xbd,
};

export function escPosOf(receipt: Receipt, words: Words, locale: string): Uint8Array {
  const bytes: number[] = [ESC, 0x40, ESC, 0x74, CODE_PAGE_852];
  const align = (how: 0 | 1): void => void bytes.push(ESC, 0x61, how);
  const big = (isOn: boolean): void => void bytes.push(GS, 0x21, isOn ? 0x11 : 0);
  align(1);
  big(true);
  line(bytes, receipt.storeName);
  big(false);
  for (const text of textHead(receipt)) line(bytes, text);
  align(0);
  for (const text of receiptText(receipt, words, locale)) line(bytes, text);
  align(1);
  if (receipt.sale !== '') qr(bytes, receiptCode(receipt));
  line(bytes, words.receipt.thanks);
  // Feed three lines and cut.
  bytes.push(ESC, 0x64, 3, GS, 0x56, 0);
  return Uint8Array.from(bytes);
}

const textHead = ({ address }: Receipt): string[] => (address === '' ? [] : wrap(address));

/** The body in fixed width, one string a line. */
export function receiptText(receipt: Receipt, words: Words, locale: string): string[] {
  return receiptRows(receipt, words, locale).flatMap((row) => {
    if (row.kind === 'rule') return ['-'.repeat(WIDTH)];
    if (row.kind === 'text') return wrap(plain(row.text));
    return pair(plain(row.left), plain(row.right));
  });
}

/** In characters that the printer's code page has. */
const plain = (text: string): string =>
  text
    .replaceAll(/[\u00a0\u202f]/g, ' ')
    .replaceAll(/€(?=\d)/g, 'EUR ')
    .replaceAll('€', 'EUR')
    .replaceAll('−', '-')
    .replaceAll('×', 'x')
    .replaceAll('·', '-');

/** The right side stands at the end of the last line of the left one. */
function pair(left: string, right: string): string[] {
  const lines = wrap(left, WIDTH - right.length - 1);
  const last = lines.pop() ?? '';
  return [...lines, last.padEnd(WIDTH - right.length) + right];
}

/** At spaces, and within a word that is longer than a line. */
function wrap(text: string, width = WIDTH): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > width) {
      lines.push(current);
      current = '';
    }
    current = current === '' ? word : `${current} ${word}`;
    for (; current.length > width; current = current.slice(width)) lines.push(current.slice(0, width));
  }
  return [...lines, current];
}

function line(bytes: number[], text: string): void {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes.push(code >= 0x20 && code < 0x7f ? code : (POLISH[character] ?? 0x3f));
  }
  bytes.push(0x0a);
}

/** Model 2, modules of six dots, error correction M: store the text, then print it. */
function qr(bytes: number[], text: string): void {
  const data = [...new TextEncoder().encode(text)];
  const call = (...rest: number[]): void => {
    const length = rest.length + 1;
    bytes.push(GS, 0x28, 0x6b, length & 0xff, length >> 8, 0x31, ...rest);
  };
  call(0x41, 0x32, 0x00);
  call(0x43, 6);
  call(0x45, 0x31);
  call(0x50, 0x30, ...data);
  call(0x51, 0x30);
}
