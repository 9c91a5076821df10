/**
 * The member at the till. Found through the store's node; somebody nobody can
 * tell still earns, under a claim that only head office can read, so that a
 * phone number or e-mail stands in no log and in no outbox.
 */
import type { LoyaltyRules, SealingKey } from '@ringfence/domain/documents/loyalty-rules.ts';
import { pointsEarned, pointsFor, worthOf } from '@ringfence/domain/loyalty/rules.ts';
import { shareOut } from '@ringfence/domain/loyalty/share.ts';
import type { Identity } from '@ringfence/domain/member/identity.ts';
import { isRefused, type NodeApi, type Refused, Unreachable } from '../data/node-api.ts';
import { canSeal, sealFor } from './seal.ts';

/** A member the store knows. */
export interface KnownMember {
  readonly id: string;
  readonly tier: string | null;
  readonly tierRate: number;
  /** What head office may spend for the member; null while it cannot be asked. */
  readonly available: number | null;
  readonly total: number | null;
  /** What lies at this store, and until when. */
  readonly here: number;
  readonly hereUntil: number | null;
  readonly connected: boolean;
}

/** Points are earned under this claim; nobody here can tell whose they are. */
export interface ClaimedMember {
  readonly sealed: string;
  /** A few characters of what was typed, for the clerk to recognise. */
  readonly hint: string;
  readonly why: 'unknown' | 'cut-off' | 'alone';
}

export type Member = KnownMember | ClaimedMember;
export const isKnown = (member: Member | null): member is KnownMember => member !== null && 'id' in member;

export type Found = { readonly member: Member } | { readonly refused: string };

/** What a person typed or scanned: a member's own code, or a phone number, e-mail or card. */
export function readIdentity(text: string): { member: string } | { identity: Identity } | undefined {
  const value = text.trim();
  const own = /^RM1\.([A-Za-z0-9][A-Za-z0-9._-]{0,63})$/.exec(value);
  if (own?.[1] !== undefined) return { member: own[1] };
  if (value.length < 3 || value.length > 254) return undefined;
  if (value.includes('@')) return { identity: { kind: 'email', value } };
  const digits = value.replaceAll(/[\s()./-]/g, '');
  const isPhone = /^\+\d{7,15}$/.test(digits) || /^\d{7,11}$/.test(digits);
  return { identity: { kind: isPhone ? 'phone' : 'card', value } };
}

/** Who it is, as far as anybody can tell. `key` is what this device seals claims with when it is alone. */
export async function findMember(api: NodeApi, text: string, key: SealingKey | undefined): Promise<Found> {
  const named = readIdentity(text);
  if (!named) return { refused: 'invalid-input' };
  const typed = text.trim();
  const hint = typed.includes('@') ? `${typed.slice(0, 2)}…` : `…${typed.slice(-3)}`;
  try {
    const answer = await api.put<KnownMember>('members', named);
    return isRefused(answer) ? claimed(answer, hint) : { member: answer };
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    if (!('identity' in named) || !key || !canSeal()) return { refused: 'store-unreachable' };
    return { member: { sealed: await sealFor(key.key, named.identity), hint, why: 'alone' } };
  }
}

function claimed({ code, details }: Refused, hint: string): Found {
  const { sealed } = details as { sealed?: string };
  if (sealed === undefined) return { refused: code };
  return { member: { sealed, hint, why: code === 'unknown-member' ? 'unknown' : 'cut-off' } };
}

/** What may be redeemed now: points, and what they pay. Nothing when there is nothing worth asking for. */
export function redeemable(
  member: Member | null,
  rules: LoyaltyRules | undefined,
  left: number,
): { readonly points: number; readonly worth: number; readonly minimum: number } | undefined {
  if (!isKnown(member) || !rules) return undefined;
  const free = Math.max(0, member.available ?? 0) + member.here;
  const most = mostFor(rules, left);
  const points = Math.min(free, most);
  const { minimum } = rules.redemption;
  return { points, worth: worthOf(rules, points), minimum };
}

/** The most points that pay no more than `left`. */
function mostFor(rules: LoyaltyRules, left: number): number {
  const most = pointsFor(rules, left);
  return worthOf(rules, most) <= left ? most : most - 1;
}

/** Points the basket earns, by the store's own rules. */
export function earnedBy(
  rules: LoyaltyRules,
  basket: {
    readonly day: string;
    readonly tierRate: number;
    readonly lines: readonly { readonly amount: number; readonly group: string | undefined }[];
    /** What points pay of it, in minor units. */
    readonly worth: number;
  },
): number {
  const shares = shareOut(
    basket.worth,
    basket.lines.map(({ amount }) => BigInt(amount)),
  );
  const lines = basket.lines.map(({ amount, group }, index) => ({ paid: amount - (shares[index] ?? 0), group }));
  return pointsEarned(rules, { ...basket, lines }).reduce((sum, points) => sum + points, 0);
}
