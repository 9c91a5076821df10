/**
 * Identifiers are opaque text. Each has its own flavour, so that the compiler
 * refuses a SKU where an order id is wanted while a plain literal still fits.
 */
type Flavour<Name extends string> = string & { readonly __id?: Name };

/** The retailer's own code of a store, e.g. `S01`. */
export type StoreId = Flavour<'StoreId'>;
/** The retailer's own code of a sellable item; one SKU may have several GTINs. */
export type Sku = Flavour<'Sku'>;
/** A pickup order, named by the caller who places it. */
export type OrderId = Flavour<'OrderId'>;
/** A completed sale, named by the counter that made it. */
export type SaleId = Flavour<'SaleId'>;
/** One consignment of goods from one store to another. */
export type TransferId = Flavour<'TransferId'>;
/** A member of the loyalty programme; says nothing about the person. */
export type MemberId = Flavour<'MemberId'>;
/** Points lent to one store for one member: `<store>.<what the hub makes>`. */
export type LeaseId = Flavour<'LeaseId'>;
/** Who wrote a document: a store incarnation (`S01.1`) or a hub term (`hub.1`). */
export type Author = Flavour<'Author'>;
/** Identity of a document within its street: `<kind>~<subject>`. */
export type DocId = Flavour<'DocId'>;
/** One log with one author: `up-<store>`, `down-<store>`, `members-<shard>` or `catalog`. */
export type Street = Flavour<'Street'>;
/** SHA-256 of canonical JSON, 64 hexadecimal digits. */
export type Hash = Flavour<'Hash'>;

/** The street a store writes. */
export const upStreet = (store: StoreId): Street => `up-${store}`;
/** The street the hub writes for a store. */
export const downStreet = (store: StoreId): Street => `down-${store}`;
export const CATALOG_STREET: Street = 'catalog';
/** The street of one shard of members, 0 to 63. */
export const membersStreet = (shard: number): Street => `members-${String(shard).padStart(2, '0')}`;

/** The author of a store's documents in its `incarnation` (1, 2, 3…). */
export const storeAuthor = (store: StoreId, incarnation: number): Author => `${store}.${incarnation}`;
/** The hub as an author, in one of its terms. */
export const hubAuthor = (term: number): Author => `hub.${term}`;

/** Splits an author into who it is and its incarnation or term. */
export function parseAuthor(author: Author): { who: string; epoch: number } {
  const dot = author.lastIndexOf('.');
  return { who: author.slice(0, dot), epoch: Number(author.slice(dot + 1)) };
}
