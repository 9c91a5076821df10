/** A number that is counted up by scans and taps, or typed. */
import { Button } from 'react-aria-components';
import { useApp } from '../app/context.tsx';
import { LIMITS } from '../limits.ts';
import { Icon } from '../ui/icons.tsx';

const MOST = 999_999;

export function Quantity(props: {
  /** What it is the number of. */
  label: string;
  name: string;
  value: number | undefined;
  hasButtons?: boolean;
  /** It is grams. */
  isWeighed?: boolean | undefined;
  onChange: (value: number | undefined) => void;
}) {
  const { name, value, hasButtons = false, isWeighed = false, onChange } = props;
  const { words } = useApp();
  const step = isWeighed ? LIMITS.gramsPerPress : 1;
  const label = isWeighed ? `${props.label} (${words.common.grams})` : props.label;
  const set = (next: number): void => onChange(Math.max(0, Math.min(MOST, next)));
  return (
    <div className="quantity">
      {hasButtons && (
        <Button
          className="button square plain"
          aria-label={isWeighed ? words.common.lighter(step, name) : words.common.fewer(name)}
          onPress={() => set((value ?? 0) - step)}
        >
          <Icon name="minus" />
        </Button>
      )}
      <label>
        <span className="quiet small">{label}</span>
        <input
          inputMode="numeric"
          aria-label={`${label}: ${name}`}
          value={value === undefined ? '' : String(value)}
          onChange={(event) => {
            const digits = event.target.value.replaceAll(/\D/g, '');
            if (digits === '') onChange(undefined);
            else set(Number(digits));
          }}
        />
      </label>
      {hasButtons && (
        <Button
          className="button square plain"
          aria-label={isWeighed ? words.common.heavier(step, name) : words.common.more(name)}
          onPress={() => set((value ?? 0) + step)}
        >
          <Icon name="plus" />
        </Button>
      )}
    </div>
  );
}
