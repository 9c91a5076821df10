/** Who came and what they showed: two taps at most, and never a whole number or a name. */
import { useState } from 'react';
import type { CollectionProof } from '@ringfence/domain/documents/pickup.ts';
import { useApp } from '../app/context.tsx';
import { Choice, Field } from '../ui/ui.tsx';
import { lastDigits } from './collect.ts';

const WHO = ['buyer', 'other'] as const;
const SHOWN = ['pass', 'order-code', 'id-card', 'passport', 'driving-licence'] as const;
const isDocument = (shown: CollectionProof['shown']): boolean => shown !== 'pass' && shown !== 'order-code';

export function ProofFields({
  proof,
  onChange,
}: {
  proof: CollectionProof;
  onChange: (proof: CollectionProof) => void;
}) {
  const { words } = useApp();
  const [typed, setTyped] = useState('');
  const { who, shown } = proof;
  const set = (next: { who: CollectionProof['who']; shown: CollectionProof['shown'] }, text: string): void => {
    const digits = isDocument(next.shown) ? lastDigits(text) : undefined;
    onChange({ ...next, ...(digits === undefined ? {} : { digits }) });
  };
  return (
    <section className="card stack">
      <Choice
        label={words.handover.proof}
        value={who}
        options={WHO.map((value) => ({ value, label: words.handover.who[value] }))}
        onChange={(value) => set({ who: value, shown }, typed)}
      />
      <Choice
        label={words.handover.shownLabel}
        value={shown}
        options={SHOWN.map((value) => ({ value, label: words.handover.shown[value] }))}
        onChange={(value) => set({ who, shown: value }, typed)}
      />
      {isDocument(shown) && (
        <div>
          <Field
            label={words.handover.digits}
            value={typed}
            onChange={(text) => {
              const short = text.replaceAll(/[^0-9A-Za-z]/g, '').slice(0, 4);
              setTyped(short);
              set({ who, shown }, short);
            }}
          />
          <p className="quiet small">{words.handover.digitsHint}</p>
        </div>
      )}
    </section>
  );
}
