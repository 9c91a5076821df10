// Made by graphql/codegen.ts from the schema; `npm run codegen` writes it anew.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant as ISO 8601 text in UTC, `2026-11-23T09:30:00.000Z`. */
  DateTime: { input: number; output: number | string; }
  /** A whole number of minor currency units; it may be larger than an Int. */
  Amount: { input: number; output: number; }
};

/** Ask anything here. Input that breaks a rule is answered with an error whose extensions carry `code` and `field`. */
export type Query = {
  /**
   * Which stores can hand me these items? Give `skus` for one unit of each, or `lines` with units. Stores that offer
   * pickup, nearest first when `near` is given and otherwise in the order of their ids; or exactly the named stores.
   * `onlyServingAll` leaves out stores that cannot promise the whole list now.
   */
  availability: Array<StoreAvailability>;
  /** An item by its SKU; null when the catalogue has none. */
  product?: Maybe<Product>;
  /** The product a scanned code names: a GTIN in any of its lengths, or the SKU itself. */
  productByCode?: Maybe<Product>;
  /** In the order of their SKUs. */
  products: ProductConnection;
  /** A store by its id; null when there is none. */
  store?: Maybe<Store>;
  /** In the order of their ids, or nearest first. */
  stores: Array<Store>;
  /** Why a unit of an order may be missing, and what that does to stock. */
  pickRules: PickRules;
  /** Physical facts that did not fit and wait for a person; oldest first. */
  exceptions: ExceptionConnection;
  /**
   * The signed-in member. A key for operations names anybody, by id or by identity; a key for loyalty alone cannot learn
   * whether an identity exists.
   */
  member?: Maybe<Member>;
  /** What points would pay of a basket, in minor units, and how many are worth redeeming; nothing is set aside. */
  quoteRedemption: RedemptionQuote;
  /** Everything that is held on a member, as JSON text. */
  exportMember?: Maybe<Scalars['String']['output']>;
  /** An order by its id; null when the hub has none. */
  pickupOrder?: Maybe<PickupOrder>;
  /** Newest first. */
  pickupOrders: PickupOrderConnection;
  /** How far each store (all of them by default) and the hub know each other's documents. */
  syncStatus: Array<StoreSync>;
  /** What a count should find, and what it is kept for. */
  storeStock: StoreStock;
};


/** Ask anything here. Input that breaks a rule is answered with an error whose extensions carry `code` and `field`. */
export type QueryAvailabilityArgs = {
  skus?: InputMaybe<Array<Scalars['ID']['input']>>;
  lines?: InputMaybe<Array<WantedLine>>;
  storeIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  near?: InputMaybe<GeoPoint>;
  onlyServingAll?: Scalars['Boolean']['input'];
  first?: Scalars['Int']['input'];
};


/** Ask anything here. Input that breaks a rule is answered with an error whose extensions carry `code` and `field`. */
export type QueryProductArgs = {
  sku: Scalars['ID']['input'];
};


/** Ask anything here. Input that breaks a rule is answered with an error whose extensions carry `code` and `field`. */
export type QueryProductByCodeArgs = {
  code: Scalars['String']['input'];
};


