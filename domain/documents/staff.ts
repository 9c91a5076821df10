/** People who work in the shops, as the catalogue knows them. The shop chooses the shown name; nothing else about a person travels. */
import { z } from 'zod';
import { id, text } from './fields.ts';

export const STAFF_ROLES = ['clerk', 'supervisor', 'manager'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

export const staff = z.strictObject({
  staff: id,
  name: text.min(1),
  role: z.enum(STAFF_ROLES),
  /** The PIN by Argon2id, in the encoded form that names its own parameters. */
  pinHash: z
    .string()
    .max(200)
    .regex(/^\$argon2id\$v=19\$m=\d{1,7},t=\d{1,2},p=\d\$[A-Za-z0-9+/]{11,64}\$[A-Za-z0-9+/]{22,90}$/),
  active: z.boolean().default(true),
});
export type Staff = z.infer<typeof staff>;
