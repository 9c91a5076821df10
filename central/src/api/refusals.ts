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

/** The type each code is told as; `null` for those that only a store says. */
const TYPES: Record<RefusalCode, RefusalType | null> = {
  'invalid-input': 'InvalidInput',
  'exists-different': 'ExistsDifferent',
  'unknown-sku': 'UnknownSku',
  'unknown-store': 'UnknownStore',
  'unknown-order': 'UnknownOrder',
  'unknown-sale': null,
  'unknown-transfer': null,
  'wrong-currency': 'WrongCurrency',
  'tender-mismatch': null,
  'insufficient-stock': null,
  'insufficient-promise': 'InsufficientPromise',
  'not-allowed': 'NotAllowed',
  'order-not-ready': null,
  'order-cancelling': 'OrderCancelling',
  'order-ended': 'OrderEnded',
  'already-handed-over': 'OrderEnded',
  'lines-mismatch': null,
  'pass-forged': null,
  'pass-expired': null,
  'pass-wrong-store': null,
  'not-returnable': null,
  'return-right-elsewhere': null,
  'transfer-ended': null,
  'no-loyalty-rules': null,
  'unknown-member': null,
  'identity-taken': null,
  'member-unverified': null,
  'points-zero': null,
  'points-negative': null,
  'points-fractional': null,
  'points-below-minimum': null,
  'points-above-basket': null,
  'insufficient-points': null,
  'unknown-hold': null,
  'hold-of-another-member': null,
  'hold-of-another-store': null,
  'hold-of-another-basket': null,
  'hold-expired': null,
  'hold-ended': null,
  'shift-already-open': null,
  'no-open-shift': null,
  'shift-still-open': null,
  'wrong-pin': null,
  'too-many-attempts': null,
  'store-unreachable': 'StoreUnreachable',
  'not-trading': null,
  overloaded: 'Overloaded',
};

/** What the schema calls an input that the domain calls otherwise. */
const FIELDS: Record<string, string> = { store: 'storeId', order: 'orderId', exception: 'exceptionId' };
const fieldName = (path: string): string => path.replace(/^[A-Za-z]+/, (first) => FIELDS[first] ?? first);

/** The refusal as an object of one of the `allowed` types. Figures of the refusal travel as fields of their own. */
export function renderRefusal<Name extends RefusalType>(
  refusal: Refusal,
  allowed: readonly Name[],
  figures: Readonly<Record<string, unknown>> = {},
): Extract<Answer, { __typename: Name }> {
  const __typename = TYPES[refusal.refused];
  assert(
    __typename !== null && (allowed as readonly string[]).includes(__typename),
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