/** Ask anything here. Input that breaks a rule is answered with an error whose extensions carry `code` and `field`. */
export type QueryProductsArgs = {
  filter?: InputMaybe<ProductFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** Ask anything here. Input that breaks a rule is answered with an error whose extensions carry `code` and `field`. */
export type QueryStoreArgs = {
  id: Scalars['ID']['input'];
};


/** Ask anything here. Input that breaks a rule is answered with an error whose extensions carry `code` and `field`. */
export type QueryStoresArgs = {
  near?: InputMaybe<GeoPoint>;
};


/** Ask anything here. Input that breaks a rule is answered with an error whose extensions carry `code` and `field`. */
export type QueryExceptionsArgs = {
  filter?: InputMaybe<ExceptionFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** Ask anything here. Input that breaks a rule is answered with an error whose extensions carry `code` and `field`. */
export type QueryMemberArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
  identity?: InputMaybe<IdentityInput>;
};


/** Ask anything here. Input that breaks a rule is answered with an error whose extensions carry `code` and `field`. */
export type QueryQuoteRedemptionArgs = {
  memberId?: InputMaybe<Scalars['ID']['input']>;
  basket: Scalars['Amount']['input'];
};


/** Ask anything here. Input that breaks a rule is answered with an error whose extensions carry `code` and `field`. */
export type QueryExportMemberArgs = {
  id: Scalars['ID']['input'];
};


/** Ask anything here. Input that breaks a rule is answered with an error whose extensions carry `code` and `field`. */
export type QueryPickupOrderArgs = {
  id: Scalars['ID']['input'];
};


/** Ask anything here. Input that breaks a rule is answered with an error whose extensions carry `code` and `field`. */
export type QueryPickupOrdersArgs = {
  filter?: InputMaybe<PickupOrderFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** Ask anything here. Input that breaks a rule is answered with an error whose extensions carry `code` and `field`. */
export type QuerySyncStatusArgs = {
  storeIds?: InputMaybe<Array<Scalars['ID']['input']>>;
};


/** Ask anything here. Input that breaks a rule is answered with an error whose extensions carry `code` and `field`. */
export type QueryStoreStockArgs = {
  storeId: Scalars['ID']['input'];
  sku: Scalars['ID']['input'];
};

/**
 * Each stream begins with what is, and goes on with every change. A slow reader gets the latest and skips what was
 * between; nothing is kept for it.
 */
export type Subscription = {
  /** What those stores (all of them by default) have of all the SKUs, now and whenever one of them moves. */
  availabilityChanged: StoreAvailability;
  /** The signed-in member; a key for operations names anybody. */
  pointsChanged: Member;
  /** One order, or every order of one store; give exactly one of the two. */
  pickupOrderChanged: PickupOrder;
  /** The link of those stores (all of them by default), now and whenever it goes up or down. */
  storeLinkChanged: StoreLink;
};


/**
 * Each stream begins with what is, and goes on with every change. A slow reader gets the latest and skips what was
 * between; nothing is kept for it.
 */
export type SubscriptionAvailabilityChangedArgs = {
  skus: Array<Scalars['ID']['input']>;
  storeIds?: InputMaybe<Array<Scalars['ID']['input']>>;
};


/**
 * Each stream begins with what is, and goes on with every change. A slow reader gets the latest and skips what was
 * between; nothing is kept for it.
 */
export type SubscriptionPointsChangedArgs = {
  memberId?: InputMaybe<Scalars['ID']['input']>;
};


/**
 * Each stream begins with what is, and goes on with every change. A slow reader gets the latest and skips what was
 * between; nothing is kept for it.
 */
export type SubscriptionPickupOrderChangedArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
  storeId?: InputMaybe<Scalars['ID']['input']>;
};


/**
 * Each stream begins with what is, and goes on with every change. A slow reader gets the latest and skips what was
 * between; nothing is kept for it.
 */
export type SubscriptionStoreLinkChangedArgs = {
  storeIds?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** An item and how many of it somebody wants. */
export type WantedLine = {
  /** The item. */
  sku: Scalars['ID']['input'];
  /** Pieces, or grams of what is sold by weight; at least 1. */
  units: Scalars['Int']['input'];
};

/** What one store can hand over of everything that was asked for. */
export type StoreAvailability = {
  /** The store's id. */
  storeId: Scalars['ID']['output'];
  /** The store itself. */
  store: Store;
  /** Great-circle distance from `near`. */
  distanceMetres?: Maybe<Scalars['Int']['output']>;
  /** Whether the store can be asked at this moment. */
  storeConnected: Scalars['Boolean']['output'];
  /** When the hub last heard of the store; what is likely is as old as this. Absent before the first contact. */
  asOf?: Maybe<Scalars['DateTime']['output']>;
  /** The hub can promise the whole list at once, whatever happens to the line. */
  canServeAll: Scalars['Boolean']['output'];
  /** The whole list is there with what lies on the shelf; the store would have to be asked. */
  mayServeAll: Scalars['Boolean']['output'];
  /** In the order asked. */
  items: Array<ItemAvailability>;
};

/** What one store has of one item. */
export type ItemAvailability = {
  /** The item. */
  sku: Scalars['ID']['output'];
  /** Units the hub holds and sells at once: guaranteed. */
  promised: Scalars['Int']['output'];
  /** Further units on the shelf above the safety stock; 0 while the store is not connected. */
  likely: Scalars['Int']['output'];
};

/**
 * Every result is a union of what was recorded and the closed set of its refusals. A refusal changed nothing.
 * Send a command again under the same id until it is answered: it happens once.
 */
export type Mutation = {
  /** Creates or replaces products. All or none are taken; unchanged ones write nothing. */
  putProducts: PutCatalogueResult;
  /** Creates or replaces stores. All or none are taken; unchanged ones write nothing. */
  putStores: PutCatalogueResult;
  /** Creates or replaces people who work at the counters. All or none are taken; unchanged ones write nothing. */
  putStaff: PutCatalogueResult;
  /** Replaces the reasons a unit of an order may be missing for; what differs becomes the next version. */
  putPickRules: PutCatalogueResult;
  /** Discount codes and what people at the counter may take off, as JSON text: `{ codes, rules }`; docs/protocol.md has their shape. What differs becomes the next version. */
  putDiscounts: PutCatalogueResult;
  /** A code that lets one store node enrol, or replace the one before, once. Only its hash is kept: it is shown here only. */
  createEnrolmentCode: CreateEnrolmentCodeResult;
  /** Somebody dealt with it. */
  resolveException: ResolveExceptionResult;
  /** Rules that differ from those in force become the next version. As JSON text; docs/protocol.md has its shape. */
  putLoyaltyRules: PutLoyaltyRulesResult;
  /** Makes a member of a person. Points earned before under one of the identities are posted. */
  enrolMember: EnrolMemberResult;
  /** Gives a member one more phone number, e-mail or card. Points earned under it before are posted. */
  identifyMember: IdentifyMemberResult;
  /** Sets points aside for one basket or order. */
  holdPoints: PointsResult;
  /** Gives all points of a hold back. */
  releaseHold: PointsResult;
  /** Takes points of a hold for good; the rest goes back. */
  captureHold: PointsResult;
  /** A person corrects the points: in when positive, out when negative. */
  adjustPoints: PointsResult;
  /** Forgets the person; no total changes. */
  eraseMember: EraseMemberResult;
  /** Promises the units of every line, or none. An order that lacks units asks a connected store first. */
  placePickupOrder: PlacePickupOrderResult;
  /** Asks the store to end the order. The store alone decides; a hand-over that came first stands. */
  cancelPickupOrder: CancelPickupOrderResult;
  /** Keeps the order longer; the latest instant wins. */
  extendPickup: ExtendPickupResult;
  /** The customer is at the store. */
  checkIn: CheckInResult;
};


/**
 * Every result is a union of what was recorded and the closed set of its refusals. A refusal changed nothing.
 * Send a command again under the same id until it is answered: it happens once.
 */
export type MutationPutProductsArgs = {
  products: Array<ProductInput>;
};


/**
 * Every result is a union of what was recorded and the closed set of its refusals. A refusal changed nothing.
 * Send a command again under the same id until it is answered: it happens once.
 */
export type MutationPutStoresArgs = {
  stores: Array<StoreInput>;
};


/**
 * Every result is a union of what was recorded and the closed set of its refusals. A refusal changed nothing.
 * Send a command again under the same id until it is answered: it happens once.
 */
export type MutationPutStaffArgs = {
  staff: Array<StaffInput>;
};


/**
 * Every result is a union of what was recorded and the closed set of its refusals. A refusal changed nothing.
 * Send a command again under the same id until it is answered: it happens once.
 */
export type MutationPutPickRulesArgs = {
  reasons: Array<ShortReasonInput>;
};


/**
 * Every result is a union of what was recorded and the closed set of its refusals. A refusal changed nothing.
 * Send a command again under the same id until it is answered: it happens once.
 */
export type MutationPutDiscountsArgs = {
  discounts: Scalars['String']['input'];
};


/**
 * Every result is a union of what was recorded and the closed set of its refusals. A refusal changed nothing.
 * Send a command again under the same id until it is answered: it happens once.
 */
export type MutationCreateEnrolmentCodeArgs = {
  storeId: Scalars['ID']['input'];
};


/**
 * Every result is a union of what was recorded and the closed set of its refusals. A refusal changed nothing.
 * Send a command again under the same id until it is answered: it happens once.
 */
export type MutationResolveExceptionArgs = {
  input: ResolveExceptionInput;
};


/**
 * Every result is a union of what was recorded and the closed set of its refusals. A refusal changed nothing.
 * Send a command again under the same id until it is answered: it happens once.
 */
export type MutationPutLoyaltyRulesArgs = {
  rules: Scalars['String']['input'];
};


/**
 * Every result is a union of what was recorded and the closed set of its refusals. A refusal changed nothing.
 * Send a command again under the same id until it is answered: it happens once.
 */
export type MutationEnrolMemberArgs = {
  input: EnrolMemberInput;
};


/**
 * Every result is a union of what was recorded and the closed set of its refusals. A refusal changed nothing.
 * Send a command again under the same id until it is answered: it happens once.
 */
export type MutationIdentifyMemberArgs = {
  input: IdentifyMemberInput;
};


/**
 * Every result is a union of what was recorded and the closed set of its refusals. A refusal changed nothing.
 * Send a command again under the same id until it is answered: it happens once.
 */
export type MutationHoldPointsArgs = {
  input: HoldPointsInput;
};


/**
 * Every result is a union of what was recorded and the closed set of its refusals. A refusal changed nothing.
 * Send a command again under the same id until it is answered: it happens once.
 */
export type MutationReleaseHoldArgs = {
  input: ReleaseHoldInput;
};


/**
 * Every result is a union of what was recorded and the closed set of its refusals. A refusal changed nothing.
 * Send a command again under the same id until it is answered: it happens once.
 */
export type MutationCaptureHoldArgs = {
  input: CaptureHoldInput;
};


/**
 * Every result is a union of what was recorded and the closed set of its refusals. A refusal changed nothing.
 * Send a command again under the same id until it is answered: it happens once.
 */
export type MutationAdjustPointsArgs = {
  input: AdjustPointsInput;
};


/**
 * Every result is a union of what was recorded and the closed set of its refusals. A refusal changed nothing.
 * Send a command again under the same id until it is answered: it happens once.
 */
export type MutationEraseMemberArgs = {
  id: Scalars['ID']['input'];
};


/**
 * Every result is a union of what was recorded and the closed set of its refusals. A refusal changed nothing.
 * Send a command again under the same id until it is answered: it happens once.
 */
export type MutationPlacePickupOrderArgs = {
  input: PlacePickupOrderInput;
};


/**
 * Every result is a union of what was recorded and the closed set of its refusals. A refusal changed nothing.
 * Send a command again under the same id until it is answered: it happens once.
 */
export type MutationCancelPickupOrderArgs = {
  input: CancelPickupOrderInput;
};


/**
 * Every result is a union of what was recorded and the closed set of its refusals. A refusal changed nothing.
 * Send a command again under the same id until it is answered: it happens once.
 */
export type MutationExtendPickupArgs = {
  input: ExtendPickupInput;
};


/**
 * Every result is a union of what was recorded and the closed set of its refusals. A refusal changed nothing.
 * Send a command again under the same id until it is answered: it happens once.
 */
export type MutationCheckInArgs = {
  input: CheckInInput;
};

/** What a unit of an item is. */
export type Measure =
  /** Units are pieces, and the price is that of one. */
  | 'PIECE'
  /** Units are grams, and the price is that of one kilogram. */
  | 'GRAM';

/** An item that is sold, the same in every store. */
export type Product = {
  /** The retailer's own code. */
  sku: Scalars['ID']['output'];
  /** What customers and clerks read. */
  name: Scalars['String']['output'];
  /** The numbers on its bar codes: GTIN-8, -12, -13 or -14. */
  gtins: Array<Scalars['String']['output']>;
  /** Gross price of one piece, or of one kilogram when sold by the gram. */
  price: Money;
  /** Basis points: 2300 is 23 %. */
  taxRate: Scalars['Int']['output'];
  /** Whether it is sold by the piece or by weight. */
  measure: Measure;
  /** Units never promised online, against count error and theft. */
  safetyStock: Scalars['Int']['output'];
  /** Group of products; discounts and rules of points name it. */
  group?: Maybe<Scalars['String']['output']>;
  /** False when it is not sold any more. */
  active: Scalars['Boolean']['output'];
};

/** Which products to list; everything that is given has to hold. */
export type ProductFilter = {
  /** Part of the name or of the SKU, in any case. */
  text?: InputMaybe<Scalars['String']['input']>;
  /** Exactly this group. */
  group?: InputMaybe<Scalars['String']['input']>;
  /** Only those that are sold, or only those that are not. */
  active?: InputMaybe<Scalars['Boolean']['input']>;
};

/** A page of products. */
export type ProductConnection = {
  /** The products with a cursor each. */
  edges: Array<ProductEdge>;
  /** The same products without cursors. */
  nodes: Array<Product>;
  /** Whether and where to read on. */
  pageInfo: PageInfo;
};

/** A product in a list. */
export type ProductEdge = {
  /** Pass it as `after` to read on behind this one. */
  cursor: Scalars['String']['output'];
  /** The product. */
  node: Product;
};

/** A shop with a node of its own. */
export type Store = {
  /** Short and for good: streets, documents and addresses name the store by it. */
  id: Scalars['ID']['output'];
  /** What customers read. */
  name: Scalars['String']['output'];
  /** Street and number. */
  street?: Maybe<Scalars['String']['output']>;
  /** Postal code, as it is written there. */
  postcode?: Maybe<Scalars['String']['output']>;
  /** Town. */
  city?: Maybe<Scalars['String']['output']>;
  /** ISO 3166, two letters. */
  country?: Maybe<Scalars['String']['output']>;
  /** WGS 84 degrees. */
  latitude: Scalars['Float']['output'];
  /** WGS 84 degrees, east positive. */
  longitude: Scalars['Float']['output'];
  /** OpenStreetMap opening_hours syntax. */
  openingHours?: Maybe<Scalars['String']['output']>;
  /** IANA name, `Europe/Zurich`; decides the business day. */
  timeZone: Scalars['String']['output'];
  /** ISO 4217; everything the store sells is priced in it. */
  currency: Scalars['String']['output'];
  /** Whether it hands over pickup orders. */
  pickup: Scalars['Boolean']['output'];
};

/** WGS 84 degrees. */
export type GeoPoint = {
  /** From -90 to 90. */
  latitude: Scalars['Float']['input'];
  /** From -180 to 180. */
  longitude: Scalars['Float']['input'];
};

/** An item as it is to be from now on; what is left out takes its default, not what was there before. */
export type ProductInput = {
  /** The retailer's own code; names what is created or replaced. */
  sku: Scalars['ID']['input'];
  /** What customers and clerks read. */
  name: Scalars['String']['input'];
  /** Numbers on bar codes, with right check digits; at most 20. */
  gtins?: Array<Scalars['String']['input']>;
  /** Gross, in minor units. */
  price: Scalars['Amount']['input'];
  /** ISO 4217. */
  currency: Scalars['String']['input'];
  /** Basis points: 2300 is 23 %. */
  taxRate: Scalars['Int']['input'];
  /** Whether it is sold by the piece or by weight. */
  measure?: InputMaybe<Measure>;
  /** Units never promised online; 1 by default. */
  safetyStock?: InputMaybe<Scalars['Int']['input']>;
  /** Group of products, for discounts and rules of points. */
  group?: InputMaybe<Scalars['String']['input']>;
  /** True by default; false ends its sale. */
  active?: InputMaybe<Scalars['Boolean']['input']>;
};

/** A store as it is to be from now on; what is left out takes its default, not what was there before. */
export type StoreInput = {
  /** Names what is created or replaced; it cannot be changed later. */
  id: Scalars['ID']['input'];
  /** What customers read. */
  name: Scalars['String']['input'];
  /** Street and number. */
  street?: InputMaybe<Scalars['String']['input']>;
  /** Postal code, as it is written there. */
  postcode?: InputMaybe<Scalars['String']['input']>;
  /** Town. */
  city?: InputMaybe<Scalars['String']['input']>;
  /** ISO 3166, two letters. */
  country?: InputMaybe<Scalars['String']['input']>;
  /** WGS 84 degrees, from -90 to 90. */
  latitude: Scalars['Float']['input'];
  /** WGS 84 degrees, from -180 to 180. */
  longitude: Scalars['Float']['input'];
  /** OpenStreetMap opening_hours syntax: `Mo-Fr 08:00-18:00; Sa 09:00-13:00`. */
  openingHours?: InputMaybe<Scalars['String']['input']>;
  /** IANA name, `Europe/Zurich`; UTC by default. */
  timeZone?: InputMaybe<Scalars['String']['input']>;
  /** ISO 4217; everything the store sells is priced in it. */
  currency: Scalars['String']['input'];
  /** Whether it hands over pickup orders; true by default. */
  pickup?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What somebody at the counter may do. */
export type StaffRole =
  /** Sells, picks, hands over, takes back and counts. */
  | 'CLERK'
  /** May override, and do what a clerk does. */
  | 'SUPERVISOR'
  /** What a supervisor may. */
  | 'MANAGER';

/** Somebody who works at the counters, as from now on. */
export type StaffInput = {
  /** Opaque; documents name the person by it and by nothing else. */
  id: Scalars['ID']['input'];
  /** What colleagues and receipts show; the shop chooses it. */
  name: Scalars['String']['input'];
  /** What the person may do. */
  role: StaffRole;
  /** The PIN by Argon2id, encoded: $argon2id$v=19$m=…,t=…,p=…$salt$hash. The PIN itself never travels. */
  pinHash: Scalars['String']['input'];
  /** True by default; false ends signing in. */
  active?: InputMaybe<Scalars['Boolean']['input']>;
};

/** The reasons a unit of an order may be missing for, in force in all stores. */
export type PickRules = {
  /** 0 are the default ones. */
  version: Scalars['Int']['output'];
  /** What a clerk chooses from, in this order. */
  reasons: Array<ShortReason>;
};

/** One reason, and what it does to stock. */
export type ShortReason = {
  /** What documents name it by. */
  code: Scalars['ID']['output'];
  /** What the clerk reads, by language. */
  words: Array<WordsIn>;
  /** Where the units go. */
  effect: ShortEffect;
  /** What the shelf is said to hold is in doubt: the clerk is asked to count. */
  recount: Scalars['Boolean']['output'];
};

/** Where units go that an order cannot have. */
export type ShortEffect =
  /** Nowhere to be found: written off. */
  | 'LOST'
  /** There, and cannot be sold. */
  | 'UNSELLABLE'
  /** Sound, and back on the shelf. */
  | 'SHELF';

/** A text in one language. */
export type WordsIn = {
  /** Two letters: en, pl. */
  language: Scalars['String']['output'];
  /** The text. */
  text: Scalars['String']['output'];
};

/** A reason a unit of an order may be missing for. */
export type ShortReasonInput = {
  /** What documents name it by. */
  code: Scalars['ID']['input'];
  /** What the clerk chooses from; the counter has words of its own for the codes of the default rules. */
  words?: Array<WordsInput>;
  /** Where the units go. */
  effect: ShortEffect;
  /** Whether the clerk is asked to count the shelf. */
  recount?: Scalars['Boolean']['input'];
};

/** A text in one language. */
export type WordsInput = {
  /** Two letters: en, pl. */
  language: Scalars['String']['input'];
  /** The text. */
  text: Scalars['String']['input'];
};

/** What came of putting something into the catalogue. */
export type PutCatalogueResult = CataloguePut | InvalidInput | Overloaded;

/** The catalogue is as it was asked to be; stores hear of it at once, or when their line is back. */
export type CataloguePut = {
  /** How many were new or different. */
  written: Scalars['Int']['output'];
  /** How many were as they are. */
  unchanged: Scalars['Int']['output'];
};

/** What a key was made for. */
export type Scope =
  /** The web shop's checkout: catalogue, availability, pickup orders. */
  | 'CHECKOUT'
  /** The app: acts for the one member who signed in. */
  | 'LOYALTY'
  /** Head office. */
  | 'OPERATIONS';

/** An amount with its currency. */
export type Money = {
  /** In minor units: 1250 is 12.50 EUR. */
  amount: Scalars['Amount']['output'];
  /** ISO 4217. */
  currency: Scalars['String']['output'];
};

/** Where a page of a list stands. */
export type PageInfo = {
  /** Whether there is more behind it. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Pass it as `after` to read on; absent on an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
};

/** Whether a command wrote something now or had done so before. */
export type Outcome =
  /** Written by this call. */
  | 'RECORDED'
  /** Written before under the same id with the same content; this is the first outcome. */
  | 'EXISTS';

/** An expected answer that changed nothing. */
export type Refusal = {
  /** One of a closed table, the same in every interface: `insufficient-promise`. */
  code: Scalars['String']['output'];
  /** One sentence that says what to do. */
  message: Scalars['String']['output'];
  /** The input field it is about, as a path: `lines[2].units`. */
  field?: Maybe<Scalars['String']['output']>;
  /** Whether the same command may succeed later unchanged. */
  retry: Scalars['Boolean']['output'];
};

/** A rule of the input is broken; field and message name which. */
export type InvalidInput = Refusal & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  field?: Maybe<Scalars['String']['output']>;
  retry: Scalars['Boolean']['output'];
};

/** The id was used before for something else. */
export type ExistsDifferent = Refusal & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  field?: Maybe<Scalars['String']['output']>;
  retry: Scalars['Boolean']['output'];
};

/** The key may not ask for this. */
export type NotAllowed = Refusal & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  field?: Maybe<Scalars['String']['output']>;
  retry: Scalars['Boolean']['output'];
};

/** Too much is waiting already; try again shortly. Most of it is told before the request is read, as HTTP 503 with `Retry-After`. */
export type Overloaded = Refusal & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  field?: Maybe<Scalars['String']['output']>;
  retry: Scalars['Boolean']['output'];
};

/** What came of asking for a code. */
export type CreateEnrolmentCodeResult = EnrolmentCode | UnknownStore | InvalidInput | Overloaded;

/** A code for one node, once. */
export type EnrolmentCode = {
  /** The store whose node may enrol with it. */
  storeId: Scalars['ID']['output'];
  /** Goes into `RINGFENCE_ENROL_CODE` of the node's first start. */
  code: Scalars['String']['output'];
  /** When it stops to work: a day after it was made. */
  expiresAt: Scalars['DateTime']['output'];
};

