/** Every limit of the trade's documents in one place. Lengths in characters, counts in entries, times in milliseconds. */
export const LIMITS = {
  idLength: 64,
  textLength: 280,
  linesPerDocument: 200,
  linesPerPickupOrder: 50,
  discountsPerSale: 50,
  discountCodeLength: 32,
  discountGroups: 200,
  discountReasons: 30,
  shortReasons: 30,
  tendersPerSale: 10,
  /** Rates of tax in one sale, return, hand-over or day. */
  taxRates: 20,
  /** Kinds of tenders in a shift's or day's figures. */
  tenderKinds: 20,
  denominations: 40,
  unitsPerLine: 1_000_000,
  /** What all lines together may bring one account to. */
  unitsPerAccount: 1_000_000_000_000,
  /** Largest amount of one document, in minor units. */
  amount: 100_000_000_000,
  catalogGtinsPerProduct: 20,
  /** JSON of one document, and the part of it that is kept free for the envelope and what storage adds. */
  documentLength: 64 * 1024,
  envelopeLength: 2_048,
  /** Objects and lists inside one another. */
  depth: 12,
  passLength: 4096,
  /** Points in one place of a document. */
  points: 1_000_000_000,
  sealedClaimLength: 600,
  leasesPerSale: 20,
  loyaltyCampaigns: 100,
  loyaltyTiers: 20,
  loyaltyGroups: 200,
  memberShards: 64,
  /** Phone numbers, e-mail addresses and cards of one person. */
  identitiesPerMember: 10,
  pickupHoldMs: 7 * 24 * 3_600_000,
  pickupHoldMaxMs: 30 * 24 * 3_600_000,
} as const;
