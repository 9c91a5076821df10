/** Money, times and ages as a language writes them. */
import type { Words } from './en.ts';

const cache = new Map<string, Intl.NumberFormat>();

function moneyFormat(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  let format = cache.get(key);
  if (!format)
    cache.set(key, (format = new Intl.NumberFormat(locale, { style: 'currency', currency: currency || 'EUR' })));
  return format;
}

const digits = new Map<string, number>();

/** Digits of a currency after the point. */
export function digitsOf(currency: string): number {
  let known = digits.get(currency);
  if (known === undefined)
    digits.set(currency, (known = moneyFormat('en', currency).resolvedOptions().maximumFractionDigits ?? 2));
  return known;
}

/** Whole minor units as text. */
export const money = (minor: number, currency: string, locale: string): string =>
  moneyFormat(locale, currency).format(minor / 10 ** digitsOf(currency));

/** Minor units from what a person typed, with comma or point; nothing when it is no amount. */
export function parseMoney(text: string, currency: string): number | undefined {
  const places = digitsOf(currency);
  const clean = text.replaceAll(/[\s\u00a0]/g, '').replace(',', '.');
  if (!/^\d{1,9}(\.\d*)?$/.test(clean)) return undefined;
  const [whole = '0', fraction = ''] = clean.split('.');
  if (fraction.length > places) return undefined;
  return Number(whole) * 10 ** places + Number(fraction.padEnd(places, '0') || '0');
}

/** Grams as a scale shows them. */
export const weight = (grams: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'unit', unit: 'kilogram', maximumFractionDigits: 3 }).format(grams / 1000);

/** How much there is of an item: by weight, or as many pieces as the number says. */
export const quantity = (units: number, measure: 'piece' | 'gram', locale: string): string =>
  measure === 'gram' ? weight(units, locale) : new Intl.NumberFormat(locale).format(units);

/** The amount as a person types it, without the currency. */
export const plainMoney = (minor: number, currency: string, locale: string): string =>
  new Intl.NumberFormat(locale, {
    useGrouping: false,
    minimumFractionDigits: digitsOf(currency),
    maximumFractionDigits: digitsOf(currency),
  }).format(minor / 10 ** digitsOf(currency));

export const time = (at: number, locale: string): string =>
  new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hour12: false }).format(at);

export const dateTime = (at: number, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', hour12: false }).format(at);

export const date = (at: number, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(at);

/** A time on the same day, else the date too. */
export const moment = (at: number, now: number, locale: string): string =>
  new Date(at).toDateString() === new Date(now).toDateString() ? time(at, locale) : dateTime(at, locale);

export function age(ms: number, words: Words): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 90) return words.status.age.seconds(seconds);
  if (seconds < 5400) return words.status.age.minutes(Math.round(seconds / 60));
  return words.status.age.hours(Math.round(seconds / 3600));
}

/** Basis points as a percentage. */
export const rate = (basis: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(basis / 10_000);
