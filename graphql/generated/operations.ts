// Made by graphql/codegen.ts from the schema; `npm run codegen` writes it anew.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** An item and how many of it somebody wants. */
export type WantedLine = {
  /** The item. */
  sku: string;
  /** Pieces, or grams of what is sold by weight; at least 1. */
  units: number;
};

/** What a unit of an item is. */
export type Measure =
  /** Units are pieces, and the price is that of one. */
  | 'PIECE'
  /** Units are grams, and the price is that of one kilogram. */
  | 'GRAM';

/** WGS 84 degrees. */
export type GeoPoint = {
  /** From -90 to 90. */
  latitude: number;
  /** From -180 to 180. */
  longitude: number;
};

/** An item as it is to be from now on; what is left out takes its default, not what was there before. */
export type ProductInput = {
  /** The retailer's own code; names what is created or replaced. */
  sku: string;
  /** What customers and clerks read. */
  name: string;
  /** Numbers on bar codes, with right check digits; at most 20. */
  gtins?: Array<string>;
  /** Gross, in minor units. */
  price: number;
  /** ISO 4217. */
  currency: string;
  /** Basis points: 2300 is 23 %. */
  taxRate: number;
  /** Whether it is sold by the piece or by weight. */
  measure?: Measure | null | undefined;
  /** Units never promised online; 1 by default. */
  safetyStock?: number | null | undefined;
  /** Group of products, for discounts and rules of points. */
  group?: string | null | undefined;
  /** True by default; false ends its sale. */
  active?: boolean | null | undefined;
};

/** A store as it is to be from now on; what is left out takes its default, not what was there before. */
export type StoreInput = {
  /** Names what is created or replaced; it cannot be changed later. */
  id: string;
  /** What customers read. */
  name: string;
  /** Street and number. */
  street?: string | null | undefined;
  /** Postal code, as it is written there. */
  postcode?: string | null | undefined;
  /** Town. */
  city?: string | null | undefined;
  /** ISO 3166, two letters. */
  country?: string | null | undefined;
  /** WGS 84 degrees, from -90 to 90. */
  latitude: number;
  /** WGS 84 degrees, from -180 to 180. */
  longitude: number;
  /** OpenStreetMap opening_hours syntax: `Mo-Fr 08:00-18:00; Sa 09:00-13:00`. */
  openingHours?: string | null | undefined;
  /** IANA name, `Europe/Zurich`; UTC by default. */
  timeZone?: string | null | undefined;
  /** ISO 4217; everything the store sells is priced in it. */
  currency: string;
  /** Whether it hands over pickup orders; true by default. */
  pickup?: boolean | null | undefined;
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
  id: string;
  /** What colleagues and receipts show; the shop chooses it. */
  name: string;
  /** What the person may do. */
  role: StaffRole;
  /** The PIN by Argon2id, encoded: $argon2id$v=19$m=…,t=…,p=…$salt$hash. The PIN itself never travels. */
  pinHash: string;
  /** True by default; false ends signing in. */
  active?: boolean | null | undefined;
};

/** Whether a command wrote something now or had done so before. */
export type Outcome =
  /** Written by this call. */
  | 'RECORDED'
  /** Written before under the same id with the same content; this is the first outcome. */
  | 'EXISTS';

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

/** Which exceptions to list; everything that is given has to hold. */
export type ExceptionFilter = {
  /** Of these stores. */
  storeIds?: Array<string> | null | undefined;
  /** Of these types. */
  types?: Array<ExceptionType> | null | undefined;
  /** Only open ones by default; false asks for the closed ones, null for both. */
  open?: boolean | null | undefined;
};

/** Says that somebody dealt with an exception. */
export type ResolveExceptionInput = {
  /** Made by the caller: names this resolution. */
  id: string;
  /** Where it happened. */
  storeId: string;
  /** As the list has it in `id`. */
  exceptionId: string;
  /** Opaque id of who acted; the name of the key by default. */
  by?: string | null | undefined;
  /** What was done, for whoever reads it later. */
  note: string;
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
  value: string;
};

/** A person who becomes a member. */
export type EnrolMemberInput = {
  /** Made by the caller; the member's id is derived from it. */
  id: string;
  /** Where it happens: `web`, `app`, `store`. */
  channel?: string;
  /** The store, when it happens in one. */
  storeId?: string | null | undefined;
  /** Kept encrypted at the hub alone; goes with `eraseMember`. */
  name?: string | null | undefined;
  /** At least one and at most ten; none may be another member's. */
  identities: Array<IdentityInput>;
};

/** Points to set aside. */
export type HoldPointsInput = {
  /** Made by the caller and stored before it is sent. */
  id: string;
  /** The member who signed in by default; a key for operations names anybody. */
  memberId?: string | null | undefined;
  /** Whole and positive; anything else is refused by name. */
  points: number;
  /** When they are free again by themselves; at most 30 days from now. */
  until: string;
  /** Where it is asked for. */
  channel?: string;
  /** What is to be paid, in minor units: more is not set aside. */
  basket?: number | null | undefined;
};

/** A hold to end without taking anything. */
export type ReleaseHoldInput = {
  /** The hold's id. */
  id: string;
  /** The member who signed in by default; a key for operations names anybody. */
  memberId?: string | null | undefined;
};

