/** Stock: one task at a time, chosen on top. Lists in hand outlive a look at another screen. */
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { useApp } from '../app/context.tsx';
import type { ProductDoc } from '../data/documents.ts';
import { Count } from './Count.tsx';
import { Delivery } from './Delivery.tsx';
import { LookUp } from './LookUp.tsx';
import { STOCK_TASKS, type StockTask, takeStockOpening } from './open.ts';
import { Road } from './Road.tsx';
import { Send } from './Send.tsx';

export function Stock() {
  const { shop, words } = useApp();
  const [task, setTask] = useState<StockTask>('look');
  const [first, setFirst] = useState<ProductDoc | null>(null);
  useEffect(() => {
    const opening = takeStockOpening();
    if (!opening) return;
    setTask(opening.task);
    void shop.search.product(opening.sku).then((product) => setFirst(product ?? null));
  }, [shop]);
  const tabs = (
    <div className="tabs" role="group" aria-label={words.stock.title}>
      {STOCK_TASKS.map((name) => (
        <Button
          key={name}
          className="button"
          aria-pressed={name === task}
          onPress={() => {
            setFirst(null);
            setTask(name);
          }}
        >
          {words.stock.tasks[name]}
        </Button>
      ))}
    </div>
  );
  switch (task) {
    case 'look':
      return <LookUp key={first?.sku} tabs={tabs} first={first} />;
    case 'receive':
      return <Delivery tabs={tabs} />;
    case 'count':
      return <Count key={first?.sku} tabs={tabs} first={first} />;
    case 'send':
      return <Send tabs={tabs} />;
    case 'road':
      return <Road tabs={tabs} />;
  }
}
