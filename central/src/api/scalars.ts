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

export const DateTime = new GraphQLScalarType<number, string>({
  name: 'DateTime',
  serialize: (value) => (typeof value === 'number' ? new Date(value).toISOString() : String(value)),
  parseValue: parseInstant,
  parseLiteral: (node) => parseInstant(node.kind === Kind.STRING ? node.value : undefined),
});

export const Amount = new GraphQLScalarType<number, number>({
  name: 'Amount',
  serialize: parseAmount,
  parseValue: parseAmount,
  parseLiteral: (node) => parseAmount(node.kind === Kind.INT ? Number(node.value) : undefined),
});
