/** A process that opens a street whose database and index file are given, and says how it was refused. */
import { openPouchStreet } from '../pouch-street.ts';
import { sha256 } from './documents.ts';

const [directory, index] = process.argv.slice(2) as [string, string];
try {
  await openPouchStreet({ directory, index, street: 'up-S01', create: false, sha256 });
} catch (error) {
  process.stdout.write((error as Error).name);
}
