/** The hub's pen on the catalogue street. A product or store that is put again unchanged writes nothing. */
import { canonical, type Sha256 } from '@ringfence/domain/basic/canonical.ts';
import type { Author } from '@ringfence/domain/basic/ids.ts';
import { type Refusal, refuse } from '@ringfence/domain/basic/outcome.ts';
import { gtin14 } from '@ringfence/domain/basic/gtin.ts';
import type { Catalogue } from '@ringfence/domain/catalog/catalogue.ts';
import * as catalog from '@ringfence/domain/documents/catalog.ts';
import { pickRules } from '@ringfence/domain/documents/gather.ts';
import { loyaltyRules } from '@ringfence/domain/documents/loyalty-rules.ts';
import { staff } from '@ringfence/domain/documents/staff.ts';
import { complaint, type Complaints } from '@ringfence/domain/documents/parse.ts';
import { discountRules, promotion } from '@ringfence/domain/documents/promotion.ts';
import { fact, type Fact } from '@ringfence/domain/documents/registry.ts';
import { documentHash } from '@ringfence/log/chain.ts';
import { Journal } from '@ringfence/log/journal.ts';
import type { StorageFailure, StreetLog } from '@ringfence/log/port.ts';
import { z } from 'zod';
import { LIMITS } from './limits.ts';
import { refused } from './outcome.ts';
import { documentsAfter } from './tail.ts';

export type PutOutcome =
  | { readonly outcome: 'recorded'; readonly written: number; readonly unchanged: number }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

export interface CatalogPenOptions {
  readonly street: StreetLog;
  readonly catalogue: Catalogue;
  readonly author: Author;
  readonly now: () => number;
  readonly sha256: Sha256;
  readonly onFatal: (failure: StorageFailure) => void;
}

export class CatalogPen {
  readonly #options: CatalogPenOptions;
  readonly #journal: Journal;

  private constructor(options: CatalogPenOptions) {
    this.#options = options;
    this.#journal = new Journal(options.street, options);
  }

  /** Reads what the catalogue does not have yet from the street into the catalogue and goes on from there. */
  static async open(options: CatalogPenOptions): Promise<CatalogPen> {
    const { street, catalogue, sha256 } = options;
    for await (const document of documentsAfter(street, catalogue.cursor, sha256))
      catalogue.apply(document, documentHash(document, sha256));
    return new CatalogPen(options);
  }

