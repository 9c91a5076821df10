/** Every limit of the way to CouchDB in one place. Times in milliseconds, sizes in bytes. */
export const LIMITS = {
  /** A request without an answer for so long has an unknown outcome. */
  requestMs: 10_000,
  /** The same for a page of documents. */
  pageMs: 60_000,
  /** How long an unknown outcome is asked for, again and again, before the process gives up. */
  settleMs: 30_000,
  /** Between two attempts: the first pause, doubled each time up to the longest. */
  pauseMs: 25,
  longestPauseMs: 1_000,
  /** Requests under way at once; what comes more waits for its turn. */
  requestsAtOnce: 24,
  /** Documents in one bulk write, and about how long its text may be. */
  rowsPerWrite: 500,
  bytesPerWrite: 4 * 1024 * 1024,
  rowsPerPage: 1_000,
  keysPerPage: 500,
  /** From so many on, documents of one reading are asked for by their first and last. */
  rowsInARow: 16,
  /** Keys whose revisions are kept at hand: more than one write puts. */
  revisionsKept: 10_000,
  /** Streets read at once at the start. */
  streetsAtOnce: 6,
  /** What the server must take at least in one document: the largest of ours with its envelope, and room to grow. */
  documentBytes: 1024 * 1024,
  /** More than this for one request only helps who wants to fill the memory. */
  serverRequestBytes: 64 * 1024 * 1024,
} as const;
