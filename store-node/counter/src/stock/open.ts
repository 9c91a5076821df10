/** Opens the stock screen at a task and an item, from wherever a clerk is sent there. */
export const STOCK_TASKS = ['look', 'receive', 'count', 'send', 'road'] as const;
export type StockTask = (typeof STOCK_TASKS)[number];

const KEY = 'stock.open';

export function openStock(at: { readonly task: StockTask; readonly sku: string }): void {
  sessionStorage.setItem(KEY, JSON.stringify(at));
  location.hash = '#/stock';
}

/** Where somebody was sent, once. */
export function takeStockOpening(): { readonly task: StockTask; readonly sku: string } | undefined {
  const text = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  try {
    return text === null ? undefined : (JSON.parse(text) as { task: StockTask; sku: string });
  } catch {
    return undefined;
  }
}
