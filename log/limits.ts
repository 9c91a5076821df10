/** Every limit of a street on LevelDB in one place. Times in milliseconds. */
export const LIMITS = {
  /** Rows written since the past was last packed: so many are read and verified one by one at a start, or twice that. */
  rowsUnpacked: 2_048,
  /** From so many on, a clean stop packs them, and at most so many. */
  rowsUnpackedAtStop: 512,
  rowsPackedAtStop: 8_192,
  /** Work behind the trade holds the process for so long at a time; longer, when more than so many rows wait for it. */
  sliceMs: 4,
  lateSliceMs: 16,
  rowsLate: 8_192,
  /** Documents in one part of an index file, which is read, checked and written as a whole. */
  documentsPerPart: 16_384,
  /** Rows that have no place on a street; with more of them an index is not kept, and every start reads everything. */
  rowsAside: 4_096,
  /** A row, its entry and their keys take at least so many bytes of LevelDB's log. */
  leastBytesPerRow: 320,
  /** Texts among the values that are longer stay on disk. */
  textAtHand: 1_024,
  /** Rows asked for in one call. */
  rowsPerCall: 256,
  /** How much LevelDB hands over at a time when rows are read one after the other. */
  readAheadBytes: 256 * 1024,
  /** How soon after a start the past is scrubbed, how often then, and in what part of the time; LevelDB's share comes to it. */
  scrubDelayMs: 1_000,
  scrubEveryMs: 24 * 60 * 60_000,
  scrubShare: 0.08,
  /** Between two rests. */
  documentsPerScrub: 64,
} as const;

/** Those of them that a test may have smaller, so that few documents show what many do. */
export type Smaller = Partial<
  Record<'rowsUnpacked' | 'rowsUnpackedAtStop' | 'documentsPerPart' | 'scrubDelayMs', number>
>;
