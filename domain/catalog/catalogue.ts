/** The fold of the catalogue street: what is sold, where, and by whom. The latest document about a SKU, a store or a person wins. */
import { type Frozen, partOf } from '../basic/frozen.ts';
import type { Sku, StoreId } from '../basic/ids.ts';
import { gtin14 } from '../basic/gtin.ts';
import type { Product, StoreInfo } from '../documents/catalog.ts';
import type { Staff } from '../documents/staff.ts';
import { advance, type Cursor, type Envelope, startOfStreet } from '../documents/envelope.ts';
import { DEFAULT_PICK_RULES, type PickRules } from '../documents/gather.ts';
import type { LoyaltyRules, SealingKey } from '../documents/loyalty-rules.ts';
import { interpret } from '../documents/parse.ts';
import type { DiscountRules, Promotion } from '../documents/promotion.ts';
import { DEFAULT_DISCOUNT_RULES } from '../promotion/usual.ts';

/** What is frozen of the catalogue besides its items. */
interface Plain {
  readonly cursor: Cursor;
  readonly stores: readonly (readonly [StoreId, StoreInfo])[];
  readonly staff: readonly (readonly [string, Staff])[];
  readonly promotions: readonly (readonly [string, ReadonlyMap<number, Promotion>])[];
  readonly loyaltyRules: readonly (readonly [number, LoyaltyRules])[];
  readonly rulesInForce: LoyaltyRules | undefined;
  readonly sealingKey: SealingKey | undefined;
  readonly pickRules: PickRules;
  readonly discountRules: DiscountRules;
}

export class Catalogue {
  cursor: Cursor = startOfStreet;
  #products = new Map<Sku, Product>();
  #stores = new Map<StoreId, StoreInfo>();
  #staff = new Map<string, Staff>();
  #skuByGtin = new Map<string, Sku>();

  #loyaltyRules = new Map<number, LoyaltyRules>();
  #rulesInForce: LoyaltyRules | undefined;
  #sealingKey: SealingKey | undefined;

  /** The rules of the loyalty programme in force; none when there is no programme. */
  get loyaltyRules(): LoyaltyRules | undefined {
    return this.#rulesInForce;
  }

  loyaltyRulesOf(version: number): LoyaltyRules | undefined {
    return this.#loyaltyRules.get(version);
  }

  #pickRules: PickRules = DEFAULT_PICK_RULES;

  /** Why a unit of an order may be missing, and what that does to stock; the default ones while nobody set any. */
  get pickRules(): PickRules {
    return this.#pickRules;
  }

  /** Versions of each discount code, the latest last. */
  #promotions = new Map<string, Map<number, Promotion>>();
  #discountRules: DiscountRules = DEFAULT_DISCOUNT_RULES;

  /** What people at the counter may take off, and why; the default rules while nobody set any. */
  get discountRules(): DiscountRules {
    return this.#discountRules;
  }

  /** A discount code in that version, or in its latest. */
  promotion(code: string, version?: number): Promotion | undefined {
    const versions = this.#promotions.get(code);
    return versions?.get(version ?? Math.max(...versions.keys()));
  }

