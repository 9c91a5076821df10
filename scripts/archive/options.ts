/** What `npm run archive` is asked, read from its arguments. */
import { parseArgs } from 'node:util';
import { Hindrance } from '../migrate/places.ts';

export const USAGE = [
  'npm run archive -- create --from <hub data directory or CouchDB address> --to <directory> [--until 2026-10-31]',
  'npm run archive -- verify <directory> [--key <the hub’s public key>]',
  'npm run archive -- restore <directory> --to <hub data directory that is empty>',
].join('\n');

export type ArchiveCommand =
  /** `until` in milliseconds since 1970: the first moment that is left for later. */
  | { readonly command: 'create'; readonly from: string; readonly to: string; readonly until: number }
  | { readonly command: 'verify'; readonly archive: string; readonly key: string | undefined }
  | { readonly command: 'restore'; readonly archive: string; readonly to: string };

/** Throws `Hindrance` for what is not understood, and for a period that has not ended by `now`. */
export function archiveOptions(argv: readonly string[], now: number): ArchiveCommand {
  const { positionals, values } = read(argv);
  const [command, archive, ...more] = positionals;
  const { from, to, until, key } = values;
  if (more.length > 0) throw new Hindrance(USAGE);
  if (command === 'create' && archive === undefined && from !== undefined && to !== undefined && key === undefined)
    return { command, from, to, until: until === undefined ? startOfMonth(now) : endOfDay(until, now) };
  if (from !== undefined || until !== undefined || archive === undefined) throw new Hindrance(USAGE);
  if (command === 'verify' && to === undefined) return { command, archive, key };
  if (command === 'restore' && to !== undefined && key === undefined) return { command, archive, to };
  throw new Hindrance(USAGE);
}

function read(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { from: text, to: text, until: text, key: text },
    });
  } catch (error) {
    throw new Hindrance(`${(error as Error).message}\n${USAGE}`, { cause: error });
  }
}

function startOfMonth(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

/** The day is part of what is archived. */
function endOfDay(day: string, now: number): number {
  const start = Date.parse(`${day}T00:00:00.000Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(start) || !new Date(start).toISOString().startsWith(day))
    throw new Hindrance(`--until ${day}: a day as 2026-10-31`);
  const end = start + 24 * 60 * 60 * 1000;
  if (end > now) throw new Hindrance(`--until ${day}: that day has not ended, in UTC`);
  return end;
}
