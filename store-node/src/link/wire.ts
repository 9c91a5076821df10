/** The shapes of what the hub's gateway says. Fields this version does not know are ignored. */
import { z } from 'zod';
import { amount, currency, hash, id, instant, taxRate, tender, units } from '@ringfence/domain/documents/fields.ts';
import { claim } from '@ringfence/domain/documents/points.ts';

export const position = z.object({ n: z.int().min(0), head: hash });
export type Position = z.infer<typeof position>;

export const enrolled = z.object({ store: id, incarnation: z.int().min(1), hubKey: z.string(), up: position });
export const newIncarnation = z.object({ incarnation: z.int().min(1), up: position });

export const status = z.object({
  incarnation: z.int().min(0),
  up: position,
  down: position,
  catalog: position,
  time: instant.optional(),
});
export type Status = z.infer<typeof status>;

/** Answer of POST /gateway/asks. For a return right the hub adds `purchase`: what it knows of the sale or hand-over. */
export const answer = z.object({
  granted: z.boolean(),
  documents: z.array(z.unknown()).max(5000),
  purchase: z
    .object({
      id,
      of: z.enum(['sale', 'order']),
      store: id,
      currency,
      /** In the order of the sale's lines; `amount` is what was paid for the whole line, in minor units. */
      lines: z.array(z.object({ sku: id, units, amount: amount.nullable(), taxRate: taxRate.optional() })).max(1000),
      paid: z.array(tender).max(100).optional(),
      /** Whose points the sale earned and redeemed. */
      claim: claim.optional(),
    })
    .nullish(),
  member: z
    .object({ id, tierRate: z.int().min(0), available: z.int(), tier: z.string().nullish(), total: z.int().optional() })
    .optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});

const unitsAsk = z.object({ id, kind: z.literal('units'), lines: z.array(z.object({ sku: id, units })).min(1) });
const returnRightAsk = z.object({
  id,
  kind: z.literal('return-right'),
  sale: id,
  to: id,
  lines: z.array(z.object({ line: z.int().min(0), units })).min(1),
});
export const ask = z.discriminatedUnion('kind', [unitsAsk, returnRightAsk]);
export type Ask = z.infer<typeof ask>;

/** Answers of what is looked up at the hub. */
export const elsewhereAnswer = z.object({
  sku: z.string(),
  stores: z.array(
    z.object({
      store: id,
      onHand: z.int(),
      /** Units its counter may sell, and units the web may promise. */
      shelf: z.int(),
      online: z.int(),
      connected: z.boolean(),
      asOf: z.int().nullable(),
    }),
  ),
});
export type ElsewhereAnswer = z.infer<typeof elsewhereAnswer>;

export const contactAnswer = z.object({
  contact: z
    .object({ name: z.string().optional(), phone: z.string().optional(), email: z.string().optional() })
    .nullable(),
});

const sentTransfer = z.object({
  transfer: id,
  to: id,
  announcedAt: z.int(),
  arrivedAt: z.int().nullable(),
  differences: z.array(z.object({ sku: id, units: z.int() })),
});
export type SentTransfer = z.infer<typeof sentTransfer>;
export const transfersAnswer = z.object({ transfers: z.array(sentTransfer) });

/** One line of the signal stream. */
export const signal = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), ...status.shape }),
  z.object({ type: z.literal('heads'), down: z.int().min(0), catalog: z.int().min(0) }),
  z.object({ type: z.literal('up'), ...position.shape }),
  z.object({ type: z.literal('ask'), ask }),
  z.object({ type: z.literal('beat') }),
]);
export type Signal = z.infer<typeof signal>;

/** The parts of the replication protocol that are read without the replicator. */
export const changes = z.object({ results: z.array(z.object({ doc: z.record(z.string(), z.unknown()) })) });
export const bulkDocs = z.array(
  z.object({ id: z.string().optional(), error: z.unknown().optional(), reason: z.string().optional() }),
);
