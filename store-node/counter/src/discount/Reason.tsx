/** Why something is taken off or costs something else, from the shop's own table. */
import { useApp } from '../app/context.tsx';
import { Choice } from '../ui/ui.tsx';
import { useShopRules } from './use-rules.ts';

/** The words for a reason: the shop's, or the counter's own for the usual ones. */
export function useReasonWords(): (code: string) => string {
  const { words, language } = useApp();
  const { reasons } = useShopRules().book.rules;
  return (code) => {
    const known = reasons.find((reason) => reason.code === code);
    return known?.words[language] ?? words.discount.reasons[code] ?? known?.words['en'] ?? code;
  };
}

export function Reason({ value, onChange }: { value: string; onChange: (code: string) => void }) {
  const { words } = useApp();
  const { reasons } = useShopRules().book.rules;
  const name = useReasonWords();
  return (
    <Choice
      label={words.discount.reason}
      value={value}
      options={reasons.map(({ code }) => ({ value: code, label: name(code) }))}
      onChange={onChange}
    />
  );
}
