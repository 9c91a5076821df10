/** A field for a code that is scanned or typed. */
import { useState } from 'react';
import { Field } from '../ui/ui.tsx';
import { useScan } from './use-scan.ts';

export function CodeField({ label, onCode }: { label: string; onCode: (code: string) => void }) {
  const [text, setText] = useState('');
  useScan(onCode);
  const take = (): void => {
    const code = text.trim();
    setText('');
    if (code !== '') onCode(code);
  };
  return <Field label={label} value={text} onChange={setText} onEnter={take} />;
}
