/** Every limit of the counter in one place. Times in milliseconds, counts in entries. */
export const LIMITS = {
  /** How long a clerk waits for the store's answer before a sale is completed offline. */
  patienceMs: 2500,
  requestMs: 10_000,
  retryMinMs: 500,
  retryMaxMs: 15_000,
  /** The outbox is looked through at least this often. */
  sweepMs: 5000,
  /** The event stream beats every fifteen seconds. */
  streamSilenceMs: 40_000,
  /** Without an answer for this long the store counts as out of reach. */
  probeMs: 3000,
  feedRetryMs: 1000,
  feedPage: 500,
  feedBatch: 2000,
  /** Changes are gathered this long before the feeds are read. */
  gatherMs: 50,
  /** What was sent is read through for what is too old this often: all of it is read, which a sale should not meet. */
  forgetMs: 15 * 60_000,
  /** Changes of the store wait for a moment in which nothing is drawn, and no longer than this. */
  idleWithinMs: 400,
  sentKeptMs: 7 * 24 * 3_600_000,
  sentKept: 500,
  searchResults: 40,
  /** A new device waits so long for the number of items before it goes on. */
  countPatienceMs: 250,
  /** What only the next screen needs is fetched so long after the first one. */
  afterFirstScreenMs: 500,
  /** Items read at once for the search: few enough that a scan between two pages waits for a few milliseconds only. */
  searchPage: 500,
  /** Keys of a scanner follow each other within this time; of a hand they may, but not four and Enter. */
  scanGapMs: 80,
  /** No hand types several keys in a row this fast. */
  scanBurstMs: 20,
  scanLengthMin: 4,
  /** A scan waits this long for a screen that is still coming. */
  scanKeptMs: 10_000,
  /** Fewer digits would be guessed in minutes by somebody who has the device. */
  pinLengthMin: 6,
  pinLengthMax: 12,
  pinAttempts: 5,
  pinPauseMs: 30_000,
  idleLockMs: 5 * 60_000,
  parkedBaskets: 50,
  /** Recent errors shown with what to do. */
  troublesKept: 20,
  /** Goods sold by weight: what a scan puts in, and what a press on + or − changes. Grams. */
  gramsPerScan: 1000,
  gramsPerPress: 100,
  /** Changes of a basket that can be taken back. */
  undoSteps: 20,
  /** A camera looks this often, and tells the same code again once it was out of sight this long. */
  cameraEveryMs: 150,
  cameraAgainMs: 1500,
} as const;
