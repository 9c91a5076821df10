/** The fold of the catalogue street: what is sold, where, and by whom. The latest document about a SKU, a store or a person wins. */
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

export class Catalogue {
  cursor: Cursor = startOfStreet;
  readonly #products = new Map<Sku, Product>();
  readonly #stores = new Map<StoreId, StoreInfo>();
  readonly #staff = new Map<string, Staff>();
  readonly #skuByGtin = new Map<string, Sku>();

  readonly #loyaltyRules = new Map<number, LoyaltyRules>();
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
  readonly #promotions = new Map<string, Map<number, Promotion>>();
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
