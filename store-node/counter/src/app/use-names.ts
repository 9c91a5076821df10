/** Names of items by SKU, read once for a list; the SKU itself until they are there. */
import { useEffect, useState } from 'react';
import { useApp } from './context.tsx';

export function useNames(skus: readonly string[]): (sku: string) => string {
  const { shop } = useApp();
  const [names, setNames] = useState(new Map<string, string>());
  useEffect(() => {
    let isShown = true;
    void shop.search.names(skus).then((found) => isShown && setNames(found));
    return () => {
      isShown = false;
    };
  }, [shop, skus.join(' ')]);
  return (sku) => names.get(sku) ?? sku;
}
