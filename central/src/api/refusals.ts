/**
 * From the domain's refusals to the types of the schema. Every mutation names the closed set it may answer with; a
 * refusal outside the set is a bug. In queries, input that breaks a rule is an error with the same code and field.
 */
import { GraphQLError } from 'graphql';
import { assert } from '@ringfence/domain/basic/assert.ts';
import type { Refusal } from '@ringfence/domain/basic/outcome.ts';
import { type RefusalCode, REFUSALS } from '@ringfence/domain/basic/refusals.ts';
import type { ResolversUnionTypes, ResolversTypes } from '@ringfence/graphql/generated/schema.ts';

type Unions = ResolversUnionTypes<ResolversTypes>;
type Answer = Unions[keyof Unions];
type RefusalType = Extract<Answer, { retry: boolean }>['__typename'];

/** The type each code is told as. Codes that no mutation of the hub may answer with are not listed. */
const TYPES: Partial<Record<RefusalCode, RefusalType>> = {
  'invalid-input': 'InvalidInput',
  'exists-different': 'ExistsDifferent',
  'unknown-sku': 'UnknownSku',
  'unknown-store': 'UnknownStore',
  'unknown-order': 'UnknownOrder',
  'wrong-currency': 'WrongCurrency',
  'insufficient-promise': 'InsufficientPromise',
  'not-allowed': 'NotAllowed',
  'order-cancelling': 'OrderCancelling',
  'order-ended': 'OrderEnded',
  'already-handed-over': 'OrderEnded',
  'identity-taken': 'IdentityTaken',
  'no-loyalty-rules': 'PointsRefused',
  'unknown-member': 'PointsRefused',
  'points-zero': 'PointsRefused',
  'points-negative': 'PointsRefused',
  'points-fractional': 'PointsRefused',
  'points-below-minimum': 'PointsRefused',
  'points-above-basket': 'PointsRefused',
  'insufficient-points': 'PointsRefused',
  'unknown-hold': 'PointsRefused',
  'hold-of-another-member': 'PointsRefused',
  'hold-of-another-store': 'PointsRefused',
  'hold-expired': 'PointsRefused',
  'hold-ended': 'PointsRefused',
  'store-unreachable': 'StoreUnreachable',
  overloaded: 'Overloaded',
};

/** What the schema calls an input that the domain calls otherwise. */
const FIELDS: Record<string, string> = {
  store: 'storeId',
  order: 'orderId',
  exception: 'exceptionId',
  member: 'memberId',
};
/** A path into the input, as the schema calls it. */
export const fieldName = (path: string): string => path.replace(/^[A-Za-z]+/, (first) => FIELDS[first] ?? first);

/** The refusal with the field as one command of the schema calls it; `names` gives those that differ. */
export function withNames<Code extends RefusalCode>(
  refusal: Refusal<Code>,
  names: Readonly<Record<string, string>>,
): Refusal<Code> {
  const { field } = refusal;
  return field === undefined
    ? refusal
    : { ...refusal, field: field.replace(/^[A-Za-z]+/, (first) => names[first] ?? first) };
}

/** The refusal as an object of one of the `allowed` types. Figures of the refusal travel as fields of their own. */
export function renderRefusal<Name extends RefusalType>(
  refusal: Refusal,
  allowed: readonly Name[],
  figures: Readonly<Record<string, unknown>> = {},
): Extract<Answer, { __typename: Name }> {
  const __typename = TYPES[refusal.refused];
  assert(
    __typename !== undefined && (allowed as readonly string[]).includes(__typename),
    () => `${refusal.refused} is not an answer to this: ${refusal.message}`,
  );
  return {
    __typename,
    ...refusal.details,
    ...figures,
    code: refusal.refused,
    message: refusal.message,
    field: refusal.field === undefined ? null : fieldName(refusal.field),
    retry: REFUSALS[refusal.refused].retry,
  } as unknown as Extract<Answer, { __typename: Name }>;
}

/** A query's refusal. */
export function queryError(refusal: Refusal): GraphQLError {
  const field = refusal.field === undefined ? undefined : fieldName(refusal.field);
  return new GraphQLError(refusal.message, { extensions: { code: refusal.refused, field } });
}
