/** The shapes of what nodes send beside documents. */
import { z } from 'zod';
import { id, instant, lines, units } from '@ringfence/domain/documents/fields.ts';
import { LIMITS as TRADE } from '@ringfence/domain/limits.ts';
import { LIMITS } from '../limits.ts';
import { invalid } from './problem.ts';

/** 32 bytes in base64url, as JWK `x`. */
const publicKey = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in base64url');
const position = z.int().min(0);
const docs = <Row extends z.ZodType>(row: Row, max: number) => z.array(row).max(max);

export const enrol = z.strictObject({ store: id, code: z.string().max(64), publicKey });
export const incarnation = z.strictObject({ publicKey: publicKey.optional() });
export const report = z.strictObject({
  upHead: position,
  downN: position,
  downHead: z.string().max(64).optional(),
  oldestUnsentAt: instant.nullable().default(null),
  stateHash: z.string().max(64).optional(),
});
export const ask = z.discriminatedUnion('kind', [
  z.strictObject({
    id,
    kind: z.literal('units'),
    lines: lines(z.strictObject({ sku: id, units }), TRADE.linesPerDocument),
    downN: position,
    upN: position.optional(),
  }),
  z.strictObject({
    id,
    kind: z.literal('return-right'),
    sale: id,
    soldAt: id,
    lines: lines(
      z.strictObject({
        line: z
          .int()
          .min(0)
          .max(TRADE.linesPerDocument - 1),
        units,
      }),
      TRADE.linesPerDocument,
    ),
    downN: position,
  }),
  z.strictObject({ id, kind: z.literal('points'), member: id, points: z.number(), basket: id, downN: position }),
  z.strictObject({
    id,
    kind: z.literal('member'),
    sealed: z.string().max(TRADE.sealedClaimLength).optional(),
    member: id.optional(),
    downN: position,
  }),
  z.strictObject({ id, kind: z.literal('purchase'), sale: id, soldAt: id, downN: position }),
]);

/** The replication protocol: other fields are ignored. */
export const bulkDocs = z.object({ docs: docs(z.unknown(), LIMITS.bulkRows) });
export const bulkGet = z.object({
  docs: docs(z.object({ id: z.string(), rev: z.string().optional() }), LIMITS.changesRows),
});
export const revsDiff = z.record(z.string(), z.array(z.string()).max(10));

/** The body as `schema` reads it; throws a 400 that names the field. */
export function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(issue?.message ?? 'invalid', issue?.path.join('.'));
}
