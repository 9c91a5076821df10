/** Somebody at head office dealt with an exception. */
import { z } from 'zod';
import { id, text } from './fields.ts';

export const resolution = z.strictObject({ exception: z.string().max(160), by: id, note: text });
