/** Documents about the streets themselves. */
import { z } from 'zod';
import { hash, id } from './fields.ts';

/** The hub closes a store's earlier incarnations at `n`/`head` and lets `incarnation` write on from there. */
export const incarnation = z.strictObject({ store: id, incarnation: z.int().min(1), n: z.int().min(0), head: hash });
export type Incarnation = z.infer<typeof incarnation>;

/** A store with rights lent to it and nothing else to write lets its time be known. */
export const tick = z.strictObject({});
