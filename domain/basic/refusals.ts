/**
 * Every refusal there is, in one table: whether the same command may succeed
 * later unchanged, the HTTP status it becomes, and who must act.
 */
type Actor = 'caller' | 'clerk' | 'supervisor' | 'customer' | 'engineer';
interface RefusalRule {
  readonly retry: boolean;
  readonly status: 400 | 403 | 404 | 409 | 413 | 422 | 429 | 503;
  readonly actor: Actor;
}

export const REFUSALS = {
  'invalid-input': { retry: false, status: 400, actor: 'caller' },
  'exists-different': { retry: false, status: 409, actor: 'caller' },
  'unknown-sku': { retry: false, status: 422, actor: 'clerk' },
  'unknown-store': { retry: false, status: 404, actor: 'caller' },
  'unknown-order': { retry: true, status: 404, actor: 'clerk' },
  'unknown-sale': { retry: false, status: 404, actor: 'clerk' },
  'unknown-transfer': { retry: true, status: 404, actor: 'clerk' },
  'wrong-currency': { retry: false, status: 422, actor: 'caller' },
  'tender-mismatch': { retry: false, status: 422, actor: 'clerk' },
  'unknown-code': { retry: false, status: 422, actor: 'customer' },
  'code-not-valid': { retry: false, status: 409, actor: 'customer' },
  'discount-differs': { retry: false, status: 409, actor: 'clerk' },
  'insufficient-stock': { retry: true, status: 409, actor: 'supervisor' },
  'insufficient-promise': { retry: true, status: 409, actor: 'customer' },
  'not-allowed': { retry: false, status: 403, actor: 'supervisor' },
  'order-taken': { retry: true, status: 409, actor: 'supervisor' },
  'order-not-ready': { retry: true, status: 409, actor: 'clerk' },
  'order-cancelling': { retry: false, status: 409, actor: 'customer' },
  'order-ended': { retry: false, status: 409, actor: 'customer' },
  'already-handed-over': { retry: false, status: 409, actor: 'clerk' },
  'lines-mismatch': { retry: false, status: 422, actor: 'clerk' },
  'pass-forged': { retry: false, status: 403, actor: 'clerk' },
  'pass-expired': { retry: false, status: 409, actor: 'customer' },
  'pass-wrong-store': { retry: false, status: 409, actor: 'customer' },
  'not-returnable': { retry: false, status: 409, actor: 'clerk' },
  'return-right-elsewhere': { retry: true, status: 409, actor: 'supervisor' },
  'transfer-ended': { retry: false, status: 409, actor: 'clerk' },
  'no-loyalty-rules': { retry: true, status: 409, actor: 'engineer' },
  'unknown-member': { retry: false, status: 404, actor: 'customer' },
  'identity-taken': { retry: false, status: 409, actor: 'customer' },
  'member-unverified': { retry: false, status: 409, actor: 'customer' },
  'points-zero': { retry: false, status: 422, actor: 'caller' },
  'points-negative': { retry: false, status: 422, actor: 'caller' },
  'points-fractional': { retry: false, status: 422, actor: 'caller' },
  'points-below-minimum': { retry: false, status: 422, actor: 'customer' },
  'points-above-basket': { retry: false, status: 422, actor: 'customer' },
  'insufficient-points': { retry: true, status: 409, actor: 'customer' },
  'unknown-hold': { retry: false, status: 404, actor: 'caller' },
  'hold-of-another-member': { retry: false, status: 403, actor: 'caller' },
  'hold-of-another-store': { retry: false, status: 409, actor: 'caller' },
  'hold-of-another-basket': { retry: false, status: 409, actor: 'caller' },
  'hold-expired': { retry: false, status: 409, actor: 'customer' },
  'hold-ended': { retry: false, status: 409, actor: 'caller' },
  'shift-already-open': { retry: false, status: 409, actor: 'clerk' },
  'no-open-shift': { retry: true, status: 409, actor: 'clerk' },
  'shift-still-open': { retry: true, status: 409, actor: 'supervisor' },
  'wrong-pin': { retry: false, status: 403, actor: 'clerk' },
  'too-many-attempts': { retry: true, status: 429, actor: 'supervisor' },
  'store-unreachable': { retry: true, status: 503, actor: 'clerk' },
  'not-trading': { retry: true, status: 503, actor: 'engineer' },
  overloaded: { retry: true, status: 503, actor: 'caller' },
} as const satisfies Record<string, RefusalRule>;

export type RefusalCode = keyof typeof REFUSALS;

/** Problems that are no refusals, the same at every door, with their status: the request was not looked at, or failed. */
export const FAULTS = {
  unauthorized: 401,
  'not-found': 404,
  'method-not-allowed': 405,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  'too-many-wrong-keys': 429,
  internal: 500,
  unavailable: 503,
} as const;
export type FaultCode = keyof typeof FAULTS;

/** The `type` of a problem document (RFC 9457) with that code. */
export const problemTypeOf = (code: string): string =>
  `urn:ringfence:${Object.hasOwn(REFUSALS, code) ? 'refusal' : 'problem'}:${code}`;
