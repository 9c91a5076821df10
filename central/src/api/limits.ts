/** Every limit of the hub's API in one place. Lengths in characters, counts in entries, times in milliseconds. */
export const LIMITS = {
  /** A request's body, in bytes. */
  bodyBytes: 1024 * 1024,
  /** Of one GraphQL document, before anything is executed. */
  tokens: 2_000,
  depth: 8,
  aliases: 15,
  directives: 50,
  /** Weighted count of the fields a document names: 2 an object, 1 a leaf, half as much again a level deeper. */
  cost: 5_000,
  /** Operations that may go the direct way, and the longest text of one in characters. */
  operationsKnown: 500,
  operationLength: 20_000,
  subscriptions: 1_000,
  /** Changes that wait for one slow reader; the oldest are dropped beyond it. */
  changesWaiting: 1_000,
  /** How long an answer for availability may be used again though nothing changed, and how many are kept. */
  availabilityCacheMs: 1_000,
  availabilityAnswers: 1_000,
  /** Items of stores that are kept at hand with their text, all stores together. */
  stockAtHand: 200_000,
  skusAsked: 50,
  storesAsked: 200,
  pageSize: 200,
  quarantineShown: 100,
  quarantineShownLength: 2_000,
  cursorLength: 400,
  codeLength: 64,
  searchLength: 80,
  contactLength: 200,
  keyLength: 200,
  /** A member's token. */
  memberTokenLength: 4_096,
  /** Requests with a wrong key that one address may send within the window before it is turned away unread. */
  wrongKeys: 60,
  wrongKeysWindowSeconds: 60,
} as const;
