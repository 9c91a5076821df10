/** Scan or type: the one field that finds items. A scan reaches it wherever the focus is. */
import { useEffect, useId, useRef, useState } from 'react';
import type { ProductDoc } from '../data/documents.ts';
import { useApp, useMoney } from './context.tsx';
import { useScan } from './use-scan.ts';

export function ItemSearch(props: {
  onItem: (product: ProductDoc) => void;
  label?: string;
  /** Hears a code that names no item; true when it was of use. */
  onOther?: (code: string) => boolean | Promise<boolean>;
  /** A number typed with `*`: the count of what was added last. */
  onCount?: (count: number) => void;
}) {
  const { onItem, label, onOther, onCount } = props;
  const { shop, words, feedback } = useApp();
  const money = useMoney();
  const [query, setQuery] = useState('');
  const [isReady, setReady] = useState(shop.search.isReady);
  const [index, setIndex] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const listId = useId();
  const results = isOpen && isReady ? shop.search.find(query) : [];

  useEffect(() => {
    void shop.search.fill().then(() => setReady(true));
  }, [shop]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof HTMLInputElement || document.querySelector('[role="dialog"]') !== null;
      if (event.key !== '/' || isTyping) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  const take = async (code: string): Promise<void> => {
    const product = await shop.search.scan(code);
    if (!product) return (await onOther?.(code)) ? undefined : feedback.bad(words.common.unknownItem(code));
    if (!product.active) return feedback.bad(words.sell.inactive);
    onItem(product);
  };
  useScan((code) => void take(code));

  const choose = (product: ProductDoc | undefined): void => {
    const text = query.trim();
    setQuery('');
    setOpen(false);
    setIndex(0);
    const count = /^(\d{1,6})\s*[*×]$/.exec(text)?.[1];
    if (count !== undefined && onCount) return onCount(Number(count));
    if (product) onItem(product);
    else if (text !== '') void take(text);
  };

  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setIndex((current) => Math.max(0, Math.min(results.length - 1, current + step)));
    } else if (event.key === 'Enter') choose(results[index]);
    else if (event.key === 'Escape') setOpen(false);
  };

  const isShown = isOpen && query.trim() !== '';
  return (
    <div className="field search" style={{ position: 'relative' }}>
      <label htmlFor={`${listId}-field`}>{label ?? words.common.searchLabel}</label>
      <input
        id={`${listId}-field`}
        ref={field}
        role="combobox"
        aria-expanded={isShown}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isShown && results[index] ? `${listId}-${index}` : undefined}
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setOpen(true);
          setIndex(0);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setTimeout(() => setOpen(false), 150)}
      />
      {isShown && (
        <div className="results">
          <ul role="listbox" id={listId} aria-label={words.common.searchLabel}>
            {results.map((product, at) => (
              <li
                key={product.sku}
                id={`${listId}-${at}`}
                role="option"
                aria-selected={at === index}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(product)}
              >
                <span className="grow">
                  {product.name} <span className="quiet small">{product.sku}</span>
                </span>
                <span>{money(product.price)}</span>
              </li>
            ))}
          </ul>
          {results.length === 0 && (
            <p className="quiet">{isReady ? words.common.noResults : words.common.searchLoading}</p>
          )}
        </div>
      )}
    </div>
  );
}