  /** All or nothing. Refusals: invalid-input with the field, as `products[3].price`. */
  putProducts(products: readonly unknown[]): Promise<PutOutcome> {
    const codes = new Codes(this.#options.catalogue);
    return this.#put('products', products, (raw, subject) => {
      const parsed = catalog.product.safeParse(raw);
      if (!parsed.success) return parsed;
      const { sku } = parsed.data;
      const taken = codes.take(parsed.data);
      if (taken !== undefined)
        return { success: false, error: { issues: [{ path: ['gtins'], message: `${taken.code} is ${taken.sku}` }] } };
      const former = this.#options.catalogue.product(sku);
      return {
        success: true,
        same: same(former, parsed.data),
        fact: () => fact('product', subject(sku), parsed.data),
      };
    });
  }

  /** All or nothing. Refusals: invalid-input with the field. */
  putStores(stores: readonly unknown[]): Promise<PutOutcome> {
    return this.#put('stores', stores, (raw, subject) => {
      const parsed = catalog.storeInfo.safeParse(raw);
      if (!parsed.success) return parsed;
      const former = this.#options.catalogue.store(parsed.data.store);
      return {
        success: true,
        same: same(former, parsed.data),
        fact: () => fact('store', subject(parsed.data.store), parsed.data),
      };
    });
  }

  /** All or nothing. Refusals: invalid-input with the field. */
  putStaff(people: readonly unknown[]): Promise<PutOutcome> {
    return this.#put('staff', people, (raw, subject) => {
      const parsed = staff.safeParse(raw);
      if (!parsed.success) return parsed;
      const former = this.#options.catalogue.staff(parsed.data.staff);
      return {
        success: true,
        same: same(former, parsed.data),
        fact: () => fact('staff', subject(parsed.data.staff), parsed.data),
      };
    });
  }

  /**
   * Rules that differ from those in force become the next version, whatever version they name. With `sealingKey` the
   * key stores seal claims with is published too, where it is not yet. Refusals: invalid-input with the field.
   */
  async putLoyaltyRules(raw: unknown, sealingKey: string): Promise<PutOutcome> {
    const { catalogue } = this.#options;
    const { loyaltyRules: former, sealingKey: formerKey } = catalogue;
    const input = typeof raw === 'object' && raw !== null ? raw : {};
    const parsed = loyaltyRules.safeParse({ ...input, version: former?.version ?? 1 });
    if (!parsed.success) {
      const field = ['rules', ...(parsed.error.issues[0]?.path ?? [])].join('.');
      return refused(refuse('invalid-input', complaint(parsed.error), { field }));
    }
    const facts: Fact<'loyalty-rules' | 'sealing-key'>[] = [];
    if (formerKey?.key !== sealingKey) {
      const version = (formerKey?.version ?? 0) + 1;
      facts.push(fact('sealing-key', String(version), { version, key: sealingKey }));
    }
    if (!same(former, parsed.data)) {
      const version = (former?.version ?? 0) + 1;
      facts.push(fact('loyalty-rules', String(version), { ...parsed.data, version }));
    }
    await Promise.all(facts.map((each) => this.#write(each)));
    return { outcome: 'recorded', written: facts.length, unchanged: same(former, parsed.data) ? 1 : 0 };
  }

  /** Reasons for short picks that differ from those in force become the next version. Refusals: invalid-input. */
  async putPickRules(reasons: unknown): Promise<PutOutcome> {
    const { pickRules: former } = this.#options.catalogue;
    const parsed = pickRules.safeParse({ version: former.version, reasons });
    if (!parsed.success) {
      const field = parsed.error.issues[0]?.path.join('.') ?? 'reasons';
      return refused(refuse('invalid-input', complaint(parsed.error), { field }));
    }
    if (same(former, parsed.data)) return { outcome: 'recorded', written: 0, unchanged: 1 };
    const version = former.version + 1;
    await this.#write(fact('pick-rules', String(version), { ...parsed.data, version }));
    return { outcome: 'recorded', written: 1, unchanged: 0 };
  }

  /**
   * `codes` and `rules` as documents have them, without versions: each that differs from its latest version is the next
   * one. All or nothing. Refusals: invalid-input with the field, as `codes[3].until`.
   */
  async putDiscounts(raw: unknown): Promise<PutOutcome> {
    const { catalogue } = this.#options;
    const parsed = discounts.safeParse(raw);
    if (!parsed.success) {
      const [first = 'discounts', ...path] = parsed.error.issues[0]?.path ?? [];
      const field = path.reduce<string>(
        (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}.${String(part)}`),
        String(first),
      );
      return refused(refuse('invalid-input', complaint(parsed.error), { field }));
    }
    const { codes, rules } = parsed.data;
    const facts: Fact<'promotion' | 'discount-rules'>[] = [];
    for (const wanted of codes) {
      const former = catalogue.promotion(wanted.code);
      const version = former?.version ?? 1;
      if (same(former, { ...wanted, version })) continue;
      const next = former ? version + 1 : 1;
      facts.push(fact('promotion', `${wanted.code}.${next}`, { ...wanted, version: next }));
    }
    const { version } = catalogue.discountRules;
    if (rules && !same(catalogue.discountRules, { ...rules, version }))
      facts.push(fact('discount-rules', String(version + 1), { ...rules, version: version + 1 }));
    await Promise.all(facts.map((each) => this.#write(each)));
    return {
      outcome: 'recorded',
      written: facts.length,
      unchanged: codes.length + (rules ? 1 : 0) - facts.length,
    };
  }

  async #put(
    name: string,
    raws: readonly unknown[],
    parse: (raw: unknown, subject: (key: string) => string) => Parsed,
  ): Promise<PutOutcome> {
    if (raws.length > LIMITS.catalogBatch)
      return refused(refuse('invalid-input', `Send at most ${LIMITS.catalogBatch} at a time.`, { field: name }));
    // The position makes the id of each version its own.
    const subject = (key: string): string => `${key}.${this.#journal.writing.n + 1}`;
    const entries: Extract<Parsed, { success: true }>[] = [];
    for (const [index, raw] of raws.entries()) {
      const parsed = parse(raw, subject);
      if (!parsed.success) {
        const field = [`${name}[${index}]`, ...(parsed.error.issues[0]?.path ?? [])].join('.');
        return refused(refuse('invalid-input', complaint(parsed.error), { field }));
      }
      entries.push(parsed);
    }
    const changed = entries.filter((entry) => !entry.same);
    const durables = new Set(changed.map((entry) => this.#write(entry.fact())));
    await Promise.all(durables);
    return { outcome: 'recorded', written: changed.length, unchanged: entries.length - changed.length };
  }

  #write(decided: Fact<Written>): Promise<void> {
    const { document, durable } = this.#journal.write<string, unknown>(decided);
    this.#options.catalogue.apply(document, documentHash(document, this.#options.sha256));
    return durable;
  }
}

type Written =
  'product' | 'store' | 'staff' | 'pick-rules' | 'loyalty-rules' | 'sealing-key' | 'promotion' | 'discount-rules';

/** What head office puts: the version of each is the hub's to give. */
const unversioned = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((raw) => (typeof raw === 'object' && raw !== null ? { ...raw, version: 1 } : raw), schema);
const discounts = z
  .strictObject({
    codes: z.array(unversioned(promotion)).max(LIMITS.catalogBatch).default([]),
    rules: unversioned(discountRules).optional(),
  })
  .refine(({ codes }) => new Set(codes.map(({ code }) => code)).size === codes.length, {
    path: ['codes'],
    message: 'name each code once',
  });

/** Which item each code names, in the catalogue and in the batch so far: one code scans as one item. */
class Codes {
  readonly #catalogue: Catalogue;
  readonly #batch = new Map<string, string | undefined>();

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  /** Notes a product's codes; the code that another item has, if any. Codes it drops are free for those after it. */
  take({ sku, gtins }: catalog.Product): { code: string; sku: string } | undefined {
    for (const code of this.#catalogue.product(sku)?.gtins ?? []) this.#batch.set(gtin14(code), undefined);
    for (const code of gtins) {
      const owner = this.#ownerOf(gtin14(code));
      if (owner !== undefined && owner !== sku) return { code, sku: owner };
      this.#batch.set(gtin14(code), sku);
    }
    return undefined;
  }

  #ownerOf(code: string): string | undefined {
    if (this.#batch.has(code)) return this.#batch.get(code);
    const product = this.#catalogue.scan(code);
    return product?.gtins.some((known) => gtin14(known) === code) ? product.sku : undefined;
  }
}

type Parsed =
  | { success: false; error: Complaints }
  | { success: true; same: boolean; fact: () => Fact<'product' | 'store' | 'staff'> };

const same = (former: unknown, wanted: unknown): boolean =>
  former !== undefined && canonical(former) === canonical(wanted);