/** In which way a fact does not fit. */
export type ExceptionType =
  /** A document of the store that was not taken, or moves nothing because it could not be understood. */
  | 'QUARANTINED'
  /** More was sold than the counter had free: by a supervisor's word, or offline. Web orders may have to be served from elsewhere. */
  | 'OVERSOLD'
  /** A count found fewer units than are promised. */
  | 'COUNT_BELOW_PROMISES'
  /** Goods were taken back although nobody could prove the right to it. */
  | 'UNVERIFIED_RETURN'
  /** Units of an order could not be found. */
  | 'SHORT_PICK'
  /** Another number came than the delivery note says. */
  | 'DELIVERY_MISMATCH'
  /** Another number arrived than the other store had sent. */
  | 'TRANSFER_MISMATCH'
  /** A sale completed offline that does not fit: an unknown item, another currency, tenders or points; reason says which. */
  | 'DOES_NOT_FIT'
  /** Points a store wrote are not those of the rules it names, or of the member's tier; they stand as written. */
  | 'POINTS_DIFFER';

/** A fact that stands and does not fit, until a person has dealt with it. */
export type StockException = {
  /** The document that reports it, or the name of what is kept aside; unique within its store. */
  id: Scalars['ID']['output'];
  /** Where it happened. */
  storeId: Scalars['ID']['output'];
  /** The store itself; absent when the catalogue does not know it. */
  store?: Maybe<Store>;
  /** In which way it does not fit. */
  type: ExceptionType;
  /** When it was recorded. */
  at: Scalars['DateTime']['output'];
  /** The items and how many units of them do not fit; empty where it is not about units. */
  lines: Array<SkuUnits>;
  /** In the words of whoever did it, or a reason code. */
  reason: Scalars['String']['output'];
  /** Whether somebody still has to act; a deficit closes by itself when it is settled. */
  open: Scalars['Boolean']['output'];
  /** Who dealt with it; absent while nobody has. */
  resolution?: Maybe<Resolution>;
  /** Of a quarantined one: the document as it came, as JSON. */
  document?: Maybe<Scalars['String']['output']>;
};

/** How a person dealt with an exception. */
export type Resolution = {
  /** Opaque id of the person, or the name of the key. */
  by?: Maybe<Scalars['String']['output']>;
  /** What was done, in the person's words. */
  note: Scalars['String']['output'];
  /** When it was recorded. */
  at: Scalars['DateTime']['output'];
};

/** Which exceptions to list; everything that is given has to hold. */
export type ExceptionFilter = {
  /** Of these stores. */
  storeIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Of these types. */
  types?: InputMaybe<Array<ExceptionType>>;
  /** Only open ones by default; false asks for the closed ones, null for both. */
  open?: InputMaybe<Scalars['Boolean']['input']>;
};

/** A page of exceptions. */
export type ExceptionConnection = {
  /** The exceptions with a cursor each. */
  edges: Array<ExceptionEdge>;
  /** The same exceptions without cursors. */
  nodes: Array<StockException>;
  /** Whether and where to read on. */
  pageInfo: PageInfo;
};

/** An exception in a list. */
export type ExceptionEdge = {
  /** Pass it as `after` to read on behind this one. */
  cursor: Scalars['String']['output'];
  /** The exception. */
  node: StockException;
};

/** Says that somebody dealt with an exception. */
export type ResolveExceptionInput = {
  /** Made by the caller: names this resolution. */
  id: Scalars['ID']['input'];
  /** Where it happened. */
  storeId: Scalars['ID']['input'];
  /** As the list has it in `id`. */
  exceptionId: Scalars['String']['input'];
  /** Opaque id of who acted; the name of the key by default. */
  by?: InputMaybe<Scalars['ID']['input']>;
  /** What was done, for whoever reads it later. */
  note: Scalars['String']['input'];
};

/** What came of resolving an exception. */
export type ResolveExceptionResult = ExceptionResolved | UnknownStore | UnknownException | InvalidInput | ExistsDifferent | Overloaded;

/** It is on disk that somebody dealt with it. */
export type ExceptionResolved = {
  /** Whether this call wrote it. */
  outcome: Outcome;
  /** The exception as it is now. */
  exception: StockException;
};

/** The store has no such exception. */
export type UnknownException = Refusal & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  field?: Maybe<Scalars['String']['output']>;
  retry: Scalars['Boolean']['output'];
};

/** What a member can be found by. */
export type IdentityKind =
  /** A phone number with the code of its country; blanks and signs between the digits do not count. */
  | 'PHONE'
  /** An e-mail address, in any case. */
  | 'EMAIL'
  /** The number on a card or key ring. */
  | 'CARD';

/** Something a member can be found by. */
export type IdentityInput = {
  /** What it is. */
  kind: IdentityKind;
  /** As the person says or types it. */
  value: Scalars['String']['input'];
};

/** A holder of points; who it is, is kept apart. */
export type Member = {
  /** Opaque, and for good. */
  id: Scalars['ID']['output'];
  /** By spend in the last twelve months; absent below the first. */
  tier?: Maybe<MemberTier>;
  /** How the points stand now. */
  points: Points;
  /** Newest first. */
  pointsHistory: PointsHistoryConnection;
};


/** A holder of points; who it is, is kept apart. */
export type MemberPointsHistoryArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** A class of members by spend. */
export type MemberTier = {
  /** As the rules call it. */
  name: Scalars['String']['output'];
  /** Per cent of the usual points. */
  rate: Scalars['Int']['output'];
};

/** How a member's points stand. */
export type Points = {
  /** All points of the member, wherever they are; below zero when more were taken back than there were. */
  balance: Scalars['Int']['output'];
  /** What can be spent now, here. */
  available: Scalars['Int']['output'];
  /** Zero or less; settled first by what comes in. */
  debt: Scalars['Int']['output'];
  /** What pickup orders will earn when they are handed over; not part of the balance. */
  pending: Scalars['Int']['output'];
  /** Set aside for baskets and orders. */
  held: Array<PointsHeld>;
  /** Lent to stores, to be spent there without a network. */
  lent: Array<PointsLent>;
  /** By last day, soonest first; points without an end are not named. */
  expiring: Array<PointsExpiring>;
};

/** Points that are set aside. */
export type PointsHeld = {
  /** The hold's id, made by whoever asked for it. */
  id: Scalars['ID']['output'];
  /** How many. */
  points: Scalars['Int']['output'];
  /** When they are free again, unless they are taken before. */
  until: Scalars['DateTime']['output'];
  /** Where it was asked for. */
  channel: Scalars['String']['output'];
};

/** Points a store may let the member spend without asking. */
export type PointsLent = {
  /** The store that has them. */
  storeId: Scalars['ID']['output'];
  /** The store itself; absent when the catalogue does not know it. */
  store?: Maybe<Store>;
  /** How many were lent and are not known to be spent or back. */
  points: Scalars['Int']['output'];
  /** After this, by the store's own clock, they are not spent there; they come back when the store is heard of. */
  until: Scalars['DateTime']['output'];
};

/** Points with the same last day. */
export type PointsExpiring = {
  /** How many. */
  points: Scalars['Int']['output'];
  /** The last business day on which they may be spent, `2026-11-23`. */
  on: Scalars['String']['output'];
};

/** What happened to points. */
export type PointsEvent =
  /** For a purchase. */
  | 'EARNED'
  /** They paid for something. */
  | 'REDEEMED'
  /** Earned ones, because goods came back. */
  | 'TAKEN_BACK'
  /** Redeemed ones, because goods came back or were not handed over. */
  | 'GIVEN_BACK'
  /** Their last day has passed. */
  | 'EXPIRED'
  /** A person corrected them. */
  | 'ADJUSTED';

/** One change of a member's points. */
export type PointsEntry = {
  /** When it was recorded. */
  at: Scalars['DateTime']['output'];
  /** What happened. */
  event: PointsEvent;
  /** Above zero when points came in, below when they went. */
  points: Scalars['Int']['output'];
  /** Id of the document that made it: `sale~X1`. */
  document: Scalars['ID']['output'];
  /** Where it happened; absent when it was not in a store. */
  storeId?: Maybe<Scalars['ID']['output']>;
  /** `store`, or where the hold was made. */
  channel?: Maybe<Scalars['String']['output']>;
};

/** A page of a member's history. */
export type PointsHistoryConnection = {
  /** The changes, newest first; one document may make several, or none. */
  nodes: Array<PointsEntry>;
  /** Whether and where to read on. */
  pageInfo: PageInfo;
};

/** What points would pay of a basket. */
export type RedemptionQuote = {
  /** What may be redeemed for this basket: no more than it costs, and than the member has free. */
  points: Scalars['Int']['output'];
  /** What those points pay. */
  worth: Money;
  /** Fewer are not redeemed. */
  minimum: Scalars['Int']['output'];
};

/** A person who becomes a member. */
export type EnrolMemberInput = {
  /** Made by the caller; the member's id is derived from it. */
  id: Scalars['ID']['input'];
  /** Where it happens: `web`, `app`, `store`. */
  channel?: Scalars['ID']['input'];
  /** The store, when it happens in one. */
  storeId?: InputMaybe<Scalars['ID']['input']>;
  /** Kept encrypted at the hub alone; goes with `eraseMember`. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** At least one and at most ten; none may be another member's. */
  identities: Array<IdentityInput>;
};

/** One more identity of a member; the same again changes nothing. */
export type IdentifyMemberInput = {
  /** The member. */
  memberId: Scalars['ID']['input'];
  /** None that is another member's; a member has at most ten. */
  identity: IdentityInput;
};

/** Points to set aside. */
export type HoldPointsInput = {
  /** Made by the caller and stored before it is sent. */
  id: Scalars['ID']['input'];
  /** The member who signed in by default; a key for operations names anybody. */
  memberId?: InputMaybe<Scalars['ID']['input']>;
  /** Whole and positive; anything else is refused by name. */
  points: Scalars['Float']['input'];
  /** When they are free again by themselves; at most 30 days from now. */
  until: Scalars['DateTime']['input'];
  /** Where it is asked for. */
  channel?: Scalars['ID']['input'];
  /** What is to be paid, in minor units: more is not set aside. */
  basket?: InputMaybe<Scalars['Amount']['input']>;
};

/** A hold to end without taking anything. */
export type ReleaseHoldInput = {
  /** The hold's id. */
  id: Scalars['ID']['input'];
  /** The member who signed in by default; a key for operations names anybody. */
  memberId?: InputMaybe<Scalars['ID']['input']>;
};

/** A hold to end by taking its points, or some of them. */
export type CaptureHoldInput = {
  /** The hold's id. */
  id: Scalars['ID']['input'];
  /** The member who signed in by default; a key for operations names anybody. */
  memberId?: InputMaybe<Scalars['ID']['input']>;
  /** Whole, positive, and no more than are held. */
  points: Scalars['Float']['input'];
  /** The order they pay for. */
  orderId?: InputMaybe<Scalars['ID']['input']>;
};

/** A correction of points by a person. */
export type AdjustPointsInput = {
  /** Made by the caller and stored before it is sent. */
  id: Scalars['ID']['input'];
  /** Whose points. */
  memberId: Scalars['ID']['input'];
  /** In when positive, out when negative; not 0. */
  points: Scalars['Int']['input'];
  /** Opaque id of who corrects them. */
  by: Scalars['ID']['input'];
  /** Why, for whoever reads it later. */
  reason: Scalars['String']['input'];
};

/** It is on disk. */
export type PointsRecorded = {
  /** Whether this call wrote it. */
  outcome: Outcome;
  /** The member as it is now. */
  member: Member;
};

/** The rules are in force. */
export type LoyaltyRulesRecorded = {
  /** Version of the rules that are in force now. */
  version: Scalars['Int']['output'];
};

/** Name and identities are gone, with the key they were encrypted with. */
export type MemberErased = {
  /** Whether this call did it. */
  outcome: Outcome;
};

/** What came of putting rules in force. */
export type PutLoyaltyRulesResult = LoyaltyRulesRecorded | InvalidInput;

/** What came of making somebody a member. */
export type EnrolMemberResult = PointsRecorded | IdentityTaken | InvalidInput | ExistsDifferent | Overloaded;

/** What came of giving a member one more identity. */
export type IdentifyMemberResult = PointsRecorded | IdentityTaken | PointsRefused | InvalidInput | Overloaded;

/** What came of moving points. */
export type PointsResult = PointsRecorded | PointsRefused | InvalidInput | ExistsDifferent | Overloaded;

/** What came of forgetting a person. */
export type EraseMemberResult = MemberErased | PointsRefused | Overloaded;

/** Another member has this phone number, e-mail or card. */
export type IdentityTaken = Refusal & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  field?: Maybe<Scalars['String']['output']>;
  retry: Scalars['Boolean']['output'];
};

/** Points cannot be moved like that; the code says why: `insufficient-points`, `points-zero`, `hold-expired`. */
export type PointsRefused = Refusal & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  field?: Maybe<Scalars['String']['output']>;
  retry: Scalars['Boolean']['output'];
  /** What is free now, where that is the reason. */
  available?: Maybe<Scalars['Int']['output']>;
  /** What stores were lent, where that is the reason. */
  lent?: Maybe<Array<PointsLent>>;
};

