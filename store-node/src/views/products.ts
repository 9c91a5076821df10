/** The catalogue for people who look for something: in order of SKU, by page. */
import type { Product } from '@ringfence/domain/documents/catalog.ts';
import type { Store } from '../store.ts';

/** The sorted list, kept until the catalogue moves on. */
const sorted = new WeakMap<Store, { readonly n: number; readonly products: readonly Product[] }>();

function productsOf(store: Store): readonly Product[] {
  const { n } = store.catalogue.cursor;
  const known = sorted.get(store);
  if (known?.n === n) return known.products;
  const products = [...store.catalogue.products()].sort((a, b) => (a.sku < b.sku ? -1 : 1));
  sorted.set(store, { n, products });
  return products;
}

/** Active items whose SKU or code begins with `q`, or whose name holds it; after the SKU `after`. */
export function listProducts(
  store: Store,
  filter: { readonly q?: string | undefined; readonly after?: string | undefined; readonly limit: number },
): { products: Product[]; next: string | null } {
  const q = filter.q?.toLowerCase() ?? '';
  const fits = ({ sku, name, gtins, active }: Product): boolean =>
    active &&
    (q === '' ||
      sku.toLowerCase().startsWith(q) ||
      name.toLowerCase().includes(q) ||
      gtins.some((code) => code.startsWith(q)));
  const found: Product[] = [];
  for (const product of productsOf(store)) {
    if (filter.after !== undefined && product.sku <= filter.after) continue;
    if (!fits(product)) continue;
    if (found.length === filter.limit) return { products: found, next: found.at(-1)?.sku ?? null };
    found.push(product);
  }
  return { products: found, next: null };
}
