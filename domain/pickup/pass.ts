/**
 * The pickup pass: a signed text, shown as a QR code, that proves the hub put
 * these units aside for this order at this store. It is checked without a
 * network. Form: `RF1.<payload>.<signature>`, both base64url; the payload is
 * the JSON array [order, store, expiry in seconds, due in minor units,
 * currency, [[sku, units]…]], for an order of a member with [claim, rules,
 * tier rate, [[amount, earned, redeemed, worth]…]] after it, signed with the
 * hub's Ed25519 key over `RF1.<payload>`. Single use is not the pass's affair: the order's hand-over
 * exists once, at the one store it names.
 */
import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { amount, currency, id, units } from '../documents/fields.ts';
import { claim, percent, pointsOrNone } from '../documents/points.ts';
import type { SkuLine } from '../documents/pickup.ts';
import type { Known } from './order-points.ts';

const VERSION = 'RF1';

export interface Pass {
  readonly order: string;
  readonly store: string;
  /** Milliseconds since 1970, on a whole second. */
  readonly expiresAt: number;
  readonly due: number;
  readonly currency: string;
  readonly lines: readonly SkuLine[];
  /** What the order earns and was paid in points, line by line; absent without a member. */
  readonly points?: Known | undefined;
}

/** Ed25519 over UTF-8 text; signatures in base64url. */
export type Sign = (text: string) => string;
export type Verify = (text: string, signature: string) => boolean;

const head = [
  id,
  id,
  z.int().min(0),
  amount,
  currency,
  z
    .array(z.tuple([id, units]))
    .min(1)
    .max(LIMITS.linesPerPickupOrder),
] as const;
const linePoints = z.tuple([amount, pointsOrNone, pointsOrNone, amount]);
const member = z.tuple([claim, z.int().min(1), percent, z.array(linePoints).max(LIMITS.linesPerPickupOrder)]);
const payload = z
  .union([z.tuple([...head]), z.tuple([...head, member])])
  .refine((content) => content[6] === undefined || content[6][3].length === content[5].length);

const toBase64Url = (text: string): string => btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const fromBase64Url = (text: string): string => atob(text.replaceAll('-', '+').replaceAll('_', '/'));

/** The signed text of a pass, as a QR code shows it. */
export function renderPass(pass: Pass, sign: Sign): string {
  const { order, store, due, currency: code, lines } = pass;
  const content = [
    order,
    store,
    Math.floor(pass.expiresAt / 1000),
    due,
    code,
    lines.map((line) => [line.sku, line.units]),
    ...(pass.points === undefined ? [] : [renderPoints(pass.points)]),
  ];
  const signed = `${VERSION}.${toBase64Url(JSON.stringify(content))}`;
  return `${signed}.${sign(signed)}`;
}

const renderPoints = ({ claim: who, rules, tierRate, lines }: Known): unknown => [
  who,
  rules,
  tierRate,
  lines.map((line) => [line.amount, line.earned, line.redeemed, line.worth]),
];

/** The pass a text holds, or nothing when the hub did not sign exactly this text. */
export function readPass(text: string, verify: Verify): Pass | undefined {
  if (text.length > LIMITS.passLength) return undefined;
  const parts = text.split('.');
  const [version, content, signature] = parts;
  if (parts.length !== 3 || version !== VERSION || !content || !signature) return undefined;
  // The last sign carries two bits; with any others in it the text would be another one for the same signature.
  if (!/^[A-Za-z0-9_-]{85}[AQgw]$/.test(signature) || !verify(`${VERSION}.${content}`, signature)) return undefined;
  let raw: unknown;
  try {
    raw = JSON.parse(fromBase64Url(content));
  } catch {
    return undefined;
  }
  const parsed = payload.safeParse(raw);
  if (!parsed.success) return undefined;
  const [order, store, seconds, due, code, lines, part] = parsed.data;
  const points = part && pointsOfPass(lines, part);
  return {
    order,
    store,
    expiresAt: seconds * 1000,
    due,
    currency: code,
    lines: lines.map(([sku, count]) => ({ sku, units: count })),
    ...(points === undefined ? {} : { points }),
  };
}

function pointsOfPass(
  lines: readonly (readonly [string, number])[],
  [who, rules, tierRate, parts]: z.infer<typeof member>,
): Known {
  const priced = parts.map(([whole, earned, redeemed, worth], index) => {
    const [sku, count] = lines[index] ?? ['', 1];
    return { sku, units: count, amount: whole, earned, redeemed, worth };
  });
  return { claim: who, rules, tierRate, lines: priced };
}
