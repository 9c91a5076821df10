/** The body of a receipt, row by row. Screen and paper are made of the same rows, so they say the same. */
import type { SaleDiscount } from '@ringfence/domain/documents/promotion.ts';
import type { Words } from '../words/en.ts';
import { dateTime, money, quantity, rate } from '../words/formats.ts';
import type { Receipt, ReturnedPart } from './receipt.ts';

export type Row =
  | { readonly kind: 'rule' }
  | { readonly kind: 'text'; readonly text: string; readonly isQuiet?: boolean; readonly isStrong?: boolean }
  | {
      readonly kind: 'pair';
      readonly left: string;
      readonly right: string;
      readonly isQuiet?: boolean;
      readonly isStrong?: boolean;
    };

const RULE: Row = { kind: 'rule' };
const text = (words: string): Row => ({ kind: 'text', text: words });
const quiet = (left: string, right: string): Row => ({ kind: 'pair', left, right, isQuiet: true });
const pair = (left: string, right: string): Row => ({ kind: 'pair', left, right });
const strong = (left: string, right: string): Row => ({ kind: 'pair', left, right, isStrong: true });

export function receiptRows(receipt: Receipt, words: Words, locale: string): Row[] {
  const amount = (minor: number): string => money(minor, receipt.currency, locale);
  const { number, at, returned, lines, register, servedBy, isOffline } = receipt;
  const head: Row[] = [
    ...(number === '' ? [] : [{ kind: 'text', text: `${words.receipt.number} ${number}` } as const]),
    { kind: 'text', text: dateTime(at, locale), isQuiet: true },
    RULE,
  ];
  return [
    ...head,
    ...(returned ? returnedRows(returned, { words, locale, amount }) : []),
    ...(returned && lines.length > 0 ? [RULE] : []),
    ...(lines.length === 0 ? [] : soldRows(receipt, { words, locale, amount })),
    RULE,
    {
      kind: 'text',
      text: `${words.receipt.register} ${register} · ${words.receipt.servedBy} ${servedBy}`,
      isQuiet: true,
    },
    ...(isOffline ? [{ kind: 'text', text: words.receipt.offline, isQuiet: true } as const] : []),
  ];
}

type Amount = (minor: number) => string;

function returnedRows(returned: ReturnedPart, { words, locale, amount }: Formats): Row[] {
  const { lines, total, refunds, points, taxes } = returned;
  return [
    { kind: 'text', text: words.slip.returned, isStrong: true },
    ...lines.map((line) =>
      pair(`${quantity(line.units, line.measure ?? 'piece', locale)} × ${line.name}`, amount(-line.amount)),
    ),
    strong(words.returns.refund, amount(-total)),
    ...taxes.map((tax) =>
      quiet(`${words.receipt.tax(rate(tax.rate, locale))} ${amount(-tax.gross)}`, amount(-tax.tax)),
    ),
    ...refunds.map((refund) => pair(words.shift.tenders[refund.kind], amount(-refund.amount))),
    ...(points === null ? [] : pointsBack(points, words)),
  ];
}

const pointsBack = ({ unearned, givenBack }: NonNullable<ReturnedPart['points']>, words: Words): Row[] => [
  ...(unearned > 0 ? [pair(words.slip.pointsUnearned, `−${unearned}`)] : []),
  ...(givenBack > 0 ? [pair(words.slip.pointsGivenBack, `+${givenBack}`)] : []),
];

interface Formats {
  readonly words: Words;
  readonly locale: string;
  readonly amount: Amount;
}

function soldRows(receipt: Receipt, { words, locale, amount }: Formats): Row[] {
  const { lines, total, taxes, tenders, change, discounts, points } = receipt;
  const saved = lines.reduce((sum, line) => sum + line.gross - line.amount, 0);
  return [
    ...lines.flatMap((line) => {
      const off = line.gross - line.amount;
      return [
        text(line.name),
        quiet(`${quantity(line.units, line.measure, locale)} × ${amount(line.unitPrice)}`, amount(line.gross)),
        ...(off > 0 ? [quiet(words.slip.discount, amount(-off))] : []),
      ];
    }),
    RULE,
    strong(words.common.total, amount(total)),
    ...(saved > 0 ? [pair(`${words.slip.saved}${namesOf(discounts)}`, amount(saved))] : []),
    ...taxes.map((tax) => quiet(`${words.receipt.tax(rate(tax.rate, locale))} ${amount(tax.gross)}`, amount(tax.tax))),
    ...tenders.map((tender) => pair(words.shift.tenders[tender.kind], amount(tender.amount))),
    ...(change > 0 ? [pair(words.sell.change, amount(change))] : []),
    ...(points === null ? [] : pointsRows(points, words)),
  ];
}

/** The codes that counted, in brackets. */
function namesOf(discounts: readonly SaleDiscount[]): string {
  const codes = discounts.flatMap((each) => (each.kind === 'code' ? [each.code] : []));
  return codes.length === 0 ? '' : ` (${codes.join(', ')})`;
}

const pointsRows = ({ earned, spent, balance }: NonNullable<Receipt['points']>, words: Words): Row[] => [
  pair(words.slip.pointsEarned, `+${earned}`),
  ...(spent > 0 ? [pair(words.slip.pointsSpent, `−${spent}`)] : []),
  ...(balance === null ? [] : [pair(words.slip.pointsBalance, String(balance))]),
];