/** Where an order stands. The store alone decides how it ends. */
export type PickupOrderStatus =
  /** Promised; the store has not gathered it yet. */
  | 'PLACED'
  /** Gathered and staged. */
  | 'READY'
  /** Somebody asked to cancel; the store has not answered yet. */
  | 'CANCELLING'
  /** The customer has the goods, all or some of them; `endedLines` says which. */
  | 'HANDED_OVER'
  /** The store ended it because somebody asked; its units are back on the shelf. */
  | 'CANCELLED'
  /** Not collected in time. */
  | 'EXPIRED'
  /** Nothing of it could be found. */
  | 'SHORT';

/** When an order is paid. */
export type Payment =
  /** Paid online already. */
  | 'PAID'
  /** Paid at the counter. */
  | 'DUE';

/** In whose name somebody asks to cancel. */
export type CancelledBy =
  /** The customer, or a shop in the customer's name. */
  | 'CUSTOMER'
  /** Head office. */
  | 'OPERATIONS';

/** Bought online, collected in a store. */
export type PickupOrder = {
  /** Made by whoever placed it. */
  id: Scalars['ID']['output'];
  /** Where it is collected. */
  storeId: Scalars['ID']['output'];
  /** The store itself; absent when the catalogue does not know it. */
  store?: Maybe<Store>;
  /** Where it stands, as far as the hub has heard. */
  status: PickupOrderStatus;
  /** Where it was placed: `web`, `app`. */
  channel: Scalars['String']['output'];
  /** When its units were promised. */
  placedAt: Scalars['DateTime']['output'];
  /** Until when the units are kept. */
  expiresAt: Scalars['DateTime']['output'];
  /** What was ordered, one line for each item. */
  lines: Array<PickupOrderLine>;
  /** What all lines cost, points included. */
  total: Money;
  /** What the customer still owes at the counter. */
  due: Money;
  /** Absent when no member was named. */
  points?: Maybe<PickupOrderPoints>;
  /** Signed text for a QR code: proves the promise at the store without a network. */
  pass: Scalars['String']['output'];
  /** Who collects it. Kept at the hub alone, encrypted; absent when none was given. */
  contact?: Maybe<Contact>;
  /** When somebody asked to cancel; absent when nobody has. */
  cancelRequestedAt?: Maybe<Scalars['DateTime']['output']>;
  /** In whose name. */
  cancelRequestedBy?: Maybe<CancelledBy>;
  /** When the customer said to be there; absent before. */
  checkedInAt?: Maybe<Scalars['DateTime']['output']>;
  /** Where the customer waits, as `checkIn` told it. */
  checkedInWhere?: Maybe<Scalars['String']['output']>;
  /** When everything was gathered; absent before. */
  readyAt?: Maybe<Scalars['DateTime']['output']>;
  /** Who gathers it now; absent while nobody took it. */
  assignedTo?: Maybe<Scalars['ID']['output']>;
  /** Since when. */
  assignedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Where it is staged. */
  place?: Maybe<Scalars['String']['output']>;
  /** Items given in place of missing ones, as the customer agreed; oldest first. */
  substitutions: Array<Substitution>;
  /** When it was handed over or ended; absent while it lives. */
  endedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What the customer took, or what went back to the shelf; absent while it lives. */
  endedLines?: Maybe<Array<SkuUnits>>;
};

/** What an order has to do with points. */
export type PickupOrderPoints = {
  /** Points that pay for the order, as it was placed. */
  redeemed: Scalars['Int']['output'];
  /** What they pay of the total. */
  worth: Money;
  /** What the order will earn when what is still held is handed over; 0 once it has ended. */
  pending: Scalars['Int']['output'];
  /** Version of the rules that the figures follow. */
  rules: Scalars['Int']['output'];
};

/** One line for each SKU. */
export type PickupOrderLine = {
  /** The item. */
  sku: Scalars['ID']['output'];
  /** The item as it is now; absent when the catalogue does not know it. */
  product?: Maybe<Product>;
  /** Pieces or grams that were ordered. */
  units: Scalars['Int']['output'];
  /** Units the store could not give. */
  short: Scalars['Int']['output'];
  /** Gross, of one piece or one kilogram, as it was when the order was placed. */
  unitPrice: Money;
  /** Basis points: 2300 is 23 %. */
  taxRate: Scalars['Int']['output'];
  /** Gross, of the whole line. */
  amount: Money;
};

/** Another item in place of a missing one. */
export type Substitution = {
  /** When it was recorded. */
  at: Scalars['DateTime']['output'];
  /** What is missing. */
  insteadOf: SkuUnits;
  /** The item that is given. */
  sku: Scalars['ID']['output'];
  /** That item as it is now; absent when the catalogue does not know it. */
  product?: Maybe<Product>;
  /** How much of it. */
  units: Scalars['Int']['output'];
  /** The item's own price. */
  unitPrice: Money;
  /** What it costs the customer: never more than what it stands in for. */
  amount: Money;
  /** Paid online beyond that amount, to be paid back. */
  owed: Money;
  /** Who said yes. */
  agreedBy: AgreedBy;
  /** In which way. */
  agreedHow: AgreedHow;
};

/** Who agreed to another item. */
export type AgreedBy =
  /** Whoever ordered. */
  | 'CUSTOMER'
  /** Whoever came to collect. */
  | 'COLLECTOR';

/** How somebody agreed to another item. */
export type AgreedHow =
  /** At the counter. */
  | 'IN_PERSON'
  /** On the phone. */
  | 'PHONE'
  /** By e-mail or message. */
  | 'MESSAGE'
  /** With the order itself. */
  | 'BEFOREHAND';

/** Units of one item. */
export type SkuUnits = {
  /** The item. */
  sku: Scalars['ID']['output'];
  /** Pieces, or grams of what is sold by weight. */
  units: Scalars['Int']['output'];
};

/** Who collects an order, and how to reach them. */
export type Contact = {
  /** As it is called out at the counter. */
  name?: Maybe<Scalars['String']['output']>;
  /** As it was given. */
  phone?: Maybe<Scalars['String']['output']>;
  /** As it was given. */
  email?: Maybe<Scalars['String']['output']>;
};

/** Which orders to list; everything that is given has to hold. */
export type PickupOrderFilter = {
  /** Of these stores. */
  storeIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** In one of these states. */
  statuses?: InputMaybe<Array<PickupOrderStatus>>;
  /** Placed then or later. */
  placedFrom?: InputMaybe<Scalars['DateTime']['input']>;
  /** Placed earlier than then. */
  placedBefore?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A page of orders. */
export type PickupOrderConnection = {
  /** The orders with a cursor each. */
  edges: Array<PickupOrderEdge>;
  /** The same orders without cursors. */
  nodes: Array<PickupOrder>;
  /** Whether and where to read on. */
  pageInfo: PageInfo;
};

/** An order in a list. */
export type PickupOrderEdge = {
  /** Pass it as `after` to read on behind this one. */
  cursor: Scalars['String']['output'];
  /** The order. */
  node: PickupOrder;
};

/** An order for one store. */
export type PlacePickupOrderInput = {
  /** Made by the caller and stored before it is sent. */
  id: Scalars['ID']['input'];
  /** Where it is collected. */
  storeId: Scalars['ID']['input'];
  /** At most 50, one for each item. */
  lines: Array<WantedLine>;
  /** Who collects it; kept at the hub alone, encrypted, and told to that store when somebody asks. */
  contact?: InputMaybe<ContactInput>;
  /** Where it is placed; `web` by default. */
  channel?: InputMaybe<Scalars['ID']['input']>;
  /** Whether it is paid already or at the counter. */
  payment?: InputMaybe<Payment>;
  /** When it ends by itself: by default a week from now, at most 30 days. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Whose points it earns; by default the member who pays with points. Needs the member to be signed in, or operations. */
  memberId?: InputMaybe<Scalars['ID']['input']>;
  /** Whose points it earns, where the shop knows no more than a phone number, e-mail or card. Not together with `memberId`. */
  identity?: InputMaybe<IdentityInput>;
  /** Pays with points; what they do not pay is paid by `payment`. */
  points?: InputMaybe<OrderPointsInput>;
};

/** Points that pay for an order. */
export type OrderPointsInput = {
  /** Of the member, made by `holdPoints` for this order. As many of its points are taken as the order costs; the rest goes back. */
  hold: Scalars['ID']['input'];
};

/** Who collects an order. Give what is needed to call the person, and no more. */
export type ContactInput = {
  /** As it is to be called out at the counter. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** For the store to call. */
  phone?: InputMaybe<Scalars['String']['input']>;
  /** For the shop to write to. */
  email?: InputMaybe<Scalars['String']['input']>;
};

/** A wish that an order end. */
export type CancelPickupOrderInput = {
  /** Which one. */
  orderId: Scalars['ID']['input'];
  /** Only a key for operations may say OPERATIONS. */
  by?: CancelledBy;
  /** For whoever reads it later; no personal data. */
  reason?: InputMaybe<Scalars['String']['input']>;
};

/** A wish to keep an order longer. */
export type ExtendPickupInput = {
  /** Made by the caller: names this extension. */
  id: Scalars['ID']['input'];
  /** Which one. */
  orderId: Scalars['ID']['input'];
  /** Later than now, and at most 30 days away. */
  expiresAt: Scalars['DateTime']['input'];
};

/** The customer has come. */
export type CheckInInput = {
  /** For which order. */
  orderId: Scalars['ID']['input'];
  /** The parking bay, the door: whatever helps to find the customer. */
  where?: InputMaybe<Scalars['String']['input']>;
};

/** It is on disk. */
export type PickupOrderRecorded = {
  /** Whether this call wrote it. */
  outcome: Outcome;
  /** The order as it is now. */
  order: PickupOrder;
};

/** What came of placing an order. */
export type PlacePickupOrderResult = PickupOrderRecorded | InsufficientPromise | UnknownSku | UnknownStore | WrongCurrency | InvalidInput | ExistsDifferent | StoreUnreachable | PointsRefused | Overloaded;

/** What came of asking to cancel. `PickupOrderRecorded` says that the store was asked, not that it has agreed. */
export type CancelPickupOrderResult = PickupOrderRecorded | UnknownOrder | OrderEnded | InvalidInput | ExistsDifferent | NotAllowed | Overloaded;

/** What came of keeping an order longer. */
export type ExtendPickupResult = PickupOrderRecorded | UnknownOrder | OrderCancelling | OrderEnded | InvalidInput | ExistsDifferent | Overloaded;

/** What came of telling the store that the customer is there. */
export type CheckInResult = PickupOrderRecorded | UnknownOrder | OrderCancelling | OrderEnded | InvalidInput | ExistsDifferent | Overloaded;

/** The store's promised units do not cover the order. */
export type InsufficientPromise = Refusal & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  field?: Maybe<Scalars['String']['output']>;
  retry: Scalars['Boolean']['output'];
  /** Every line that lacks units. */
  shortages: Array<Shortage>;
};

/** A line that lacks units. */
export type Shortage = {
  /** The item. */
  sku: Scalars['ID']['output'];
  /** Units the order wants. */
  asked: Scalars['Int']['output'];
  /** Units the hub could promise now. */
  promised: Scalars['Int']['output'];
};

/** The catalogue has no such item, or it is not sold any more. */
export type UnknownSku = Refusal & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  field?: Maybe<Scalars['String']['output']>;
  retry: Scalars['Boolean']['output'];
  /** The item that was named. */
  sku?: Maybe<Scalars['ID']['output']>;
};

/** There is no such store. */
export type UnknownStore = Refusal & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  field?: Maybe<Scalars['String']['output']>;
  retry: Scalars['Boolean']['output'];
  /** The store that was named. */
  storeId?: Maybe<Scalars['ID']['output']>;
};

/** There is no such order. */
export type UnknownOrder = Refusal & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  field?: Maybe<Scalars['String']['output']>;
  retry: Scalars['Boolean']['output'];
  /** The order that was named. */
  orderId?: Maybe<Scalars['ID']['output']>;
};

/** The lines are priced in several currencies. */
export type WrongCurrency = Refusal & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  field?: Maybe<Scalars['String']['output']>;
  retry: Scalars['Boolean']['output'];
};

/** Somebody asked to cancel the order before. */
export type OrderCancelling = Refusal & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  field?: Maybe<Scalars['String']['output']>;
  retry: Scalars['Boolean']['output'];
  /** The order as it is now. */
  order?: Maybe<PickupOrder>;
};

/** The order was handed over, or its units are back on the shelf; its status says which. */
export type OrderEnded = Refusal & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  field?: Maybe<Scalars['String']['output']>;
  retry: Scalars['Boolean']['output'];
  /** The order as it is now. */
  order?: Maybe<PickupOrder>;
};

/** The store would have to be asked, and cannot be reached. */
export type StoreUnreachable = Refusal & {
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
  field?: Maybe<Scalars['String']['output']>;
  retry: Scalars['Boolean']['output'];
  /** The store that was named. */
  storeId?: Maybe<Scalars['ID']['output']>;
};

/** Whether there is a line to a store. */
export type StoreLink = {
  /** The store's id. */
  storeId: Scalars['ID']['output'];
  /** Whether the store can be asked at this moment. */
  connected: Scalars['Boolean']['output'];
  /** When it last went up or down; absent before the first contact. */
  since?: Maybe<Scalars['DateTime']['output']>;
  /** When the hub last heard of it; absent before the first contact. */
  lastContactAt?: Maybe<Scalars['DateTime']['output']>;
};

