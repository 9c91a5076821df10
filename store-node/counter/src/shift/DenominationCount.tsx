/** Coins and notes, counted one value at a time. */
import type { CashCount } from '@ringfence/domain/documents/till.ts';
import { useApp, useMoney } from '../app/context.tsx';
import { Stepper } from '../ui/ui.tsx';

/** Values in circulation, in minor units, largest first. A currency not named here is counted like the euro. */
const VALUES: Readonly<Record<string, readonly number[]>> = {
  EUR: [20_000, 10_000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
  PLN: [50_000, 20_000, 10_000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
  GBP: [5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
  USD: [10_000, 5000, 2000, 1000, 500, 100, 25, 10, 5, 1],
};

export const denominationsOf = (currency: string): CashCount =>
  (VALUES[currency] ?? VALUES['EUR'] ?? []).map((value) => ({ value, pieces: 0 }));

export function DenominationCount({ count, onChange }: { count: CashCount; onChange: (count: CashCount) => void }) {
  const { words } = useApp();
  const money = useMoney();
  return (
    <ul className="denominations">
      {count.map((one, index) => {
        const name = money(one.value);
        const set = (pieces: number): void =>
          onChange(count.with(index, { ...one, pieces: Math.max(0, Math.min(9999, pieces)) }));
        return (
          <li key={one.value} className="row">
            <label className="grow" htmlFor={`value-${one.value}`}>
              {name}
            </label>
            <input
              id={`value-${one.value}`}
              inputMode="numeric"
              value={one.pieces === 0 ? '' : String(one.pieces)}
              placeholder="0"
              onChange={(event) => set(Number(event.target.value.replaceAll(/\D/g, '')))}
            />
            <Stepper
              name={name}
              value={one.pieces}
              fewer={words.common.fewer(name)}
              more={words.common.more(name)}
              onChange={set}
            />
          </li>
        );
      })}
    </ul>
  );
}
