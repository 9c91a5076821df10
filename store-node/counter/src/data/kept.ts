/** What this device kept from earlier days, read in one go at its start. */
import type { OwnCollections } from './databases.ts';

export type Kept = ReadonlyMap<string, unknown>;

export async function readKept(notes: OwnCollections['notes']): Promise<Kept> {
  const all = await notes.find().exec();
  return new Map(all.map((note) => [note.key, note.toMutableJSON().value]));
}