  /** The latest version of every discount code. */
  promotions(): Promotion[] {
    return [...this.#promotions.keys()].flatMap((code) => this.promotion(code) ?? []);
  }

  /** What claims of unknown members are sealed with. */
  get sealingKey(): SealingKey | undefined {
    return this.#sealingKey;
  }

  product(sku: Sku): Product | undefined {
    return this.#products.get(sku);
  }

  /** The product a scanned code names: a GTIN in any of its lengths, or the SKU itself. */
  scan(code: string): Product | undefined {
    return this.#products.get(this.#skuByGtin.get(gtin14(code)) ?? code);
  }

  store(id: StoreId): StoreInfo | undefined {
    return this.#stores.get(id);
  }

  products(): IterableIterator<Product> {
    return this.#products.values();
  }

  stores(): IterableIterator<StoreInfo> {
    return this.#stores.values();
  }

  staff(id: string): Staff | undefined {
    return this.#staff.get(id);
  }

  people(): IterableIterator<Staff> {
    return this.#staff.values();
  }

  get size(): { products: number; stores: number } {
    return { products: this.#products.size, stores: this.#stores.size };
  }

  /** Applies the next document of the street; one that cannot be understood changes nothing but the cursor. */
  apply(candidate: Envelope, hash: string): void {
    this.cursor = advance(candidate, hash);
    const parsed = interpret(candidate, 'catalog', '');
    if (!parsed.ok) return;
    const document = parsed.value;
    if (document.kind === 'store') this.#stores.set(document.body.store, document.body);
    if (document.kind === 'staff') this.#staff.set(document.body.staff, document.body);
    if (document.kind === 'product') this.#setProduct(document.body);
    if (document.kind === 'pick-rules' && document.body.version >= this.#pickRules.version)
      this.#pickRules = document.body;
    if (document.kind === 'promotion') this.#setPromotion(document.body);
    if (document.kind === 'discount-rules' && document.body.version >= this.#discountRules.version)
      this.#discountRules = document.body;
    if (document.kind === 'loyalty-rules') this.#setRules(document.body);
    if (document.kind === 'sealing-key' && document.body.version > (this.#sealingKey?.version ?? 0))
      this.#sealingKey = document.body;
  }

  freeze(): Frozen {
    const { cursor } = this;
    const promotions = [...this.#promotions].map(([code, versions]) => [code, new Map(versions)] as const);
    const plain: Plain = {
      cursor,
      stores: [...this.#stores],
      staff: [...this.#staff],
      promotions,
      loyaltyRules: [...this.#loyaltyRules],
      rulesInForce: this.#rulesInForce,
      sealingKey: this.#sealingKey,
      pickRules: this.#pickRules,
      discountRules: this.#discountRules,
    };
    const codes = { list: [...this.#skuByGtin.keys()], parts: { skus: { list: [...this.#skuByGtin.values()] } } };
    return { plain, parts: { products: { list: [...this.#products.values()] }, codes } };
  }

  static thaw(frozen: Frozen): Catalogue {
    const catalogue = new Catalogue();
    const plain = frozen.plain as Plain;
    const products = (partOf(frozen, 'products').list ?? []) as readonly Product[];
    const codes = partOf(frozen, 'codes');
    const skus = (partOf(codes, 'skus').list ?? []) as readonly Sku[];
    catalogue.cursor = plain.cursor;
    catalogue.#products = new Map(products.map((product) => [product.sku, product]));
    catalogue.#skuByGtin = new Map(((codes.list ?? []) as readonly string[]).map((code, at) => [code, skus[at] ?? '']));
    catalogue.#stores = new Map(plain.stores);
    catalogue.#staff = new Map(plain.staff);
    catalogue.#promotions = new Map(plain.promotions.map(([code, versions]) => [code, new Map(versions)]));
    catalogue.#loyaltyRules = new Map(plain.loyaltyRules);
    catalogue.#rulesInForce = plain.rulesInForce;
    catalogue.#sealingKey = plain.sealingKey;
    catalogue.#pickRules = plain.pickRules;
    catalogue.#discountRules = plain.discountRules;
    return catalogue;
  }

  #setPromotion(promotion: Promotion): void {
    const versions = this.#promotions.get(promotion.code) ?? new Map<number, Promotion>();
    this.#promotions.set(promotion.code, versions.set(promotion.version, promotion));
  }

  #setRules(rules: LoyaltyRules): void {
    this.#loyaltyRules.set(rules.version, rules);
    if (rules.version >= (this.#rulesInForce?.version ?? 0)) this.#rulesInForce = rules;
  }

  #setProduct(product: Product): void {
    const former = this.#products.get(product.sku);
    for (const code of former?.gtins ?? [])
      if (this.#skuByGtin.get(gtin14(code)) === product.sku) this.#skuByGtin.delete(gtin14(code));
    this.#products.set(product.sku, product);
    for (const code of product.gtins) this.#skuByGtin.set(gtin14(code), product.sku);
  }
}
