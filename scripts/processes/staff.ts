/** People for a retailer that is tried out: one of each role, each with a PIN of its own. The catalogue gets hashes only. */
import { argon2Sync, randomBytes } from 'node:crypto';
import { PutStaff } from '@ringfence/graphql/generated/operations.ts';
import type { HubApi } from '../clients/hub-api.ts';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: 'CLERK' | 'SUPERVISOR' | 'MANAGER';
  readonly pin: string;
}

export const TRIAL_STAFF: readonly Person[] = [
  { id: 'clerk-1', name: 'Clerk', role: 'CLERK', pin: '258025' },
  { id: 'supervisor-1', name: 'Supervisor', role: 'SUPERVISOR', pin: '147014' },
  { id: 'manager-1', name: 'Manager', role: 'MANAGER', pin: '369036' },
];

/** Parameters as recommended for interactive sign-in: 19 MiB, two passes, one lane. */
const ARGON2 = { parallelism: 1, tagLength: 32, memory: 19_456, passes: 2 } as const;

export function hashPin(pin: string, salt: Uint8Array = Uint8Array.from(randomBytes(16))): string {
  const tag = argon2Sync('argon2id', { message: pin, nonce: salt, ...ARGON2 });
  const { memory, passes, parallelism } = ARGON2;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(Uint8Array.from(tag))}`;
}

const unpadded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('=', '');

/** Puts the people into the hub's catalogue; from there they reach every store. */
export async function putStaff(hub: HubApi, people: readonly Person[] = TRIAL_STAFF): Promise<void> {
  const staff = people.map(({ id, name, role, pin }) => ({ id, name, role, pinHash: hashPin(pin), active: true }));
  const { putStaff: answer } = await hub.run(PutStaff, { staff });
  if (answer.__typename !== 'CataloguePut') throw new Error(`the staff were refused: ${answer.message}`);
}
