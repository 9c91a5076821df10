/** The two scalars of our own. Inside, an instant is milliseconds since 1970 and an amount whole minor units. */
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;

function parseInstant(value: unknown): number {
  const at = typeof value === 'string' && ISO.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at))
    throw new GraphQLError('An instant is ISO 8601 text with a time zone, as 2026-11-23T09:30:00Z.');
  return at;
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
