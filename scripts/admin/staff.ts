/** People and their PINs from a file that head office keeps for a moment. */
import { z } from 'zod';
import type { Person } from '../processes/staff.ts';
import { readCsv } from '../trade-data/csv.ts';

const row = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  role: z
    .string()
    .toUpperCase()
    .pipe(z.enum(['CLERK', 'SUPERVISOR', 'MANAGER'])),
  pin: z.string().regex(/^\d{6,12}$/, 'must be 6 to 12 digits'),
});

/** Throws with file and row when one does not fit. */
export const readStaff = (path: string): Person[] => readCsv(path, row);
