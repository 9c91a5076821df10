/** Every limit of leading and standing by, in milliseconds. */
export const LIMITS = {
  /** How often a stand-by asks the leader for a sign of life, and how long it waits for it. */
  pollMs: 250,
  pingMs: 4_000,
  /** So long without a sign of life, and the leader is thought dead; a machine that refuses the connection, sooner. */
  silentMs: 5_000,
  refusedMs: 500,
  /** Who takes over reads everything first, and may be busy with it for longer. */
  takingOverSilentMs: 20_000,
  /** Who began within so long is given so many times as long: a machine with too much to do is not made to change leaders too. */
  newMs: 60_000,
  newPatience: 4,
  /** Two who want to lead do not always want it at the same moment. */
  jitterMs: 150,
  /** How long a leader that met a newer fence waits to be told what counts. */
  sealMs: 10_000,
  sealPollMs: 100,
  /** How often a hub asks its own address at the start who is there, and how long and how often again when another one is. */
  ownAddressAsks: 4,
  ownAddressMs: 5_000,
  ownAddressPauseMs: 1_000,
  /** How often a leader looks for a newer fence although it writes nothing. */
  watchMs: 1_000,
  /** A leader answers from memory within so long of its last look; shorter than `silentMs`. A look is waited for as long. */
  leaseMs: 2_000,
  lookMs: 1_000,
  /** How long a leader that must go lets answers go out that it may give. */
  farewellMs: 1_000,
  /** A stand-by gives the leader's answer about availability again for so long, and with its time while nobody leads. */
  availabilityFreshMs: 1_000,
  availabilityStaleMs: 60_000,
  /** What Redis does not answer in time is not waited for; how often it is tried again. */
  redisMs: 500,
  redisConnectMs: 2_000,
  redisRetryMs: 100,
  redisRetryLongestMs: 2_000,
  /** How long a stand-by that ends lets what it forwards finish. */
  drainMs: 2_000,
  /** A caller that finds nobody leading may come again after so many seconds. */
  retryAfterS: 1,
} as const;
