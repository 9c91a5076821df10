/** How much is taken off: per cent or an amount, typed. */
import type { TakesOff } from '@ringfence/domain/documents/promotion.ts';
import { useApp } from '../app/context.tsx';
import { Choice, Field } from '../ui/ui.tsx';
import { parseMoney } from '../words/formats.ts';

export type Measure = 'percent' | 'amount';

/** What was typed, as a discount; nothing while it is none. */
export function readTakes(measure: Measure, typed: string, currency: string): TakesOff | undefined {
  if (measure === 'percent') {
    const percent = /^\d{1,3}$/.test(typed.trim()) ? Number(typed) : 0;
    return percent >= 1 && percent <= 100 ? { percent } : undefined;
  }
  const amount = parseMoney(typed, currency);
  return amount !== undefined && amount > 0 ? { amount } : undefined;
}

export function HowMuch<Kind extends string>(props: {
  measure: Measure | Kind;
  /** Further ways, before the two. */
  others?: readonly { readonly value: Kind; readonly label: string }[];
  typed: string;
  label: string;
  onMeasure: (measure: Measure | Kind) => void;
  onTyped: (typed: string) => void;
  isFocused?: boolean;
}) {
  const { measure, others = [], typed, label, onMeasure, onTyped, isFocused = false } = props;
  const { words } = useApp();
  return (
    <>
      <Choice<Measure | Kind>
        label={label}
        value={measure}
        options={[
          ...others,
          { value: 'percent', label: words.discount.percent },
          { value: 'amount', label: words.discount.amount },
        ]}
        onChange={onMeasure}
      />
      <Field
        label={measure === 'percent' ? `${words.discount.howMuch} (%)` : words.discount.howMuch}
        kind={measure === 'percent' ? 'whole' : 'amount'}
        value={typed}
        onChange={onTyped}
        isFocused={isFocused}
      />
    </>
  );
}
