/**
 * Items by what a person types. Names are held in memory, folded to plain
 * lower case, because a scan of the database takes a quarter of a second and
 * this takes a few milliseconds. Filled after the first screen is there.
 */
import { gtin14 } from '@ringfence/domain/basic/gtin.ts';
import { LIMITS } from '../limits.ts';
import type { Databases } from './databases.ts';
import type { ProductDoc } from './documents.ts';
import { pagesOf } from './pages.ts';

interface Entry {
  readonly text: string;
  readonly product: ProductDoc;
}

/** Lower case without accents, so that "zolw" finds "Żółw". */
export const fold = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('ł', 'l')
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '');

export class Search {
  readonly #databases: Databases;
  readonly #entries = new Map<string, Entry>();
  /** First code in fourteen digits → SKU. Never smaller than the truth: a code that is gone is looked up again. */
  readonly #codes = new Map<string, string>();
  #filling: Promise<void> | undefined;
  #isReady = false;
  #stop: (() => void) | undefined;

  constructor(databases: Databases) {
    this.#databases = databases;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Reads all names once and follows changes; asking again does nothing more. */
  fill(): Promise<void> {
    return (this.#filling ??= this.#fill());
  }

  close(): void {
    this.#stop?.();
  }

  /** Items whose name holds every word, or whose SKU or code starts with the text; names that start with it first. */
  find(query: string): ProductDoc[] {
    const text = fold(query.trim());
    if (text === '') return [];
    const words = text.split(/\s+/);
    const first: ProductDoc[] = [];
    const rest: ProductDoc[] = [];
    for (const entry of this.#entries.values()) {
      if (!entry.product.active) continue;
      if (!words.every((word) => entry.text.includes(word))) continue;
      (entry.text.startsWith(text) ? first : rest).push(entry.product);
      if (first.length >= LIMITS.searchResults) break;
    }
    return [...first, ...rest].slice(0, LIMITS.searchResults);
  }

  /** The item a scanned or typed code names: from memory, or from the database before the search is ready. */
  async scan(code: string): Promise<ProductDoc | undefined> {
    const { products, codes } = this.#databases.cache;
    if (/^\d{8,14}$/.test(code)) {
      const full = gtin14(code);
      const known = this.#entries.get(this.#codes.get(full) ?? '')?.product;
      if (known?.code === full) return known;
      const found = await products.findOne({ selector: { code: full } }).exec();
      if (found) return found.toMutableJSON();
      const further = await codes.findOne(full).exec();
      if (further) return this.product(further.sku);
    }
    return this.product(code);
  }

  async product(sku: string): Promise<ProductDoc | undefined> {
    if (sku === '' || sku.length > 64) return undefined;
    return (await this.#databases.cache.products.findOne(sku).exec())?.toMutableJSON();
  }

  /** Names for a list of SKUs; the SKU itself where the item is not known. */
  async names(skus: readonly string[]): Promise<Map<string, string>> {
    const found = await this.products(skus);
    return new Map(skus.map((sku) => [sku, found.get(sku)?.name ?? sku]));
  }

  /** The items of those SKUs that are known here. */
  async products(skus: readonly string[]): Promise<Map<string, ProductDoc>> {
    const found = await this.#databases.cache.products.findByIds([...new Set(skus)]).exec();
    return new Map([...found].map(([sku, product]) => [sku, product.toMutableJSON()]));
  }

  async #fill(): Promise<void> {
    const { products } = this.#databases.cache;
    const subscription = products.$.subscribe((event) => this.#put(event.documentData as ProductDoc));
    this.#stop = () => subscription.unsubscribe();
    for await (const page of pagesOf<ProductDoc>(products, LIMITS.searchPage))
      for (const product of page) this.#put(product);
    this.#isReady = true;
  }

  #put({ sku, name, code, price, currency, taxRate, measure, group, active }: ProductDoc): void {
    if (code !== '') this.#codes.set(code, sku);
    const product = { sku, name, code, price, currency, taxRate, measure, group, active };
    this.#entries.set(sku, { text: `${fold(name)} ${fold(sku)} ${code.replace(/^0+/, '')}`, product });
  }
}