/** A place on a street of documents, with no gap before it. */
export type StreetPosition = {
  /** Number of the last document; 0 when there is none. */
  n: Scalars['Int']['output'];
  /** SHA-256 that speaks for every document up to here. */
  head: Scalars['String']['output'];
};

/** How far a store and the hub know each other's documents. */
export type StoreSync = {
  /** The store's id. */
  storeId: Scalars['ID']['output'];
  /** Whether the store can be asked at this moment. */
  connected: Scalars['Boolean']['output'];
  /** When the link last went up or down; absent before the first contact. */
  since?: Maybe<Scalars['DateTime']['output']>;
  /** When the hub last heard of it; absent before the first contact. */
  lastContactAt?: Maybe<Scalars['DateTime']['output']>;
  /** The incarnation of the store that may write; 0 before it enrolled. */
  incarnation: Scalars['Int']['output'];
  /** What the store wrote and the hub has on disk. */
  up: StreetPosition;
  /** What the hub wrote. */
  down: StreetPosition;
  /** How much of `down` the store has confirmed as applied. */
  downAcknowledged: Scalars['Int']['output'];
  /** Documents the store has written and the hub has not; absent until the store has told. */
  backlog?: Maybe<Scalars['Int']['output']>;
  /** Documents the hub has written and the store has not confirmed. */
  downBacklog: Scalars['Int']['output'];
  /** When the oldest document that the hub lacks was written. */
  oldestUnsentAt?: Maybe<Scalars['DateTime']['output']>;
  /** How far the hub is behind the store, in milliseconds; absent when unknown. */
  lagMs?: Maybe<Scalars['Float']['output']>;
  /** One figure for the folded state: equal at store and hub once both know the same documents. Begins with how it was made. */
  stateHash: Scalars['String']['output'];
  /** Documents that broke shape, chain or signature. */
  quarantined: Scalars['Int']['output'];
  /** The oldest that wait for a person; all of them are among the exceptions. */
  quarantine: Array<QuarantinedDocument>;
  /** Documents in the chain that move nothing, because they could not be understood. */
  setAside: Array<SetAsideDocument>;
};

/** What a store sent and the hub did not take. */
export type QuarantinedDocument = {
  /** The name it is kept under. */
  id: Scalars['String']['output'];
  /** When it came. */
  at: Scalars['DateTime']['output'];
  /** Which rule it breaks. */
  reason: Scalars['String']['output'];
  /** The content as it came, cut to a limit; the exception has it whole. */
  raw: Scalars['String']['output'];
};

/** A document that stands in its place and moves nothing. */
export type SetAsideDocument = {
  /** The document's id. */
  id: Scalars['String']['output'];
  /** Why it could not be understood. */
  reason: Scalars['String']['output'];
};

/** onHand = shelf + online + orders + unsellable + deficit. */
export type StoreStock = {
  /** The store's id. */
  storeId: Scalars['ID']['output'];
  /** The item. */
  sku: Scalars['ID']['output'];
  /** What a count should find. */
  onHand: Scalars['Int']['output'];
  /** Units the counter may sell. */
  shelf: Scalars['Int']['output'];
  /** Units the hub may promise. */
  online: Scalars['Int']['output'];
  /** Units held for pickup orders. */
  orders: Scalars['Int']['output'];
  /** Units that are there and cannot be sold: damaged, held for quality, on display. */
  unsellable: Scalars['Int']['output'];
  /** Zero or less: units that left without a free unit to pay for them. */
  deficit: Scalars['Int']['output'];
  /** Units never promised online, against count error and theft. */
  safetyStock: Scalars['Int']['output'];
  /** Oldest promise first. */
  heldFor: Array<OrderHold>;
  /** When the hub last heard of the store. */
  asOf?: Maybe<Scalars['DateTime']['output']>;
  /** Whether the store can be asked at this moment. */
  storeConnected: Scalars['Boolean']['output'];
};

