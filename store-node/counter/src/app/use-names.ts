/** Names of items by SKU, and how they are counted, read once for a list; the SKU itself until they are there. */
import { useEffect, useState } from 'react';
import type { ProductDoc } from '../data/documents.ts';
import { useApp } from './context.tsx';

export type Item = Pick<ProductDoc, 'name' | 'measure'>;

export function useItems(skus: readonly string[]): (sku: string) => Item {
  const { shop } = useApp();
  const [items, setItems] = useState<ReadonlyMap<string, Item>>(new Map());
  useEffect(() => {
    let isShown = true;
    void shop.search.products(skus).then((found) => isShown && setItems(found));
    return () => {
      isShown = false;
    };
  }, [shop, skus.join(' ')]);
  return (sku) => items.get(sku) ?? { name: sku, measure: 'piece' };
}

export function useNames(skus: readonly string[]): (sku: string) => string {
  const itemOf = useItems(skus);
  return (sku) => itemOf(sku).name;
}
