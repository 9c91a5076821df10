/** The two scalars of our own. Inside, an instant is milliseconds since 1970 and an amount whole minor units. */
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const ISO = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

function parseInstant(value: unknown): number {
  const [, year, month, day] = (typeof value === 'string' ? ISO.exec(value) : null) ?? [];
  // JavaScript takes the thirtieth of February for the second of March.
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= lastDay)
    return Date.parse(value as string);
  throw new GraphQLError('An instant is ISO 8601 text with a time zone, as 2026-11-23T09:30:00Z.');
}

function parseAmount(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new GraphQLError('An amount is a whole number of minor units.');
}

const DAY_MS = 24 * 3_600_000;
/** The last millisecond of the year 9999; later years are written with more digits. */
const LAST_PLAIN = 253_402_300_799_999;
/** Of the day that was asked for last: an answer names many instants, most of them of one day. */
let day = { number: NaN, text: '' };
const digits = (value: number, length: number): string => String(value).padStart(length, '0');

/** As `toISOString`, for a quarter of its time. */
function isoText(instant: number): string {
  if (!Number.isInteger(instant) || instant < 0 || instant > LAST_PLAIN) return new Date(instant).toISOString();
  const number = Math.floor(instant / DAY_MS);
  if (number !== day.number) day = { number, text: new Date(instant).toISOString().slice(0, 11) };
  const ms = instant - number * DAY_MS;
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const time = `${digits(Math.floor(minutes / 60), 2)}:${digits(minutes % 60, 2)}:${digits(seconds % 60, 2)}`;
  return `${day.text}${time}.${digits(ms % 1000, 3)}Z`;
}

export const DateTime = new GraphQLScalarType<number, string>({
  name: 'DateTime',
  serialize: (value) => (typeof value === 'number' ? isoText(value) : String(value)),
  parseValue: parseInstant,
  parseLiteral: (node) => parseInstant(node.kind === Kind.STRING ? node.value : undefined),
});

export const Amount = new GraphQLScalarType<number, number>({
  name: 'Amount',
  serialize: parseAmount,
  parseValue: parseAmount,
  parseLiteral: (node) => parseAmount(node.kind === Kind.INT ? Number(node.value) : undefined),
});
