/** Every limit of a street on LevelDB in one place. Times in milliseconds. */
export const LIMITS = {
  /** Rows written since the past was last packed: so many are read and verified one by one at a start, or twice that. */
  rowsUnpacked: 2_048,
  /** From so many on, a clean stop packs them, at most so many times `rowsUnpacked`. */
  rowsUnpackedAtStop: 512,
  packingsAtStop: 4,
  /** Work behind the trade holds the process for so long at a time. */
  sliceMs: 4,
  /** Documents in one part of an index file, which is read, checked and written as a whole. */
  documentsPerPart: 16_384,
  /** Rows that have no place on a street; with more of them an index is not kept, and every start reads everything. */
  rowsAside: 4_096,
  /** The latest rows of the past, read at every start: LevelDB drops damaged ones of its log without a word, and its log holds fewer. */
  latestRows: 12_288,
  /** Rows asked for in one call. */
  rowsPerCall: 256,
  /** How much LevelDB hands over at a time when rows are read one after the other. */
  readAheadBytes: 256 * 1024,
} as const;
