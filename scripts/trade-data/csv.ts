/** CSV files with a header row, plain or gzip, read whole. A row that does not fit its schema stops the reading. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import type { z } from 'zod';

/**
 * Every row of the file, in its order, as the schema reads it; empty fields are empty text.
 * Throws with file, line and field when one row does not fit: nothing is skipped.
 */
export function readCsv<Row>(path: string, schema: z.ZodType<Row>): Row[] {
  const raw = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(new Uint8Array(raw)) : raw).toString('utf8');
  const records: Record<string, string>[] = parse(text, { columns: true, bom: true });
  return records.map((record, index) => {
    const row = schema.safeParse(record);
    if (row.success) return row.data;
    const [issue] = row.error.issues;
    throw new Error(`${path}: row ${index + 1}: ${issue?.path.join('.')}: ${issue?.message}`);
  });
}

/** The path with or without `.gz`, whichever is there. */
export function plainOrGzip(path: string): string {
  return existsSync(path) ? path : `${path}.gz`;
}
