/** Every limit of the store node in one place. Times in milliseconds, sizes in bytes, counts in entries. */
export const LIMITS = {
  /** So much of a command's id stands in the log. */
  traceChars: 80,
  /** Largest request body of the HTTP API. */
  bodyBytes: 256 * 1024,
  /**
   * Room for requests, from those that can wait to those that cannot: at one time, while the process is so much late,
   * and while so many documents wait for the disk. Beyond that they are refused as overloaded.
   */
  rooms: {
    query: { inFlight: 128, lateMs: 500, backlog: 2_000 },
    command: { inFlight: 128, lateMs: 1_000, backlog: 4_000 },
    till: { inFlight: 512, lateMs: 3_000, backlog: 8_000 },
  },
  /** With fewer requests under way than this, being late is not held against those who come: something else keeps the machine busy. */
  requestsBusy: 64,
  /** Open connections; one more is closed at once, so that files never lack a descriptor. */
  connections: 4_000,
  /** Connections that wait to be taken up. With few, a burst of new ones is dropped or reset before anybody could say 503. */
  connectionsWaiting: 4_096,
  retryAfterSeconds: 1,
  pageSize: 100,
  pageSizeMax: 500,
  skusPerQuery: 100,
  /** Wrong PINs of one person before a pause, the pause, and how long a supervisor's word holds. */
  pinAttempts: 5,
  pinPauseMs: 15 * 60_000,
  /** PINs that are checked at one time: each takes a tenth of a second of a thread that the disk needs too. */
  pinsAtOnce: 2,
  /** Memory a PIN's hash may ask for, in KiB. */
  pinMemoryKib: 256 * 1024,
  /** Supervisors' words that hold at one time; the oldest makes room. */
  wordsKept: 1_000,
  approvalMs: 120_000,
  /** How long a word for one basket alone holds. */
  basketApprovalMs: 2 * 3_600_000,
  approvalsPerRequest: 4,
  /** Sales told at once when somebody looks for a member's. */
  purchasesListed: 20,
  /** Phone numbers, e-mails and cards one key may look for: some dozens of customers a minute, as at no till. */
  memberLookupsPerMinute: 60,
  memberLookupsPerHour: 600,
  /** Members a till asked for, kept so that they are known when the line is cut. */
  knownMembers: 5000,
  eventStreams: 64,
  /** Events kept for streams that come back with the last id they saw. */
  eventsKept: 2000,
  /** A stream that does not read is ended beyond this. */
  eventStreamBytes: 1024 * 1024,
  eventBeatMs: 15_000,
  eventGatherMs: 20,
  /**
   * How long a connection may be idle. Longer than callers pause: with Node's five seconds, who reports every five meets
   * a connection that is being closed.
   */
  keepAliveMs: 65_000,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,

  /** Touched items and orders are gathered this long, so that a burst of sales makes one grant. */
  reactAfterMs: 25,
  /** How often live orders are looked through for those nobody collected. */
  reviewOrdersMs: 30_000,
  grantLines: 200,
  /** Trading days the sales rate of an item looks back on. */
  salesRateDays: 14,
  /** Purchases of other stores kept at hand, as the hub told them. */
  purchasesKept: 1000,
  documentsPerRead: 500,

  /** A look at the hub while a customer waits, and the answers kept for when it is away. */
  lookMs: 3000,
  lookupsKept: 2000,
  /** Facts of disks that were set aside, listed with the status. */
  unfitListed: 100,
  /** Goods sent to other stores that are listed. */
  dispatchesKept: 100,
  unitsAskMs: 1500,
  returnRightAskMs: 3000,
  asksInFlight: 32,

  /** One request to the hub. */
  requestMs: 10_000,
  /** How long a start waits to hear whether the hub knows more of this store than its disk. */
  statusAtStartMs: 1000,
  /** A replication run that makes no progress for this long is given up. */
  runStallMs: 15_000,
  replicationBatch: 500,
  /** Local documents are gathered this long before a run is started. */
  pushAfterMs: 3,
  /** The signal stream beats every five seconds; silence for this long ends it. */
  signalSilenceMs: 15_000,
  signalLineBytes: 256 * 1024,
  retryMinMs: 250,
  retryMaxMs: 10_000,
  /** Even without signals the streets are compared this often. */
  compareMs: 15_000,
  reportMs: 5000,
  reportAfterMs: 200,
  tokenLifeS: 240,
  tokenSpareS: 30,
  /** Documents sent in one request, and the fewest after failures. */
  directPushDocuments: 500,
  directPushLeast: 10,
  /** Requests with documents under way at once, when much has piled up. The hub holds so many ahead of one that is late. */
  sendingAtOnce: 2,
  pullDocuments: 500,

  /** How often a store that does not trade yet is looked at again, to record what is on disks that were set aside. */
  takeOutAfterMs: 200,
  /**
   * When a snapshot is taken: looked at so often; after a start that had to fold so many documents; when so many came
   * since, or twice as many while somebody waits for an answer; and at a stop, for so long at the most. It rests between
   * pieces, so that commits get to the disk.
   */
  snapshots: { lookMs: 10_000, tailAtStart: 500, tail: 2_000, tailAtStop: 500, stopMs: 5_000, restMs: 20 },
  /** How often the identity file follows the log. */
  identityMs: 2000,
  drainMs: 5000,
  drainCheckMs: 50,
} as const;