/** Units that are kept for one order. */
export type OrderHold = {
  /** The order. */
  orderId: Scalars['ID']['output'];
  /** How many. */
  units: Scalars['Int']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;



/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  PutCatalogueResult:
    | ( CataloguePut & { __typename: 'CataloguePut' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( Overloaded & { __typename: 'Overloaded' } )
  ;
  CreateEnrolmentCodeResult:
    | ( EnrolmentCode & { __typename: 'EnrolmentCode' } )
    | ( UnknownStore & { __typename: 'UnknownStore' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( Overloaded & { __typename: 'Overloaded' } )
  ;
  ResolveExceptionResult:
    | ( Omit<ExceptionResolved, 'exception'> & { exception: _RefType['StockException'] } & { __typename: 'ExceptionResolved' } )
    | ( UnknownStore & { __typename: 'UnknownStore' } )
    | ( UnknownException & { __typename: 'UnknownException' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( ExistsDifferent & { __typename: 'ExistsDifferent' } )
    | ( Overloaded & { __typename: 'Overloaded' } )
  ;
  PutLoyaltyRulesResult:
    | ( LoyaltyRulesRecorded & { __typename: 'LoyaltyRulesRecorded' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
  ;
  EnrolMemberResult:
    | ( Omit<PointsRecorded, 'member'> & { member: _RefType['Member'] } & { __typename: 'PointsRecorded' } )
    | ( IdentityTaken & { __typename: 'IdentityTaken' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( ExistsDifferent & { __typename: 'ExistsDifferent' } )
    | ( Overloaded & { __typename: 'Overloaded' } )
  ;
  IdentifyMemberResult:
    | ( Omit<PointsRecorded, 'member'> & { member: _RefType['Member'] } & { __typename: 'PointsRecorded' } )
    | ( IdentityTaken & { __typename: 'IdentityTaken' } )
    | ( Omit<PointsRefused, 'lent'> & { lent?: Maybe<Array<_RefType['PointsLent']>> } & { __typename: 'PointsRefused' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( Overloaded & { __typename: 'Overloaded' } )
  ;
  PointsResult:
    | ( Omit<PointsRecorded, 'member'> & { member: _RefType['Member'] } & { __typename: 'PointsRecorded' } )
    | ( Omit<PointsRefused, 'lent'> & { lent?: Maybe<Array<_RefType['PointsLent']>> } & { __typename: 'PointsRefused' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( ExistsDifferent & { __typename: 'ExistsDifferent' } )
    | ( Overloaded & { __typename: 'Overloaded' } )
  ;
  EraseMemberResult:
    | ( MemberErased & { __typename: 'MemberErased' } )
    | ( Omit<PointsRefused, 'lent'> & { lent?: Maybe<Array<_RefType['PointsLent']>> } & { __typename: 'PointsRefused' } )
    | ( Overloaded & { __typename: 'Overloaded' } )
  ;
  PlacePickupOrderResult:
    | ( Omit<PickupOrderRecorded, 'order'> & { order: _RefType['PickupOrder'] } & { __typename: 'PickupOrderRecorded' } )
    | ( InsufficientPromise & { __typename: 'InsufficientPromise' } )
    | ( UnknownSku & { __typename: 'UnknownSku' } )
    | ( UnknownStore & { __typename: 'UnknownStore' } )
    | ( WrongCurrency & { __typename: 'WrongCurrency' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( ExistsDifferent & { __typename: 'ExistsDifferent' } )
    | ( StoreUnreachable & { __typename: 'StoreUnreachable' } )
    | ( Omit<PointsRefused, 'lent'> & { lent?: Maybe<Array<_RefType['PointsLent']>> } & { __typename: 'PointsRefused' } )
    | ( Overloaded & { __typename: 'Overloaded' } )
  ;
  CancelPickupOrderResult:
    | ( Omit<PickupOrderRecorded, 'order'> & { order: _RefType['PickupOrder'] } & { __typename: 'PickupOrderRecorded' } )
    | ( UnknownOrder & { __typename: 'UnknownOrder' } )
    | ( Omit<OrderEnded, 'order'> & { order?: Maybe<_RefType['PickupOrder']> } & { __typename: 'OrderEnded' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( ExistsDifferent & { __typename: 'ExistsDifferent' } )
    | ( NotAllowed & { __typename: 'NotAllowed' } )
    | ( Overloaded & { __typename: 'Overloaded' } )
  ;
  ExtendPickupResult:
    | ( Omit<PickupOrderRecorded, 'order'> & { order: _RefType['PickupOrder'] } & { __typename: 'PickupOrderRecorded' } )
    | ( UnknownOrder & { __typename: 'UnknownOrder' } )
    | ( Omit<OrderCancelling, 'order'> & { order?: Maybe<_RefType['PickupOrder']> } & { __typename: 'OrderCancelling' } )
    | ( Omit<OrderEnded, 'order'> & { order?: Maybe<_RefType['PickupOrder']> } & { __typename: 'OrderEnded' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( ExistsDifferent & { __typename: 'ExistsDifferent' } )
    | ( Overloaded & { __typename: 'Overloaded' } )
  ;
  CheckInResult:
    | ( Omit<PickupOrderRecorded, 'order'> & { order: _RefType['PickupOrder'] } & { __typename: 'PickupOrderRecorded' } )
    | ( UnknownOrder & { __typename: 'UnknownOrder' } )
    | ( Omit<OrderCancelling, 'order'> & { order?: Maybe<_RefType['PickupOrder']> } & { __typename: 'OrderCancelling' } )
    | ( Omit<OrderEnded, 'order'> & { order?: Maybe<_RefType['PickupOrder']> } & { __typename: 'OrderEnded' } )
    | ( InvalidInput & { __typename: 'InvalidInput' } )
    | ( ExistsDifferent & { __typename: 'ExistsDifferent' } )
    | ( Overloaded & { __typename: 'Overloaded' } )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Refusal:
    | ( InvalidInput )
    | ( ExistsDifferent )
    | ( NotAllowed )
    | ( Overloaded )
    | ( UnknownException )
    | ( IdentityTaken )
    | ( Omit<PointsRefused, 'lent'> & { lent?: Maybe<Array<_RefType['PointsLent']>> } )
    | ( InsufficientPromise )
    | ( UnknownSku )
    | ( UnknownStore )
    | ( UnknownOrder )
    | ( WrongCurrency )
    | ( Omit<OrderCancelling, 'order'> & { order?: Maybe<_RefType['PickupOrder']> } )
    | ( Omit<OrderEnded, 'order'> & { order?: Maybe<_RefType['PickupOrder']> } )
    | ( StoreUnreachable )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  WantedLine: WantedLine;
  StoreAvailability: ResolverTypeWrapper<Omit<StoreAvailability, 'store'>>;
  ItemAvailability: ResolverTypeWrapper<ItemAvailability>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Measure: Measure;
  Product: ResolverTypeWrapper<Product>;
  ProductFilter: ProductFilter;
  ProductConnection: ResolverTypeWrapper<ProductConnection>;
  ProductEdge: ResolverTypeWrapper<ProductEdge>;
  Store: ResolverTypeWrapper<Store>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  GeoPoint: GeoPoint;
  ProductInput: ProductInput;
  StoreInput: StoreInput;
  StaffRole: StaffRole;
  StaffInput: StaffInput;
  PickRules: ResolverTypeWrapper<PickRules>;
  ShortReason: ResolverTypeWrapper<ShortReason>;
  ShortEffect: ShortEffect;
  WordsIn: ResolverTypeWrapper<WordsIn>;
  ShortReasonInput: ShortReasonInput;
  WordsInput: WordsInput;
  PutCatalogueResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['PutCatalogueResult']>;
  CataloguePut: ResolverTypeWrapper<CataloguePut>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Amount: ResolverTypeWrapper<Scalars['Amount']['output']>;
  Scope: Scope;
  Money: ResolverTypeWrapper<Money>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Outcome: Outcome;
  Refusal: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Refusal']>;
  InvalidInput: ResolverTypeWrapper<InvalidInput>;
  ExistsDifferent: ResolverTypeWrapper<ExistsDifferent>;
  NotAllowed: ResolverTypeWrapper<NotAllowed>;
  Overloaded: ResolverTypeWrapper<Overloaded>;
  CreateEnrolmentCodeResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CreateEnrolmentCodeResult']>;
  EnrolmentCode: ResolverTypeWrapper<EnrolmentCode>;
  ExceptionType: ExceptionType;
  StockException: ResolverTypeWrapper<Omit<StockException, 'store' | 'document'> & { raw?: () => Promise<string> }>;
  Resolution: ResolverTypeWrapper<Resolution>;
  ExceptionFilter: ExceptionFilter;
  ExceptionConnection: ResolverTypeWrapper<Omit<ExceptionConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ExceptionEdge']>, nodes: Array<ResolversTypes['StockException']> }>;
  ExceptionEdge: ResolverTypeWrapper<Omit<ExceptionEdge, 'node'> & { node: ResolversTypes['StockException'] }>;
  ResolveExceptionInput: ResolveExceptionInput;
  ResolveExceptionResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ResolveExceptionResult']>;
  ExceptionResolved: ResolverTypeWrapper<Omit<ExceptionResolved, 'exception'> & { exception: ResolversTypes['StockException'] }>;
  UnknownException: ResolverTypeWrapper<UnknownException>;
  IdentityKind: IdentityKind;
  IdentityInput: IdentityInput;
  Member: ResolverTypeWrapper<{ readonly id: string }>;
  MemberTier: ResolverTypeWrapper<MemberTier>;
  Points: ResolverTypeWrapper<Omit<Points, 'lent'> & { lent: Array<ResolversTypes['PointsLent']> }>;
  PointsHeld: ResolverTypeWrapper<PointsHeld>;
  PointsLent: ResolverTypeWrapper<Omit<PointsLent, 'store'>>;
  PointsExpiring: ResolverTypeWrapper<PointsExpiring>;
  PointsEvent: PointsEvent;
  PointsEntry: ResolverTypeWrapper<PointsEntry>;
  PointsHistoryConnection: ResolverTypeWrapper<PointsHistoryConnection>;
  RedemptionQuote: ResolverTypeWrapper<RedemptionQuote>;
  EnrolMemberInput: EnrolMemberInput;
  IdentifyMemberInput: IdentifyMemberInput;
  HoldPointsInput: HoldPointsInput;
  ReleaseHoldInput: ReleaseHoldInput;
  CaptureHoldInput: CaptureHoldInput;
  AdjustPointsInput: AdjustPointsInput;
  PointsRecorded: ResolverTypeWrapper<Omit<PointsRecorded, 'member'> & { member: ResolversTypes['Member'] }>;
  LoyaltyRulesRecorded: ResolverTypeWrapper<LoyaltyRulesRecorded>;
  MemberErased: ResolverTypeWrapper<MemberErased>;
  PutLoyaltyRulesResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['PutLoyaltyRulesResult']>;
  EnrolMemberResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['EnrolMemberResult']>;
  IdentifyMemberResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['IdentifyMemberResult']>;
  PointsResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['PointsResult']>;
  EraseMemberResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['EraseMemberResult']>;
  IdentityTaken: ResolverTypeWrapper<IdentityTaken>;
  PointsRefused: ResolverTypeWrapper<Omit<PointsRefused, 'lent'> & { lent?: Maybe<Array<ResolversTypes['PointsLent']>> }>;
  PickupOrderStatus: PickupOrderStatus;
  Payment: Payment;
  CancelledBy: CancelledBy;
  PickupOrder: ResolverTypeWrapper<Omit<PickupOrder, 'store' | 'contact' | 'lines'> & { contactRef: string | null, lines: Omit<PickupOrderLine, 'product'>[] }>;
  PickupOrderPoints: ResolverTypeWrapper<PickupOrderPoints>;
  PickupOrderLine: ResolverTypeWrapper<Omit<PickupOrderLine, 'product'>>;
  Substitution: ResolverTypeWrapper<Substitution>;
  AgreedBy: AgreedBy;
  AgreedHow: AgreedHow;
  SkuUnits: ResolverTypeWrapper<SkuUnits>;
  Contact: ResolverTypeWrapper<Contact>;
  PickupOrderFilter: PickupOrderFilter;
  PickupOrderConnection: ResolverTypeWrapper<Omit<PickupOrderConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['PickupOrderEdge']>, nodes: Array<ResolversTypes['PickupOrder']> }>;
  PickupOrderEdge: ResolverTypeWrapper<Omit<PickupOrderEdge, 'node'> & { node: ResolversTypes['PickupOrder'] }>;
  PlacePickupOrderInput: PlacePickupOrderInput;
  OrderPointsInput: OrderPointsInput;
  ContactInput: ContactInput;
  CancelPickupOrderInput: CancelPickupOrderInput;
  ExtendPickupInput: ExtendPickupInput;
  CheckInInput: CheckInInput;
  PickupOrderRecorded: ResolverTypeWrapper<Omit<PickupOrderRecorded, 'order'> & { order: ResolversTypes['PickupOrder'] }>;
  PlacePickupOrderResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['PlacePickupOrderResult']>;
  CancelPickupOrderResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CancelPickupOrderResult']>;
  ExtendPickupResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ExtendPickupResult']>;
  CheckInResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CheckInResult']>;
  InsufficientPromise: ResolverTypeWrapper<InsufficientPromise>;
  Shortage: ResolverTypeWrapper<Shortage>;
  UnknownSku: ResolverTypeWrapper<UnknownSku>;
  UnknownStore: ResolverTypeWrapper<UnknownStore>;
  UnknownOrder: ResolverTypeWrapper<UnknownOrder>;
  WrongCurrency: ResolverTypeWrapper<WrongCurrency>;
  OrderCancelling: ResolverTypeWrapper<Omit<OrderCancelling, 'order'> & { order?: Maybe<ResolversTypes['PickupOrder']> }>;
  OrderEnded: ResolverTypeWrapper<Omit<OrderEnded, 'order'> & { order?: Maybe<ResolversTypes['PickupOrder']> }>;
  StoreUnreachable: ResolverTypeWrapper<StoreUnreachable>;
  StoreLink: ResolverTypeWrapper<StoreLink>;
  StreetPosition: ResolverTypeWrapper<StreetPosition>;
  StoreSync: ResolverTypeWrapper<Omit<StoreSync, 'stateHash' | 'quarantine' | 'setAside'>>;
  QuarantinedDocument: ResolverTypeWrapper<QuarantinedDocument>;
  SetAsideDocument: ResolverTypeWrapper<SetAsideDocument>;
  StoreStock: ResolverTypeWrapper<StoreStock>;
  OrderHold: ResolverTypeWrapper<OrderHold>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
  Subscription: Record<PropertyKey, never>;
  WantedLine: WantedLine;
  StoreAvailability: Omit<StoreAvailability, 'store'>;
  ItemAvailability: ItemAvailability;
  Mutation: Record<PropertyKey, never>;
  Product: Product;
  ProductFilter: ProductFilter;
  ProductConnection: ProductConnection;
  ProductEdge: ProductEdge;
  Store: Store;
  Float: Scalars['Float']['output'];
  GeoPoint: GeoPoint;
  ProductInput: ProductInput;
  StoreInput: StoreInput;
  StaffInput: StaffInput;
  PickRules: PickRules;
  ShortReason: ShortReason;
  WordsIn: WordsIn;
  ShortReasonInput: ShortReasonInput;
  WordsInput: WordsInput;
  PutCatalogueResult: ResolversUnionTypes<ResolversParentTypes>['PutCatalogueResult'];
  CataloguePut: CataloguePut;
  DateTime: Scalars['DateTime']['output'];
  Amount: Scalars['Amount']['output'];
  Money: Money;
  PageInfo: PageInfo;
  Refusal: ResolversInterfaceTypes<ResolversParentTypes>['Refusal'];
  InvalidInput: InvalidInput;
  ExistsDifferent: ExistsDifferent;
  NotAllowed: NotAllowed;
  Overloaded: Overloaded;
  CreateEnrolmentCodeResult: ResolversUnionTypes<ResolversParentTypes>['CreateEnrolmentCodeResult'];
  EnrolmentCode: EnrolmentCode;
  StockException: Omit<StockException, 'store' | 'document'> & { raw?: () => Promise<string> };
  Resolution: Resolution;
  ExceptionFilter: ExceptionFilter;
  ExceptionConnection: Omit<ExceptionConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ExceptionEdge']>, nodes: Array<ResolversParentTypes['StockException']> };
  ExceptionEdge: Omit<ExceptionEdge, 'node'> & { node: ResolversParentTypes['StockException'] };
  ResolveExceptionInput: ResolveExceptionInput;
  ResolveExceptionResult: ResolversUnionTypes<ResolversParentTypes>['ResolveExceptionResult'];
  ExceptionResolved: Omit<ExceptionResolved, 'exception'> & { exception: ResolversParentTypes['StockException'] };
  UnknownException: UnknownException;
  IdentityInput: IdentityInput;
  Member: { readonly id: string };
  MemberTier: MemberTier;
  Points: Omit<Points, 'lent'> & { lent: Array<ResolversParentTypes['PointsLent']> };
  PointsHeld: PointsHeld;
  PointsLent: Omit<PointsLent, 'store'>;
  PointsExpiring: PointsExpiring;
  PointsEntry: PointsEntry;
  PointsHistoryConnection: PointsHistoryConnection;
  RedemptionQuote: RedemptionQuote;
  EnrolMemberInput: EnrolMemberInput;
  IdentifyMemberInput: IdentifyMemberInput;
  HoldPointsInput: HoldPointsInput;
  ReleaseHoldInput: ReleaseHoldInput;
  CaptureHoldInput: CaptureHoldInput;
  AdjustPointsInput: AdjustPointsInput;
  PointsRecorded: Omit<PointsRecorded, 'member'> & { member: ResolversParentTypes['Member'] };
  LoyaltyRulesRecorded: LoyaltyRulesRecorded;
  MemberErased: MemberErased;
  PutLoyaltyRulesResult: ResolversUnionTypes<ResolversParentTypes>['PutLoyaltyRulesResult'];
  EnrolMemberResult: ResolversUnionTypes<ResolversParentTypes>['EnrolMemberResult'];
  IdentifyMemberResult: ResolversUnionTypes<ResolversParentTypes>['IdentifyMemberResult'];
  PointsResult: ResolversUnionTypes<ResolversParentTypes>['PointsResult'];
  EraseMemberResult: ResolversUnionTypes<ResolversParentTypes>['EraseMemberResult'];
  IdentityTaken: IdentityTaken;
  PointsRefused: Omit<PointsRefused, 'lent'> & { lent?: Maybe<Array<ResolversParentTypes['PointsLent']>> };
  PickupOrder: Omit<PickupOrder, 'store' | 'contact' | 'lines'> & { contactRef: string | null, lines: Omit<PickupOrderLine, 'product'>[] };
  PickupOrderPoints: PickupOrderPoints;
  PickupOrderLine: Omit<PickupOrderLine, 'product'>;
  Substitution: Substitution;
  SkuUnits: SkuUnits;
  Contact: Contact;
  PickupOrderFilter: PickupOrderFilter;
  PickupOrderConnection: Omit<PickupOrderConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['PickupOrderEdge']>, nodes: Array<ResolversParentTypes['PickupOrder']> };
  PickupOrderEdge: Omit<PickupOrderEdge, 'node'> & { node: ResolversParentTypes['PickupOrder'] };
  PlacePickupOrderInput: PlacePickupOrderInput;
  OrderPointsInput: OrderPointsInput;
  ContactInput: ContactInput;
  CancelPickupOrderInput: CancelPickupOrderInput;
  ExtendPickupInput: ExtendPickupInput;
  CheckInInput: CheckInInput;
  PickupOrderRecorded: Omit<PickupOrderRecorded, 'order'> & { order: ResolversParentTypes['PickupOrder'] };
  PlacePickupOrderResult: ResolversUnionTypes<ResolversParentTypes>['PlacePickupOrderResult'];
  CancelPickupOrderResult: ResolversUnionTypes<ResolversParentTypes>['CancelPickupOrderResult'];
  ExtendPickupResult: ResolversUnionTypes<ResolversParentTypes>['ExtendPickupResult'];
  CheckInResult: ResolversUnionTypes<ResolversParentTypes>['CheckInResult'];
  InsufficientPromise: InsufficientPromise;
  Shortage: Shortage;
  UnknownSku: UnknownSku;
  UnknownStore: UnknownStore;
  UnknownOrder: UnknownOrder;
  WrongCurrency: WrongCurrency;
  OrderCancelling: Omit<OrderCancelling, 'order'> & { order?: Maybe<ResolversParentTypes['PickupOrder']> };
  OrderEnded: Omit<OrderEnded, 'order'> & { order?: Maybe<ResolversParentTypes['PickupOrder']> };
  StoreUnreachable: StoreUnreachable;
  StoreLink: StoreLink;
  StreetPosition: StreetPosition;
  StoreSync: Omit<StoreSync, 'stateHash' | 'quarantine' | 'setAside'>;
  QuarantinedDocument: QuarantinedDocument;
  SetAsideDocument: SetAsideDocument;
  StoreStock: StoreStock;
  OrderHold: OrderHold;
};

export type ScopesDirectiveArgs = {
  any: Array<Scope>;
};

export type ScopesDirectiveResolver<Result, Parent, ContextType = unknown, Args = ScopesDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type QueryResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  availability?: Resolver<Array<ResolversTypes['StoreAvailability']>, ParentType, ContextType, RequireFields<QueryAvailabilityArgs, 'onlyServingAll' | 'first'>>;
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType, RequireFields<QueryProductArgs, 'sku'>>;
  productByCode?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType, RequireFields<QueryProductByCodeArgs, 'code'>>;
  products?: Resolver<ResolversTypes['ProductConnection'], ParentType, ContextType, RequireFields<QueryProductsArgs, 'first'>>;
  store?: Resolver<Maybe<ResolversTypes['Store']>, ParentType, ContextType, RequireFields<QueryStoreArgs, 'id'>>;
  stores?: Resolver<Array<ResolversTypes['Store']>, ParentType, ContextType, Partial<QueryStoresArgs>>;
  pickRules?: Resolver<ResolversTypes['PickRules'], ParentType, ContextType>;
  exceptions?: Resolver<ResolversTypes['ExceptionConnection'], ParentType, ContextType, RequireFields<QueryExceptionsArgs, 'first'>>;
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType, Partial<QueryMemberArgs>>;
  quoteRedemption?: Resolver<ResolversTypes['RedemptionQuote'], ParentType, ContextType, RequireFields<QueryQuoteRedemptionArgs, 'basket'>>;
  exportMember?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType, RequireFields<QueryExportMemberArgs, 'id'>>;
  pickupOrder?: Resolver<Maybe<ResolversTypes['PickupOrder']>, ParentType, ContextType, RequireFields<QueryPickupOrderArgs, 'id'>>;
  pickupOrders?: Resolver<ResolversTypes['PickupOrderConnection'], ParentType, ContextType, RequireFields<QueryPickupOrdersArgs, 'first'>>;
  syncStatus?: Resolver<Array<ResolversTypes['StoreSync']>, ParentType, ContextType, Partial<QuerySyncStatusArgs>>;
  storeStock?: Resolver<ResolversTypes['StoreStock'], ParentType, ContextType, RequireFields<QueryStoreStockArgs, 'storeId' | 'sku'>>;
};

export type SubscriptionResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  availabilityChanged?: SubscriptionResolver<ResolversTypes['StoreAvailability'], "availabilityChanged", ParentType, ContextType, RequireFields<SubscriptionAvailabilityChangedArgs, 'skus'>>;
  pointsChanged?: SubscriptionResolver<ResolversTypes['Member'], "pointsChanged", ParentType, ContextType, Partial<SubscriptionPointsChangedArgs>>;
  pickupOrderChanged?: SubscriptionResolver<ResolversTypes['PickupOrder'], "pickupOrderChanged", ParentType, ContextType, Partial<SubscriptionPickupOrderChangedArgs>>;
  storeLinkChanged?: SubscriptionResolver<ResolversTypes['StoreLink'], "storeLinkChanged", ParentType, ContextType, Partial<SubscriptionStoreLinkChangedArgs>>;
};

export type StoreAvailabilityResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['StoreAvailability'] = ResolversParentTypes['StoreAvailability']> = {
  storeId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['Store'], ParentType, ContextType>;
  distanceMetres?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  storeConnected?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  canServeAll?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  mayServeAll?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  items?: Resolver<Array<ResolversTypes['ItemAvailability']>, ParentType, ContextType>;
};

export type ItemAvailabilityResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['ItemAvailability'] = ResolversParentTypes['ItemAvailability']> = {
  sku?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  promised?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  likely?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  putProducts?: Resolver<ResolversTypes['PutCatalogueResult'], ParentType, ContextType, RequireFields<MutationPutProductsArgs, 'products'>>;
  putStores?: Resolver<ResolversTypes['PutCatalogueResult'], ParentType, ContextType, RequireFields<MutationPutStoresArgs, 'stores'>>;
  putStaff?: Resolver<ResolversTypes['PutCatalogueResult'], ParentType, ContextType, RequireFields<MutationPutStaffArgs, 'staff'>>;
  putPickRules?: Resolver<ResolversTypes['PutCatalogueResult'], ParentType, ContextType, RequireFields<MutationPutPickRulesArgs, 'reasons'>>;
  putDiscounts?: Resolver<ResolversTypes['PutCatalogueResult'], ParentType, ContextType, RequireFields<MutationPutDiscountsArgs, 'discounts'>>;
  createEnrolmentCode?: Resolver<ResolversTypes['CreateEnrolmentCodeResult'], ParentType, ContextType, RequireFields<MutationCreateEnrolmentCodeArgs, 'storeId'>>;
  resolveException?: Resolver<ResolversTypes['ResolveExceptionResult'], ParentType, ContextType, RequireFields<MutationResolveExceptionArgs, 'input'>>;
  putLoyaltyRules?: Resolver<ResolversTypes['PutLoyaltyRulesResult'], ParentType, ContextType, RequireFields<MutationPutLoyaltyRulesArgs, 'rules'>>;
  enrolMember?: Resolver<ResolversTypes['EnrolMemberResult'], ParentType, ContextType, RequireFields<MutationEnrolMemberArgs, 'input'>>;
  identifyMember?: Resolver<ResolversTypes['IdentifyMemberResult'], ParentType, ContextType, RequireFields<MutationIdentifyMemberArgs, 'input'>>;
  holdPoints?: Resolver<ResolversTypes['PointsResult'], ParentType, ContextType, RequireFields<MutationHoldPointsArgs, 'input'>>;
  releaseHold?: Resolver<ResolversTypes['PointsResult'], ParentType, ContextType, RequireFields<MutationReleaseHoldArgs, 'input'>>;
  captureHold?: Resolver<ResolversTypes['PointsResult'], ParentType, ContextType, RequireFields<MutationCaptureHoldArgs, 'input'>>;
  adjustPoints?: Resolver<ResolversTypes['PointsResult'], ParentType, ContextType, RequireFields<MutationAdjustPointsArgs, 'input'>>;
  eraseMember?: Resolver<ResolversTypes['EraseMemberResult'], ParentType, ContextType, RequireFields<MutationEraseMemberArgs, 'id'>>;
  placePickupOrder?: Resolver<ResolversTypes['PlacePickupOrderResult'], ParentType, ContextType, RequireFields<MutationPlacePickupOrderArgs, 'input'>>;
  cancelPickupOrder?: Resolver<ResolversTypes['CancelPickupOrderResult'], ParentType, ContextType, RequireFields<MutationCancelPickupOrderArgs, 'input'>>;
  extendPickup?: Resolver<ResolversTypes['ExtendPickupResult'], ParentType, ContextType, RequireFields<MutationExtendPickupArgs, 'input'>>;
  checkIn?: Resolver<ResolversTypes['CheckInResult'], ParentType, ContextType, RequireFields<MutationCheckInArgs, 'input'>>;
};

export type ProductResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product']> = {
  sku?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  gtins?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  price?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  taxRate?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  measure?: Resolver<ResolversTypes['Measure'], ParentType, ContextType>;
  safetyStock?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  group?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  active?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ProductConnectionResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['ProductConnection'] = ResolversParentTypes['ProductConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ProductEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Product']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ProductEdgeResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['ProductEdge'] = ResolversParentTypes['ProductEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
};

export type StoreResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Store'] = ResolversParentTypes['Store']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  street?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  postcode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  city?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  country?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  latitude?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  longitude?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  openingHours?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pickup?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PickRulesResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PickRules'] = ResolversParentTypes['PickRules']> = {
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reasons?: Resolver<Array<ResolversTypes['ShortReason']>, ParentType, ContextType>;
};

export type ShortReasonResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['ShortReason'] = ResolversParentTypes['ShortReason']> = {
  code?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  words?: Resolver<Array<ResolversTypes['WordsIn']>, ParentType, ContextType>;
  effect?: Resolver<ResolversTypes['ShortEffect'], ParentType, ContextType>;
  recount?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type WordsInResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['WordsIn'] = ResolversParentTypes['WordsIn']> = {
  language?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PutCatalogueResultResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PutCatalogueResult'] = ResolversParentTypes['PutCatalogueResult']> = {
  __resolveType: TypeResolveFn<'CataloguePut' | 'InvalidInput' | 'Overloaded', ParentType, ContextType>;
};

export type CataloguePutResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['CataloguePut'] = ResolversParentTypes['CataloguePut']> = {
  written?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unchanged?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface AmountScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Amount'], any> {
  name: 'Amount';
}

export type MoneyResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RefusalResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Refusal'] = ResolversParentTypes['Refusal']> = {
  __resolveType: TypeResolveFn<'InvalidInput' | 'ExistsDifferent' | 'NotAllowed' | 'Overloaded' | 'UnknownException' | 'IdentityTaken' | 'PointsRefused' | 'InsufficientPromise' | 'UnknownSku' | 'UnknownStore' | 'UnknownOrder' | 'WrongCurrency' | 'OrderCancelling' | 'OrderEnded' | 'StoreUnreachable', ParentType, ContextType>;
};

export type InvalidInputResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['InvalidInput'] = ResolversParentTypes['InvalidInput']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retry?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ExistsDifferentResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['ExistsDifferent'] = ResolversParentTypes['ExistsDifferent']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retry?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type NotAllowedResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['NotAllowed'] = ResolversParentTypes['NotAllowed']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retry?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OverloadedResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Overloaded'] = ResolversParentTypes['Overloaded']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retry?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CreateEnrolmentCodeResultResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['CreateEnrolmentCodeResult'] = ResolversParentTypes['CreateEnrolmentCodeResult']> = {
  __resolveType: TypeResolveFn<'EnrolmentCode' | 'UnknownStore' | 'InvalidInput' | 'Overloaded', ParentType, ContextType>;
};

export type EnrolmentCodeResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['EnrolmentCode'] = ResolversParentTypes['EnrolmentCode']> = {
  storeId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StockExceptionResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['StockException'] = ResolversParentTypes['StockException']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  storeId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  store?: Resolver<Maybe<ResolversTypes['Store']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['ExceptionType'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lines?: Resolver<Array<ResolversTypes['SkuUnits']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  open?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  resolution?: Resolver<Maybe<ResolversTypes['Resolution']>, ParentType, ContextType>;
  document?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ResolutionResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Resolution'] = ResolversParentTypes['Resolution']> = {
  by?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  note?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ExceptionConnectionResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['ExceptionConnection'] = ResolversParentTypes['ExceptionConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ExceptionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['StockException']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ExceptionEdgeResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['ExceptionEdge'] = ResolversParentTypes['ExceptionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['StockException'], ParentType, ContextType>;
};

export type ResolveExceptionResultResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['ResolveExceptionResult'] = ResolversParentTypes['ResolveExceptionResult']> = {
  __resolveType: TypeResolveFn<'ExceptionResolved' | 'UnknownStore' | 'UnknownException' | 'InvalidInput' | 'ExistsDifferent' | 'Overloaded', ParentType, ContextType>;
};

export type ExceptionResolvedResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['ExceptionResolved'] = ResolversParentTypes['ExceptionResolved']> = {
  outcome?: Resolver<ResolversTypes['Outcome'], ParentType, ContextType>;
  exception?: Resolver<ResolversTypes['StockException'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UnknownExceptionResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['UnknownException'] = ResolversParentTypes['UnknownException']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retry?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MemberResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Member'] = ResolversParentTypes['Member']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  tier?: Resolver<Maybe<ResolversTypes['MemberTier']>, ParentType, ContextType>;
  points?: Resolver<ResolversTypes['Points'], ParentType, ContextType>;
  pointsHistory?: Resolver<ResolversTypes['PointsHistoryConnection'], ParentType, ContextType, RequireFields<MemberPointsHistoryArgs, 'first'>>;
};

export type MemberTierResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['MemberTier'] = ResolversParentTypes['MemberTier']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  rate?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PointsResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Points'] = ResolversParentTypes['Points']> = {
  balance?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  available?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  debt?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  pending?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  held?: Resolver<Array<ResolversTypes['PointsHeld']>, ParentType, ContextType>;
  lent?: Resolver<Array<ResolversTypes['PointsLent']>, ParentType, ContextType>;
  expiring?: Resolver<Array<ResolversTypes['PointsExpiring']>, ParentType, ContextType>;
};

export type PointsHeldResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PointsHeld'] = ResolversParentTypes['PointsHeld']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  points?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  until?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  channel?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PointsLentResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PointsLent'] = ResolversParentTypes['PointsLent']> = {
  storeId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  store?: Resolver<Maybe<ResolversTypes['Store']>, ParentType, ContextType>;
  points?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  until?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type PointsExpiringResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PointsExpiring'] = ResolversParentTypes['PointsExpiring']> = {
  points?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  on?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PointsEntryResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PointsEntry'] = ResolversParentTypes['PointsEntry']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  event?: Resolver<ResolversTypes['PointsEvent'], ParentType, ContextType>;
  points?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  document?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  storeId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  channel?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PointsHistoryConnectionResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PointsHistoryConnection'] = ResolversParentTypes['PointsHistoryConnection']> = {
  nodes?: Resolver<Array<ResolversTypes['PointsEntry']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RedemptionQuoteResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['RedemptionQuote'] = ResolversParentTypes['RedemptionQuote']> = {
  points?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  worth?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  minimum?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PointsRecordedResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PointsRecorded'] = ResolversParentTypes['PointsRecorded']> = {
  outcome?: Resolver<ResolversTypes['Outcome'], ParentType, ContextType>;
  member?: Resolver<ResolversTypes['Member'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LoyaltyRulesRecordedResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['LoyaltyRulesRecorded'] = ResolversParentTypes['LoyaltyRulesRecorded']> = {
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MemberErasedResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['MemberErased'] = ResolversParentTypes['MemberErased']> = {
  outcome?: Resolver<ResolversTypes['Outcome'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PutLoyaltyRulesResultResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PutLoyaltyRulesResult'] = ResolversParentTypes['PutLoyaltyRulesResult']> = {
  __resolveType: TypeResolveFn<'LoyaltyRulesRecorded' | 'InvalidInput', ParentType, ContextType>;
};

export type EnrolMemberResultResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['EnrolMemberResult'] = ResolversParentTypes['EnrolMemberResult']> = {
  __resolveType: TypeResolveFn<'PointsRecorded' | 'IdentityTaken' | 'InvalidInput' | 'ExistsDifferent' | 'Overloaded', ParentType, ContextType>;
};

export type IdentifyMemberResultResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['IdentifyMemberResult'] = ResolversParentTypes['IdentifyMemberResult']> = {
  __resolveType: TypeResolveFn<'PointsRecorded' | 'IdentityTaken' | 'PointsRefused' | 'InvalidInput' | 'Overloaded', ParentType, ContextType>;
};

export type PointsResultResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PointsResult'] = ResolversParentTypes['PointsResult']> = {
  __resolveType: TypeResolveFn<'PointsRecorded' | 'PointsRefused' | 'InvalidInput' | 'ExistsDifferent' | 'Overloaded', ParentType, ContextType>;
};

export type EraseMemberResultResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['EraseMemberResult'] = ResolversParentTypes['EraseMemberResult']> = {
  __resolveType: TypeResolveFn<'MemberErased' | 'PointsRefused' | 'Overloaded', ParentType, ContextType>;
};

export type IdentityTakenResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['IdentityTaken'] = ResolversParentTypes['IdentityTaken']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retry?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PointsRefusedResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PointsRefused'] = ResolversParentTypes['PointsRefused']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retry?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  available?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  lent?: Resolver<Maybe<Array<ResolversTypes['PointsLent']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PickupOrderResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PickupOrder'] = ResolversParentTypes['PickupOrder']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  storeId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  store?: Resolver<Maybe<ResolversTypes['Store']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['PickupOrderStatus'], ParentType, ContextType>;
  channel?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  placedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lines?: Resolver<Array<ResolversTypes['PickupOrderLine']>, ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  due?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  points?: Resolver<Maybe<ResolversTypes['PickupOrderPoints']>, ParentType, ContextType>;
  pass?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  contact?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType>;
  cancelRequestedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  cancelRequestedBy?: Resolver<Maybe<ResolversTypes['CancelledBy']>, ParentType, ContextType>;
  checkedInAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  checkedInWhere?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  readyAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  assignedTo?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  assignedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  place?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  substitutions?: Resolver<Array<ResolversTypes['Substitution']>, ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  endedLines?: Resolver<Maybe<Array<ResolversTypes['SkuUnits']>>, ParentType, ContextType>;
};

export type PickupOrderPointsResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PickupOrderPoints'] = ResolversParentTypes['PickupOrderPoints']> = {
  redeemed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  worth?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  pending?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rules?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PickupOrderLineResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PickupOrderLine'] = ResolversParentTypes['PickupOrderLine']> = {
  sku?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
  units?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  short?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unitPrice?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  taxRate?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type SubstitutionResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Substitution'] = ResolversParentTypes['Substitution']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  insteadOf?: Resolver<ResolversTypes['SkuUnits'], ParentType, ContextType>;
  sku?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
  units?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unitPrice?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  owed?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  agreedBy?: Resolver<ResolversTypes['AgreedBy'], ParentType, ContextType>;
  agreedHow?: Resolver<ResolversTypes['AgreedHow'], ParentType, ContextType>;
};

export type SkuUnitsResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['SkuUnits'] = ResolversParentTypes['SkuUnits']> = {
  sku?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  units?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ContactResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Contact'] = ResolversParentTypes['Contact']> = {
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  phone?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PickupOrderConnectionResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PickupOrderConnection'] = ResolversParentTypes['PickupOrderConnection']> = {
  edges?: Resolver<Array<ResolversTypes['PickupOrderEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['PickupOrder']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PickupOrderEdgeResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PickupOrderEdge'] = ResolversParentTypes['PickupOrderEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['PickupOrder'], ParentType, ContextType>;
};

export type PickupOrderRecordedResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PickupOrderRecorded'] = ResolversParentTypes['PickupOrderRecorded']> = {
  outcome?: Resolver<ResolversTypes['Outcome'], ParentType, ContextType>;
  order?: Resolver<ResolversTypes['PickupOrder'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PlacePickupOrderResultResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PlacePickupOrderResult'] = ResolversParentTypes['PlacePickupOrderResult']> = {
  __resolveType: TypeResolveFn<'PickupOrderRecorded' | 'InsufficientPromise' | 'UnknownSku' | 'UnknownStore' | 'WrongCurrency' | 'InvalidInput' | 'ExistsDifferent' | 'StoreUnreachable' | 'PointsRefused' | 'Overloaded', ParentType, ContextType>;
};

export type CancelPickupOrderResultResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['CancelPickupOrderResult'] = ResolversParentTypes['CancelPickupOrderResult']> = {
  __resolveType: TypeResolveFn<'PickupOrderRecorded' | 'UnknownOrder' | 'OrderEnded' | 'InvalidInput' | 'ExistsDifferent' | 'NotAllowed' | 'Overloaded', ParentType, ContextType>;
};

export type ExtendPickupResultResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['ExtendPickupResult'] = ResolversParentTypes['ExtendPickupResult']> = {
  __resolveType: TypeResolveFn<'PickupOrderRecorded' | 'UnknownOrder' | 'OrderCancelling' | 'OrderEnded' | 'InvalidInput' | 'ExistsDifferent' | 'Overloaded', ParentType, ContextType>;
};

export type CheckInResultResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['CheckInResult'] = ResolversParentTypes['CheckInResult']> = {
  __resolveType: TypeResolveFn<'PickupOrderRecorded' | 'UnknownOrder' | 'OrderCancelling' | 'OrderEnded' | 'InvalidInput' | 'ExistsDifferent' | 'Overloaded', ParentType, ContextType>;
};

export type InsufficientPromiseResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['InsufficientPromise'] = ResolversParentTypes['InsufficientPromise']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retry?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  shortages?: Resolver<Array<ResolversTypes['Shortage']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ShortageResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Shortage'] = ResolversParentTypes['Shortage']> = {
  sku?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  asked?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  promised?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type UnknownSkuResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['UnknownSku'] = ResolversParentTypes['UnknownSku']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retry?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  sku?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UnknownStoreResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['UnknownStore'] = ResolversParentTypes['UnknownStore']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retry?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  storeId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UnknownOrderResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['UnknownOrder'] = ResolversParentTypes['UnknownOrder']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retry?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  orderId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type WrongCurrencyResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['WrongCurrency'] = ResolversParentTypes['WrongCurrency']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retry?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OrderCancellingResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['OrderCancelling'] = ResolversParentTypes['OrderCancelling']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retry?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['PickupOrder']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OrderEndedResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['OrderEnded'] = ResolversParentTypes['OrderEnded']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retry?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['PickupOrder']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StoreUnreachableResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['StoreUnreachable'] = ResolversParentTypes['StoreUnreachable']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retry?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  storeId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StoreLinkResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['StoreLink'] = ResolversParentTypes['StoreLink']> = {
  storeId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  connected?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  since?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastContactAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type StreetPositionResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['StreetPosition'] = ResolversParentTypes['StreetPosition']> = {
  n?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  head?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type StoreSyncResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['StoreSync'] = ResolversParentTypes['StoreSync']> = {
  storeId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  connected?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  since?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastContactAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  incarnation?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  up?: Resolver<ResolversTypes['StreetPosition'], ParentType, ContextType>;
  down?: Resolver<ResolversTypes['StreetPosition'], ParentType, ContextType>;
  downAcknowledged?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  backlog?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  downBacklog?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  oldestUnsentAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lagMs?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  stateHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  quarantined?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  quarantine?: Resolver<Array<ResolversTypes['QuarantinedDocument']>, ParentType, ContextType>;
  setAside?: Resolver<Array<ResolversTypes['SetAsideDocument']>, ParentType, ContextType>;
};

export type QuarantinedDocumentResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['QuarantinedDocument'] = ResolversParentTypes['QuarantinedDocument']> = {
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  raw?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SetAsideDocumentResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['SetAsideDocument'] = ResolversParentTypes['SetAsideDocument']> = {
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type StoreStockResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['StoreStock'] = ResolversParentTypes['StoreStock']> = {
  storeId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  sku?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  onHand?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  shelf?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  online?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  orders?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unsellable?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  deficit?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  safetyStock?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  heldFor?: Resolver<Array<ResolversTypes['OrderHold']>, ParentType, ContextType>;
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  storeConnected?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type OrderHoldResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['OrderHold'] = ResolversParentTypes['OrderHold']> = {
  orderId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  units?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type Resolvers<ContextType = unknown> = {
  Query?: QueryResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  StoreAvailability?: StoreAvailabilityResolvers<ContextType>;
  ItemAvailability?: ItemAvailabilityResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  ProductConnection?: ProductConnectionResolvers<ContextType>;
  ProductEdge?: ProductEdgeResolvers<ContextType>;
  Store?: StoreResolvers<ContextType>;
  PickRules?: PickRulesResolvers<ContextType>;
  ShortReason?: ShortReasonResolvers<ContextType>;
  WordsIn?: WordsInResolvers<ContextType>;
  PutCatalogueResult?: PutCatalogueResultResolvers<ContextType>;
  CataloguePut?: CataloguePutResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Amount?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Refusal?: RefusalResolvers<ContextType>;
  InvalidInput?: InvalidInputResolvers<ContextType>;
  ExistsDifferent?: ExistsDifferentResolvers<ContextType>;
  NotAllowed?: NotAllowedResolvers<ContextType>;
  Overloaded?: OverloadedResolvers<ContextType>;
  CreateEnrolmentCodeResult?: CreateEnrolmentCodeResultResolvers<ContextType>;
  EnrolmentCode?: EnrolmentCodeResolvers<ContextType>;
  StockException?: StockExceptionResolvers<ContextType>;
  Resolution?: ResolutionResolvers<ContextType>;
  ExceptionConnection?: ExceptionConnectionResolvers<ContextType>;
  ExceptionEdge?: ExceptionEdgeResolvers<ContextType>;
  ResolveExceptionResult?: ResolveExceptionResultResolvers<ContextType>;
  ExceptionResolved?: ExceptionResolvedResolvers<ContextType>;
  UnknownException?: UnknownExceptionResolvers<ContextType>;
  Member?: MemberResolvers<ContextType>;
  MemberTier?: MemberTierResolvers<ContextType>;
  Points?: PointsResolvers<ContextType>;
  PointsHeld?: PointsHeldResolvers<ContextType>;
  PointsLent?: PointsLentResolvers<ContextType>;
  PointsExpiring?: PointsExpiringResolvers<ContextType>;
  PointsEntry?: PointsEntryResolvers<ContextType>;
  PointsHistoryConnection?: PointsHistoryConnectionResolvers<ContextType>;
  RedemptionQuote?: RedemptionQuoteResolvers<ContextType>;
  PointsRecorded?: PointsRecordedResolvers<ContextType>;
  LoyaltyRulesRecorded?: LoyaltyRulesRecordedResolvers<ContextType>;
  MemberErased?: MemberErasedResolvers<ContextType>;
  PutLoyaltyRulesResult?: PutLoyaltyRulesResultResolvers<ContextType>;
  EnrolMemberResult?: EnrolMemberResultResolvers<ContextType>;
  IdentifyMemberResult?: IdentifyMemberResultResolvers<ContextType>;
  PointsResult?: PointsResultResolvers<ContextType>;
  EraseMemberResult?: EraseMemberResultResolvers<ContextType>;
  IdentityTaken?: IdentityTakenResolvers<ContextType>;
  PointsRefused?: PointsRefusedResolvers<ContextType>;
  PickupOrder?: PickupOrderResolvers<ContextType>;
  PickupOrderPoints?: PickupOrderPointsResolvers<ContextType>;
  PickupOrderLine?: PickupOrderLineResolvers<ContextType>;
  Substitution?: SubstitutionResolvers<ContextType>;
  SkuUnits?: SkuUnitsResolvers<ContextType>;
  Contact?: ContactResolvers<ContextType>;
  PickupOrderConnection?: PickupOrderConnectionResolvers<ContextType>;
  PickupOrderEdge?: PickupOrderEdgeResolvers<ContextType>;
  PickupOrderRecorded?: PickupOrderRecordedResolvers<ContextType>;
  PlacePickupOrderResult?: PlacePickupOrderResultResolvers<ContextType>;
  CancelPickupOrderResult?: CancelPickupOrderResultResolvers<ContextType>;
  ExtendPickupResult?: ExtendPickupResultResolvers<ContextType>;
  CheckInResult?: CheckInResultResolvers<ContextType>;
  InsufficientPromise?: InsufficientPromiseResolvers<ContextType>;
  Shortage?: ShortageResolvers<ContextType>;
  UnknownSku?: UnknownSkuResolvers<ContextType>;
  UnknownStore?: UnknownStoreResolvers<ContextType>;
  UnknownOrder?: UnknownOrderResolvers<ContextType>;
  WrongCurrency?: WrongCurrencyResolvers<ContextType>;
  OrderCancelling?: OrderCancellingResolvers<ContextType>;
  OrderEnded?: OrderEndedResolvers<ContextType>;
  StoreUnreachable?: StoreUnreachableResolvers<ContextType>;
  StoreLink?: StoreLinkResolvers<ContextType>;
  StreetPosition?: StreetPositionResolvers<ContextType>;
  StoreSync?: StoreSyncResolvers<ContextType>;
  QuarantinedDocument?: QuarantinedDocumentResolvers<ContextType>;
  SetAsideDocument?: SetAsideDocumentResolvers<ContextType>;
  StoreStock?: StoreStockResolvers<ContextType>;
  OrderHold?: OrderHoldResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = unknown> = {
  scopes?: ScopesDirectiveResolver<any, any, ContextType>;
};
