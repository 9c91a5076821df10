/** Every limit of the hub in one place. Times in milliseconds, sizes in bytes. */
export const LIMITS = {
  /** Transfers a store may ask about in one request. */
  transfersAsked: 100,
  /** Products or stores in one call to the catalogue. */
  catalogBatch: 1000,
  /** Documents of a store that wait in memory for one that is missing before them. */
  aheadDocuments: 1000,
  /** Signatures tried from the end of a run before all of it is refused. */
  signatureAttempts: 256,
  /** Documents kept aside for each store, and their length together in characters; more are not taken. */
  quarantinePerStore: 2_000,
  quarantineLengthPerStore: 24 * 1024 * 1024,
  /** How long a checkout waits for a store to give units, and a return for the right from another store. */
  unitsAskMs: 500,
  /** Items in one question to a store for units. */
  unitsAskLines: 200,
  /** How long what a store declined is not asked for again, unless its shelf changes; how many such answers are kept. */
  declinedMs: 1_000,
  declinesKept: 10_000,
  returnRightAskMs: 2_000,
  /** How long a question waits for the documents of its store that are on their way. */
  catchUpMs: 300,
  /** Asks to stores that wait for an answer; more are not sent. */
  openAsks: 2_000,
  /** Orders of former days whose desks are noted at once, beside a new one. */
  ordersLearned: 2_000,
  documentsPerAnswer: 500,
  personNameLength: 200,
  /** Points for a basket stay at the store this long when the rules do not say. */
  basketMinutes: 15,
  /** The longest an app may hold points for a basket or order. */
  pointsHoldMs: 30 * 24 * 3_600_000,
  enrolmentCodeMs: 24 * 3_600_000,
  /** A store that gave no sign of life for so long is not connected. */
  contactMs: 15_000,
  tickMs: 1_000,
  /** How often the file beside the log follows it. */
  headsMs: 2_000,
  beatMs: 5_000,
  /** Desks that are opened side by side when the hub starts. */
  desksAtOnce: 16,
  /**
   * Snapshots: documents that a start may have to fold before some are kept, how many are kept together, how long the
   * disk rests between pieces of one, ticks until another try after a failure; at the end of the process the time for
   * it, how many together, and the documents that are not worth a file. Members whose rows are written at once before a
   * shard is frozen.
   */
  snapshots: {
    tail: 10_000,
    together: 16,
    restMs: 20,
    restTicks: 60,
    finishMs: 3_000,
    togetherAtEnd: 32,
    worthIt: 20,
    membersAtOnce: 500,
  },
  tokenLifetimeS: 300,
  tokenClockToleranceS: 30,
  tokensRemembered: 2_000,
  enrolAttemptsPerMinute: 20,
  /** Addresses whose attempts are counted each by itself. */
  addressesCounted: 10_000,
  /** What a node says of itself before it is known: a code and a public key. */
  introductionBytes: 1024,
  smallBodyBytes: 256 * 1024,
  bulkBodyBytes: 16 * 1024 * 1024,
  /** Bodies of bulk writes that are worked on at the same time, all stores together. */
  bulkBytesInFlight: 64 * 1024 * 1024,
  /** Bodies one store may have on their way at the same time, as announced. */
  bulkBytesPerStore: 32 * 1024 * 1024,
  /**
   * How long a connection may be idle. Longer than callers pause: with Node's five seconds, who reports every five meets
   * a connection that is being closed.
   */
  keepAliveMs: 65_000,
  /** A request must have sent its headers, and all of it, within this long; how long the answer takes is another matter. */
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  timeoutCheckMs: 5_000,
  /** Bodies up to this length go past the larger ones; so many bytes of them are worked on at a time, so many of them wait. */
  smallBytes: 16 * 1024,
  smallBytesAtOnce: 64 * 1024,
  smallWaiting: 4_000,
  /** Larger bodies that are worked on at a time, and that wait. One is judged while another is on its way to the disk. */
  largeAtOnce: 2,
  largeWaiting: 1_000,
  /** How long one waits for its turn. */
  turnWaitMs: 5_000,
  /** Documents of a large body are judged in pieces of about so many bytes: some milliseconds each. */
  pieceBytes: 40 * 1024,
  /** Pieces of one body that are on their way to the disk. */
  piecesAtOnce: 2,
  bulkRows: 10_000,
  changesRows: 1_000,
  /** Pages of documents of one store that are read and sent at one time; each stays in memory until the node has taken it. */
  pagesPerStore: 4,
  longPollMs: 60_000,
  checkpointBytes: 32 * 1024,
  /** Checkpoints of replicators kept for a store and street; the oldest makes room. */
  checkpointsPerStreet: 8,
  /** Documents of each street kept at hand between a list of changes and the documents themselves. */
  documentsAtHand: 500,
  /** Bytes a signal stream may fall behind before it is cut. */
  signalBacklogBytes: 1024 * 1024,
  /**
   * Room for requests, from those that can wait to those that cannot: at one time, while the process is so much late,
   * and while so many documents wait for the disk. Beyond that they are refused as overloaded.
   */
  rooms: {
    web: { inFlight: 256, lateMs: 500, backlog: 5_000 },
    store: { inFlight: 2_000, lateMs: 5_000, backlog: 50_000 },
  },
  /** With fewer requests under way than this, being late is not held against those who come: something else keeps the machine busy. */
  requestsBusy: 64,
  /** Requests of stores that are begun in one turn of the event loop. */
  storeRequestsPerTurn: 8,
  /** Of the stores' room so much is for one store; its long polls count. */
  requestsPerStore: 32,
  /** Open connections; one more is closed at once, so that files never lack a descriptor. */
  connections: 12_000,
  /** Connections that wait to be taken up. With few, a burst of new ones is dropped or reset before anybody could say 503. */
  connectionsWaiting: 4_096,
  retryAfterS: 1,
  drainMs: 10_000,
} as const;