/** A hold to end by taking its points, or some of them. */
export type CaptureHoldInput = {
  /** The hold's id. */
  id: string;
  /** The member who signed in by default; a key for operations names anybody. */
  memberId?: string | null | undefined;
  /** Whole, positive, and no more than are held. */
  points: number;
  /** The order they pay for. */
  orderId?: string | null | undefined;
};

/** A correction of points by a person. */
export type AdjustPointsInput = {
  /** Made by the caller and stored before it is sent. */
  id: string;
  /** Whose points. */
  memberId: string;
  /** In when positive, out when negative; not 0. */
  points: number;
  /** Opaque id of who corrects them. */
  by: string;
  /** Why, for whoever reads it later. */
  reason: string;
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

/** Which orders to list; everything that is given has to hold. */
export type PickupOrderFilter = {
  /** Of these stores. */
  storeIds?: Array<string> | null | undefined;
  /** In one of these states. */
  statuses?: Array<PickupOrderStatus> | null | undefined;
  /** Placed then or later. */
  placedFrom?: string | null | undefined;
  /** Placed earlier than then. */
  placedBefore?: string | null | undefined;
};

/** An order for one store. */
export type PlacePickupOrderInput = {
  /** Made by the caller and stored before it is sent. */
  id: string;
  /** Where it is collected. */
  storeId: string;
  /** At most 50, one for each item. */
  lines: Array<WantedLine>;
  /** Who collects it; kept at the hub alone, encrypted, and told to that store when somebody asks. */
  contact?: ContactInput | null | undefined;
  /** Where it is placed; `web` by default. */
  channel?: string | null | undefined;
  /** Whether it is paid already or at the counter. */
  payment?: Payment | null | undefined;
  /** When it ends by itself: by default a week from now, at most 30 days. */
  expiresAt?: string | null | undefined;
  /** Whose points it earns; by default the member who pays with points. Needs the member to be signed in, or operations. */
  memberId?: string | null | undefined;
  /** Whose points it earns, where the shop knows no more than a phone number, e-mail or card. Not together with `memberId`. */
  identity?: IdentityInput | null | undefined;
  /** Pays with points; what they do not pay is paid by `payment`. */
  points?: OrderPointsInput | null | undefined;
};

/** Points that pay for an order. */
export type OrderPointsInput = {
  /** Of the member, made by `holdPoints` for this order. As many of its points are taken as the order costs; the rest goes back. */
  hold: string;
};

/** Who collects an order. Give what is needed to call the person, and no more. */
export type ContactInput = {
  /** As it is to be called out at the counter. */
  name?: string | null | undefined;
  /** For the store to call. */
  phone?: string | null | undefined;
  /** For the shop to write to. */
  email?: string | null | undefined;
};

/** A wish that an order end. */
export type CancelPickupOrderInput = {
  /** Which one. */
  orderId: string;
  /** Only a key for operations may say OPERATIONS. */
  by?: CancelledBy;
  /** For whoever reads it later; no personal data. */
  reason?: string | null | undefined;
};

/** A wish to keep an order longer. */
export type ExtendPickupInput = {
  /** Made by the caller: names this extension. */
  id: string;
  /** Which one. */
  orderId: string;
  /** Later than now, and at most 30 days away. */
  expiresAt: string;
};

/** The customer has come. */
export type CheckInInput = {
  /** For which order. */
  orderId: string;
  /** The parking bay, the door: whatever helps to find the customer. */
  where?: string | null | undefined;
};

type RefusalFields_InvalidInput_Fragment = { code: string, message: string, field: string | null, retry: boolean };

type RefusalFields_ExistsDifferent_Fragment = { code: string, message: string, field: string | null, retry: boolean };

type RefusalFields_NotAllowed_Fragment = { code: string, message: string, field: string | null, retry: boolean };

type RefusalFields_Overloaded_Fragment = { code: string, message: string, field: string | null, retry: boolean };

type RefusalFields_UnknownException_Fragment = { code: string, message: string, field: string | null, retry: boolean };

type RefusalFields_IdentityTaken_Fragment = { code: string, message: string, field: string | null, retry: boolean };

type RefusalFields_PointsRefused_Fragment = { code: string, message: string, field: string | null, retry: boolean };

type RefusalFields_InsufficientPromise_Fragment = { code: string, message: string, field: string | null, retry: boolean };

type RefusalFields_UnknownSku_Fragment = { code: string, message: string, field: string | null, retry: boolean };

type RefusalFields_UnknownStore_Fragment = { code: string, message: string, field: string | null, retry: boolean };

type RefusalFields_UnknownOrder_Fragment = { code: string, message: string, field: string | null, retry: boolean };

type RefusalFields_WrongCurrency_Fragment = { code: string, message: string, field: string | null, retry: boolean };

type RefusalFields_OrderCancelling_Fragment = { code: string, message: string, field: string | null, retry: boolean };

type RefusalFields_OrderEnded_Fragment = { code: string, message: string, field: string | null, retry: boolean };

type RefusalFields_StoreUnreachable_Fragment = { code: string, message: string, field: string | null, retry: boolean };

export type RefusalFieldsFragment =
  | RefusalFields_InvalidInput_Fragment
  | RefusalFields_ExistsDifferent_Fragment
  | RefusalFields_NotAllowed_Fragment
  | RefusalFields_Overloaded_Fragment
  | RefusalFields_UnknownException_Fragment
  | RefusalFields_IdentityTaken_Fragment
  | RefusalFields_PointsRefused_Fragment
  | RefusalFields_InsufficientPromise_Fragment
  | RefusalFields_UnknownSku_Fragment
  | RefusalFields_UnknownStore_Fragment
  | RefusalFields_UnknownOrder_Fragment
  | RefusalFields_WrongCurrency_Fragment
  | RefusalFields_OrderCancelling_Fragment
  | RefusalFields_OrderEnded_Fragment
  | RefusalFields_StoreUnreachable_Fragment
;

export type PickupOrderFieldsFragment = { id: string, storeId: string, status: PickupOrderStatus, placedAt: string, expiresAt: string, pass: string, cancelRequestedAt: string | null, checkedInAt: string | null, readyAt: string | null, endedAt: string | null, lines: Array<{ sku: string, units: number, short: number, unitPrice: { amount: number, currency: string }, amount: { amount: number, currency: string } }>, total: { amount: number, currency: string }, due: { amount: number, currency: string }, points: { redeemed: number, pending: number, worth: { amount: number, currency: string } } | null };

export type AvailabilityQueryVariables = Exact<{
  skus?: Array<string> | string | null | undefined;
  lines?: Array<WantedLine> | WantedLine | null | undefined;
  storeIds?: Array<string> | string | null | undefined;
  near?: GeoPoint | null | undefined;
  onlyServingAll?: boolean;
  first?: number;
}>;


export type AvailabilityQuery = { availability: Array<{ storeId: string, distanceMetres: number | null, storeConnected: boolean, asOf: string | null, canServeAll: boolean, mayServeAll: boolean, items: Array<{ sku: string, promised: number, likely: number }> }> };

export type PlacePickupOrderMutationVariables = Exact<{
  input: PlacePickupOrderInput;
}>;


export type PlacePickupOrderMutation = { placePickupOrder:
    | { __typename: 'PickupOrderRecorded', outcome: Outcome, order: { id: string, storeId: string, status: PickupOrderStatus, placedAt: string, expiresAt: string, pass: string, cancelRequestedAt: string | null, checkedInAt: string | null, readyAt: string | null, endedAt: string | null, lines: Array<{ sku: string, units: number, short: number, unitPrice: { amount: number, currency: string }, amount: { amount: number, currency: string } }>, total: { amount: number, currency: string }, due: { amount: number, currency: string }, points: { redeemed: number, pending: number, worth: { amount: number, currency: string } } | null } }
    | { __typename: 'InsufficientPromise', code: string, message: string, field: string | null, retry: boolean, shortages: Array<{ sku: string, asked: number, promised: number }> }
    | { __typename: 'UnknownSku', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'UnknownStore', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'WrongCurrency', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'InvalidInput', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'ExistsDifferent', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'StoreUnreachable', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'PointsRefused', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'Overloaded', code: string, message: string, field: string | null, retry: boolean }
   };

export type CancelPickupOrderMutationVariables = Exact<{
  input: CancelPickupOrderInput;
}>;


export type CancelPickupOrderMutation = { cancelPickupOrder:
    | { __typename: 'PickupOrderRecorded', outcome: Outcome, order: { id: string, storeId: string, status: PickupOrderStatus, placedAt: string, expiresAt: string, pass: string, cancelRequestedAt: string | null, checkedInAt: string | null, readyAt: string | null, endedAt: string | null, lines: Array<{ sku: string, units: number, short: number, unitPrice: { amount: number, currency: string }, amount: { amount: number, currency: string } }>, total: { amount: number, currency: string }, due: { amount: number, currency: string }, points: { redeemed: number, pending: number, worth: { amount: number, currency: string } } | null } }
    | { __typename: 'UnknownOrder', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'OrderEnded', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'InvalidInput', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'ExistsDifferent', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'NotAllowed', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'Overloaded', code: string, message: string, field: string | null, retry: boolean }
   };

export type ExtendPickupMutationVariables = Exact<{
  input: ExtendPickupInput;
}>;


export type ExtendPickupMutation = { extendPickup:
    | { __typename: 'PickupOrderRecorded', outcome: Outcome, order: { id: string, storeId: string, status: PickupOrderStatus, placedAt: string, expiresAt: string, pass: string, cancelRequestedAt: string | null, checkedInAt: string | null, readyAt: string | null, endedAt: string | null, lines: Array<{ sku: string, units: number, short: number, unitPrice: { amount: number, currency: string }, amount: { amount: number, currency: string } }>, total: { amount: number, currency: string }, due: { amount: number, currency: string }, points: { redeemed: number, pending: number, worth: { amount: number, currency: string } } | null } }
    | { __typename: 'UnknownOrder', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'OrderCancelling', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'OrderEnded', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'InvalidInput', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'ExistsDifferent', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'Overloaded', code: string, message: string, field: string | null, retry: boolean }
   };

export type CheckInMutationVariables = Exact<{
  input: CheckInInput;
}>;


export type CheckInMutation = { checkIn:
    | { __typename: 'PickupOrderRecorded', outcome: Outcome, order: { id: string, storeId: string, status: PickupOrderStatus, placedAt: string, expiresAt: string, pass: string, cancelRequestedAt: string | null, checkedInAt: string | null, readyAt: string | null, endedAt: string | null, lines: Array<{ sku: string, units: number, short: number, unitPrice: { amount: number, currency: string }, amount: { amount: number, currency: string } }>, total: { amount: number, currency: string }, due: { amount: number, currency: string }, points: { redeemed: number, pending: number, worth: { amount: number, currency: string } } | null } }
    | { __typename: 'UnknownOrder', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'OrderCancelling', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'OrderEnded', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'InvalidInput', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'ExistsDifferent', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'Overloaded', code: string, message: string, field: string | null, retry: boolean }
   };

export type PickupOrderQueryVariables = Exact<{
  id: string;
}>;


export type PickupOrderQuery = { pickupOrder: { id: string, storeId: string, status: PickupOrderStatus, placedAt: string, expiresAt: string, pass: string, cancelRequestedAt: string | null, checkedInAt: string | null, readyAt: string | null, endedAt: string | null, lines: Array<{ sku: string, units: number, short: number, unitPrice: { amount: number, currency: string }, amount: { amount: number, currency: string } }>, total: { amount: number, currency: string }, due: { amount: number, currency: string }, points: { redeemed: number, pending: number, worth: { amount: number, currency: string } } | null } | null };

export type AvailabilityChangedSubscriptionVariables = Exact<{
  skus: Array<string> | string;
  storeIds?: Array<string> | string | null | undefined;
}>;


export type AvailabilityChangedSubscription = { availabilityChanged: { storeId: string, storeConnected: boolean, asOf: string | null, canServeAll: boolean, items: Array<{ sku: string, promised: number, likely: number }> } };

export type PickupOrderChangedSubscriptionVariables = Exact<{
  id?: string | null | undefined;
  storeId?: string | null | undefined;
}>;


export type PickupOrderChangedSubscription = { pickupOrderChanged: { id: string, storeId: string, status: PickupOrderStatus, placedAt: string, expiresAt: string, pass: string, cancelRequestedAt: string | null, checkedInAt: string | null, readyAt: string | null, endedAt: string | null, lines: Array<{ sku: string, units: number, short: number, unitPrice: { amount: number, currency: string }, amount: { amount: number, currency: string } }>, total: { amount: number, currency: string }, due: { amount: number, currency: string }, points: { redeemed: number, pending: number, worth: { amount: number, currency: string } } | null } };

export type SyncStatusQueryVariables = Exact<{
  storeIds?: Array<string> | string | null | undefined;
}>;


export type SyncStatusQuery = { syncStatus: Array<{ storeId: string, connected: boolean, since: string | null, lastContactAt: string | null, incarnation: number, downAcknowledged: number, backlog: number | null, downBacklog: number, oldestUnsentAt: string | null, lagMs: number | null, stateHash: string, quarantined: number, up: { n: number, head: string }, down: { n: number, head: string }, setAside: Array<{ id: string, reason: string }> }> };

export type StoreStockQueryVariables = Exact<{
  storeId: string;
  sku: string;
}>;


export type StoreStockQuery = { storeStock: { onHand: number, shelf: number, online: number, orders: number, unsellable: number, deficit: number, asOf: string | null, storeConnected: boolean, heldFor: Array<{ orderId: string, units: number }> } };

export type PickupOrdersQueryVariables = Exact<{
  filter?: PickupOrderFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type PickupOrdersQuery = { pickupOrders: { nodes: Array<{ id: string, storeId: string, status: PickupOrderStatus, placedAt: string, expiresAt: string, pass: string, cancelRequestedAt: string | null, checkedInAt: string | null, readyAt: string | null, endedAt: string | null, lines: Array<{ sku: string, units: number, short: number, unitPrice: { amount: number, currency: string }, amount: { amount: number, currency: string } }>, total: { amount: number, currency: string }, due: { amount: number, currency: string }, points: { redeemed: number, pending: number, worth: { amount: number, currency: string } } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ExceptionsQueryVariables = Exact<{
  filter?: ExceptionFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ExceptionsQuery = { exceptions: { nodes: Array<{ id: string, storeId: string, type: ExceptionType, at: string, reason: string, open: boolean, lines: Array<{ sku: string, units: number }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ResolveExceptionMutationVariables = Exact<{
  input: ResolveExceptionInput;
}>;


export type ResolveExceptionMutation = { resolveException:
    | { __typename: 'ExceptionResolved', outcome: Outcome, exception: { id: string, open: boolean } }
    | { __typename: 'UnknownStore', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'UnknownException', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'InvalidInput', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'ExistsDifferent', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'Overloaded', code: string, message: string, field: string | null, retry: boolean }
   };

export type PutProductsMutationVariables = Exact<{
  products: Array<ProductInput> | ProductInput;
}>;


export type PutProductsMutation = { putProducts:
    | { __typename: 'CataloguePut', written: number, unchanged: number }
    | { __typename: 'InvalidInput', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'Overloaded', code: string, message: string, field: string | null, retry: boolean }
   };

export type PutStoresMutationVariables = Exact<{
  stores: Array<StoreInput> | StoreInput;
}>;


export type PutStoresMutation = { putStores:
    | { __typename: 'CataloguePut', written: number, unchanged: number }
    | { __typename: 'InvalidInput', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'Overloaded', code: string, message: string, field: string | null, retry: boolean }
   };

export type PutStaffMutationVariables = Exact<{
  staff: Array<StaffInput> | StaffInput;
}>;


export type PutStaffMutation = { putStaff:
    | { __typename: 'CataloguePut', written: number, unchanged: number }
    | { __typename: 'InvalidInput', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'Overloaded', code: string, message: string, field: string | null, retry: boolean }
   };

export type PutDiscountsMutationVariables = Exact<{
  discounts: string;
}>;


export type PutDiscountsMutation = { putDiscounts:
    | { __typename: 'CataloguePut', written: number, unchanged: number }
    | { __typename: 'InvalidInput', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'Overloaded', code: string, message: string, field: string | null, retry: boolean }
   };

export type CreateEnrolmentCodeMutationVariables = Exact<{
  storeId: string;
}>;


export type CreateEnrolmentCodeMutation = { createEnrolmentCode:
    | { __typename: 'EnrolmentCode', code: string, expiresAt: string }
    | { __typename: 'UnknownStore', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'InvalidInput', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'Overloaded', code: string, message: string, field: string | null, retry: boolean }
   };

export type StoreLinkChangedSubscriptionVariables = Exact<{
  storeIds?: Array<string> | string | null | undefined;
}>;


export type StoreLinkChangedSubscription = { storeLinkChanged: { storeId: string, connected: boolean, since: string | null, lastContactAt: string | null } };

export type MemberFieldsFragment = { id: string, tier: { name: string, rate: number } | null, points: { balance: number, available: number, debt: number, pending: number, held: Array<{ id: string, points: number, until: string }>, lent: Array<{ storeId: string, points: number, until: string }> } };

export type MemberPointsQueryVariables = Exact<{
  id: string;
}>;


export type MemberPointsQuery = { member: { id: string, tier: { name: string, rate: number } | null, points: { balance: number, available: number, debt: number, pending: number, held: Array<{ id: string, points: number, until: string }>, lent: Array<{ storeId: string, points: number, until: string }> } } | null };

export type PutLoyaltyRulesMutationVariables = Exact<{
  rules: string;
}>;


export type PutLoyaltyRulesMutation = { putLoyaltyRules:
    | { __typename: 'LoyaltyRulesRecorded', version: number }
    | { __typename: 'InvalidInput', code: string, message: string, field: string | null, retry: boolean }
   };

export type EnrolMemberMutationVariables = Exact<{
  input: EnrolMemberInput;
}>;


export type EnrolMemberMutation = { enrolMember:
    | { __typename: 'PointsRecorded', member: { id: string } }
    | { __typename: 'IdentityTaken', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'InvalidInput', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'ExistsDifferent', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'Overloaded', code: string, message: string, field: string | null, retry: boolean }
   };

export type HoldPointsMutationVariables = Exact<{
  input: HoldPointsInput;
}>;


export type HoldPointsMutation = { holdPoints:
    | { __typename: 'PointsRecorded', outcome: Outcome }
    | { __typename: 'PointsRefused', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'InvalidInput', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'ExistsDifferent', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'Overloaded', code: string, message: string, field: string | null, retry: boolean }
   };

export type ReleaseHoldMutationVariables = Exact<{
  input: ReleaseHoldInput;
}>;


export type ReleaseHoldMutation = { releaseHold:
    | { __typename: 'PointsRecorded', outcome: Outcome }
    | { __typename: 'PointsRefused', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'InvalidInput', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'ExistsDifferent', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'Overloaded', code: string, message: string, field: string | null, retry: boolean }
   };

export type CaptureHoldMutationVariables = Exact<{
  input: CaptureHoldInput;
}>;


export type CaptureHoldMutation = { captureHold:
    | { __typename: 'PointsRecorded', outcome: Outcome }
    | { __typename: 'PointsRefused', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'InvalidInput', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'ExistsDifferent', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'Overloaded', code: string, message: string, field: string | null, retry: boolean }
   };

export type AdjustPointsMutationVariables = Exact<{
  input: AdjustPointsInput;
}>;


export type AdjustPointsMutation = { adjustPoints:
    | { __typename: 'PointsRecorded', outcome: Outcome }
    | { __typename: 'PointsRefused', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'InvalidInput', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'ExistsDifferent', code: string, message: string, field: string | null, retry: boolean }
    | { __typename: 'Overloaded', code: string, message: string, field: string | null, retry: boolean }
   };

/** A named operation with the types of its answer and of its variables. */
export interface Operation<Data, Variables> {
  readonly name: string;
  readonly text: string;
  readonly __types?: (variables: Variables) => Data;
}

export const Availability: Operation<AvailabilityQuery, AvailabilityQueryVariables> = { name: 'Availability', text: "query Availability($skus: [ID!], $lines: [WantedLine!], $storeIds: [ID!], $near: GeoPoint, $onlyServingAll: Boolean! = false, $first: Int! = 20) {\n  availability(\n    skus: $skus\n    lines: $lines\n    storeIds: $storeIds\n    near: $near\n    onlyServingAll: $onlyServingAll\n    first: $first\n  ) {\n    storeId\n    distanceMetres\n    storeConnected\n    asOf\n    canServeAll\n    mayServeAll\n    items {\n      sku\n      promised\n      likely\n    }\n  }\n}" };
export const PlacePickupOrder: Operation<PlacePickupOrderMutation, PlacePickupOrderMutationVariables> = { name: 'PlacePickupOrder', text: "mutation PlacePickupOrder($input: PlacePickupOrderInput!) {\n  placePickupOrder(input: $input) {\n    __typename\n    ... on PickupOrderRecorded {\n      outcome\n      order {\n        ...PickupOrderFields\n      }\n    }\n    ...RefusalFields\n    ... on InsufficientPromise {\n      shortages {\n        sku\n        asked\n        promised\n      }\n    }\n  }\n}\n\nfragment PickupOrderFields on PickupOrder {\n  id\n  storeId\n  status\n  placedAt\n  expiresAt\n  lines {\n    sku\n    units\n    short\n    unitPrice {\n      amount\n      currency\n    }\n    amount {\n      amount\n      currency\n    }\n  }\n  total {\n    amount\n    currency\n  }\n  due {\n    amount\n    currency\n  }\n  points {\n    redeemed\n    pending\n    worth {\n      amount\n      currency\n    }\n  }\n  pass\n  cancelRequestedAt\n  checkedInAt\n  readyAt\n  endedAt\n}\n\nfragment RefusalFields on Refusal {\n  code\n  message\n  field\n  retry\n}" };
export const CancelPickupOrder: Operation<CancelPickupOrderMutation, CancelPickupOrderMutationVariables> = { name: 'CancelPickupOrder', text: "mutation CancelPickupOrder($input: CancelPickupOrderInput!) {\n  cancelPickupOrder(input: $input) {\n    __typename\n    ... on PickupOrderRecorded {\n      outcome\n      order {\n        ...PickupOrderFields\n      }\n    }\n    ...RefusalFields\n  }\n}\n\nfragment PickupOrderFields on PickupOrder {\n  id\n  storeId\n  status\n  placedAt\n  expiresAt\n  lines {\n    sku\n    units\n    short\n    unitPrice {\n      amount\n      currency\n    }\n    amount {\n      amount\n      currency\n    }\n  }\n  total {\n    amount\n    currency\n  }\n  due {\n    amount\n    currency\n  }\n  points {\n    redeemed\n    pending\n    worth {\n      amount\n      currency\n    }\n  }\n  pass\n  cancelRequestedAt\n  checkedInAt\n  readyAt\n  endedAt\n}\n\nfragment RefusalFields on Refusal {\n  code\n  message\n  field\n  retry\n}" };
export const ExtendPickup: Operation<ExtendPickupMutation, ExtendPickupMutationVariables> = { name: 'ExtendPickup', text: "mutation ExtendPickup($input: ExtendPickupInput!) {\n  extendPickup(input: $input) {\n    __typename\n    ... on PickupOrderRecorded {\n      outcome\n      order {\n        ...PickupOrderFields\n      }\n    }\n    ...RefusalFields\n  }\n}\n\nfragment PickupOrderFields on PickupOrder {\n  id\n  storeId\n  status\n  placedAt\n  expiresAt\n  lines {\n    sku\n    units\n    short\n    unitPrice {\n      amount\n      currency\n    }\n    amount {\n      amount\n      currency\n    }\n  }\n  total {\n    amount\n    currency\n  }\n  due {\n    amount\n    currency\n  }\n  points {\n    redeemed\n    pending\n    worth {\n      amount\n      currency\n    }\n  }\n  pass\n  cancelRequestedAt\n  checkedInAt\n  readyAt\n  endedAt\n}\n\nfragment RefusalFields on Refusal {\n  code\n  message\n  field\n  retry\n}" };
export const CheckIn: Operation<CheckInMutation, CheckInMutationVariables> = { name: 'CheckIn', text: "mutation CheckIn($input: CheckInInput!) {\n  checkIn(input: $input) {\n    __typename\n    ... on PickupOrderRecorded {\n      outcome\n      order {\n        ...PickupOrderFields\n      }\n    }\n    ...RefusalFields\n  }\n}\n\nfragment PickupOrderFields on PickupOrder {\n  id\n  storeId\n  status\n  placedAt\n  expiresAt\n  lines {\n    sku\n    units\n    short\n    unitPrice {\n      amount\n      currency\n    }\n    amount {\n      amount\n      currency\n    }\n  }\n  total {\n    amount\n    currency\n  }\n  due {\n    amount\n    currency\n  }\n  points {\n    redeemed\n    pending\n    worth {\n      amount\n      currency\n    }\n  }\n  pass\n  cancelRequestedAt\n  checkedInAt\n  readyAt\n  endedAt\n}\n\nfragment RefusalFields on Refusal {\n  code\n  message\n  field\n  retry\n}" };
export const PickupOrder: Operation<PickupOrderQuery, PickupOrderQueryVariables> = { name: 'PickupOrder', text: "query PickupOrder($id: ID!) {\n  pickupOrder(id: $id) {\n    ...PickupOrderFields\n  }\n}\n\nfragment PickupOrderFields on PickupOrder {\n  id\n  storeId\n  status\n  placedAt\n  expiresAt\n  lines {\n    sku\n    units\n    short\n    unitPrice {\n      amount\n      currency\n    }\n    amount {\n      amount\n      currency\n    }\n  }\n  total {\n    amount\n    currency\n  }\n  due {\n    amount\n    currency\n  }\n  points {\n    redeemed\n    pending\n    worth {\n      amount\n      currency\n    }\n  }\n  pass\n  cancelRequestedAt\n  checkedInAt\n  readyAt\n  endedAt\n}" };
export const AvailabilityChanged: Operation<AvailabilityChangedSubscription, AvailabilityChangedSubscriptionVariables> = { name: 'AvailabilityChanged', text: "subscription AvailabilityChanged($skus: [ID!]!, $storeIds: [ID!]) {\n  availabilityChanged(skus: $skus, storeIds: $storeIds) {\n    storeId\n    storeConnected\n    asOf\n    canServeAll\n    items {\n      sku\n      promised\n      likely\n    }\n  }\n}" };
export const PickupOrderChanged: Operation<PickupOrderChangedSubscription, PickupOrderChangedSubscriptionVariables> = { name: 'PickupOrderChanged', text: "subscription PickupOrderChanged($id: ID, $storeId: ID) {\n  pickupOrderChanged(id: $id, storeId: $storeId) {\n    ...PickupOrderFields\n  }\n}\n\nfragment PickupOrderFields on PickupOrder {\n  id\n  storeId\n  status\n  placedAt\n  expiresAt\n  lines {\n    sku\n    units\n    short\n    unitPrice {\n      amount\n      currency\n    }\n    amount {\n      amount\n      currency\n    }\n  }\n  total {\n    amount\n    currency\n  }\n  due {\n    amount\n    currency\n  }\n  points {\n    redeemed\n    pending\n    worth {\n      amount\n      currency\n    }\n  }\n  pass\n  cancelRequestedAt\n  checkedInAt\n  readyAt\n  endedAt\n}" };
export const SyncStatus: Operation<SyncStatusQuery, SyncStatusQueryVariables> = { name: 'SyncStatus', text: "query SyncStatus($storeIds: [ID!]) {\n  syncStatus(storeIds: $storeIds) {\n    storeId\n    connected\n    since\n    lastContactAt\n    incarnation\n    up {\n      n\n      head\n    }\n    down {\n      n\n      head\n    }\n    downAcknowledged\n    backlog\n    downBacklog\n    oldestUnsentAt\n    lagMs\n    stateHash\n    quarantined\n    setAside {\n      id\n      reason\n    }\n  }\n}" };
export const StoreStock: Operation<StoreStockQuery, StoreStockQueryVariables> = { name: 'StoreStock', text: "query StoreStock($storeId: ID!, $sku: ID!) {\n  storeStock(storeId: $storeId, sku: $sku) {\n    onHand\n    shelf\n    online\n    orders\n    unsellable\n    deficit\n    heldFor {\n      orderId\n      units\n    }\n    asOf\n    storeConnected\n  }\n}" };
export const PickupOrders: Operation<PickupOrdersQuery, PickupOrdersQueryVariables> = { name: 'PickupOrders', text: "query PickupOrders($filter: PickupOrderFilter, $first: Int = 50, $after: String) {\n  pickupOrders(filter: $filter, first: $first, after: $after) {\n    nodes {\n      ...PickupOrderFields\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}\n\nfragment PickupOrderFields on PickupOrder {\n  id\n  storeId\n  status\n  placedAt\n  expiresAt\n  lines {\n    sku\n    units\n    short\n    unitPrice {\n      amount\n      currency\n    }\n    amount {\n      amount\n      currency\n    }\n  }\n  total {\n    amount\n    currency\n  }\n  due {\n    amount\n    currency\n  }\n  points {\n    redeemed\n    pending\n    worth {\n      amount\n      currency\n    }\n  }\n  pass\n  cancelRequestedAt\n  checkedInAt\n  readyAt\n  endedAt\n}" };
export const Exceptions: Operation<ExceptionsQuery, ExceptionsQueryVariables> = { name: 'Exceptions', text: "query Exceptions($filter: ExceptionFilter, $first: Int = 50, $after: String) {\n  exceptions(filter: $filter, first: $first, after: $after) {\n    nodes {\n      id\n      storeId\n      type\n      at\n      lines {\n        sku\n        units\n      }\n      reason\n      open\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}" };
export const ResolveException: Operation<ResolveExceptionMutation, ResolveExceptionMutationVariables> = { name: 'ResolveException', text: "mutation ResolveException($input: ResolveExceptionInput!) {\n  resolveException(input: $input) {\n    __typename\n    ... on ExceptionResolved {\n      outcome\n      exception {\n        id\n        open\n      }\n    }\n    ...RefusalFields\n  }\n}\n\nfragment RefusalFields on Refusal {\n  code\n  message\n  field\n  retry\n}" };
export const PutProducts: Operation<PutProductsMutation, PutProductsMutationVariables> = { name: 'PutProducts', text: "mutation PutProducts($products: [ProductInput!]!) {\n  putProducts(products: $products) {\n    __typename\n    ... on CataloguePut {\n      written\n      unchanged\n    }\n    ...RefusalFields\n  }\n}\n\nfragment RefusalFields on Refusal {\n  code\n  message\n  field\n  retry\n}" };
export const PutStores: Operation<PutStoresMutation, PutStoresMutationVariables> = { name: 'PutStores', text: "mutation PutStores($stores: [StoreInput!]!) {\n  putStores(stores: $stores) {\n    __typename\n    ... on CataloguePut {\n      written\n      unchanged\n    }\n    ...RefusalFields\n  }\n}\n\nfragment RefusalFields on Refusal {\n  code\n  message\n  field\n  retry\n}" };
export const PutStaff: Operation<PutStaffMutation, PutStaffMutationVariables> = { name: 'PutStaff', text: "mutation PutStaff($staff: [StaffInput!]!) {\n  putStaff(staff: $staff) {\n    __typename\n    ... on CataloguePut {\n      written\n      unchanged\n    }\n    ...RefusalFields\n  }\n}\n\nfragment RefusalFields on Refusal {\n  code\n  message\n  field\n  retry\n}" };
export const PutDiscounts: Operation<PutDiscountsMutation, PutDiscountsMutationVariables> = { name: 'PutDiscounts', text: "mutation PutDiscounts($discounts: String!) {\n  putDiscounts(discounts: $discounts) {\n    __typename\n    ... on CataloguePut {\n      written\n      unchanged\n    }\n    ...RefusalFields\n  }\n}\n\nfragment RefusalFields on Refusal {\n  code\n  message\n  field\n  retry\n}" };
export const CreateEnrolmentCode: Operation<CreateEnrolmentCodeMutation, CreateEnrolmentCodeMutationVariables> = { name: 'CreateEnrolmentCode', text: "mutation CreateEnrolmentCode($storeId: ID!) {\n  createEnrolmentCode(storeId: $storeId) {\n    __typename\n    ... on EnrolmentCode {\n      code\n      expiresAt\n    }\n    ...RefusalFields\n  }\n}\n\nfragment RefusalFields on Refusal {\n  code\n  message\n  field\n  retry\n}" };
export const StoreLinkChanged: Operation<StoreLinkChangedSubscription, StoreLinkChangedSubscriptionVariables> = { name: 'StoreLinkChanged', text: "subscription StoreLinkChanged($storeIds: [ID!]) {\n  storeLinkChanged(storeIds: $storeIds) {\n    storeId\n    connected\n    since\n    lastContactAt\n  }\n}" };
export const MemberPoints: Operation<MemberPointsQuery, MemberPointsQueryVariables> = { name: 'MemberPoints', text: "query MemberPoints($id: ID!) {\n  member(id: $id) {\n    ...MemberFields\n  }\n}\n\nfragment MemberFields on Member {\n  id\n  tier {\n    name\n    rate\n  }\n  points {\n    balance\n    available\n    debt\n    pending\n    held {\n      id\n      points\n      until\n    }\n    lent {\n      storeId\n      points\n      until\n    }\n  }\n}" };
export const PutLoyaltyRules: Operation<PutLoyaltyRulesMutation, PutLoyaltyRulesMutationVariables> = { name: 'PutLoyaltyRules', text: "mutation PutLoyaltyRules($rules: String!) {\n  putLoyaltyRules(rules: $rules) {\n    __typename\n    ... on LoyaltyRulesRecorded {\n      version\n    }\n    ...RefusalFields\n  }\n}\n\nfragment RefusalFields on Refusal {\n  code\n  message\n  field\n  retry\n}" };
export const EnrolMember: Operation<EnrolMemberMutation, EnrolMemberMutationVariables> = { name: 'EnrolMember', text: "mutation EnrolMember($input: EnrolMemberInput!) {\n  enrolMember(input: $input) {\n    __typename\n    ... on PointsRecorded {\n      member {\n        id\n      }\n    }\n    ...RefusalFields\n  }\n}\n\nfragment RefusalFields on Refusal {\n  code\n  message\n  field\n  retry\n}" };
export const HoldPoints: Operation<HoldPointsMutation, HoldPointsMutationVariables> = { name: 'HoldPoints', text: "mutation HoldPoints($input: HoldPointsInput!) {\n  holdPoints(input: $input) {\n    __typename\n    ... on PointsRecorded {\n      outcome\n    }\n    ...RefusalFields\n  }\n}\n\nfragment RefusalFields on Refusal {\n  code\n  message\n  field\n  retry\n}" };
export const ReleaseHold: Operation<ReleaseHoldMutation, ReleaseHoldMutationVariables> = { name: 'ReleaseHold', text: "mutation ReleaseHold($input: ReleaseHoldInput!) {\n  releaseHold(input: $input) {\n    __typename\n    ... on PointsRecorded {\n      outcome\n    }\n    ...RefusalFields\n  }\n}\n\nfragment RefusalFields on Refusal {\n  code\n  message\n  field\n  retry\n}" };
export const CaptureHold: Operation<CaptureHoldMutation, CaptureHoldMutationVariables> = { name: 'CaptureHold', text: "mutation CaptureHold($input: CaptureHoldInput!) {\n  captureHold(input: $input) {\n    __typename\n    ... on PointsRecorded {\n      outcome\n    }\n    ...RefusalFields\n  }\n}\n\nfragment RefusalFields on Refusal {\n  code\n  message\n  field\n  retry\n}" };
export const AdjustPoints: Operation<AdjustPointsMutation, AdjustPointsMutationVariables> = { name: 'AdjustPoints', text: "mutation AdjustPoints($input: AdjustPointsInput!) {\n  adjustPoints(input: $input) {\n    __typename\n    ... on PointsRecorded {\n      outcome\n    }\n    ...RefusalFields\n  }\n}\n\nfragment RefusalFields on Refusal {\n  code\n  message\n  field\n  retry\n}" };
