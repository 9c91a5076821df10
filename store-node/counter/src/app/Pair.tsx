/** The first thing on a new device: which register it is, and the key that lets it in. */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { NodeApi, Unreachable } from '../data/node-api.ts';
import type { Pairing } from '../data/pairing.ts';
import { Field, Notice } from '../ui/ui.tsx';
import type { Words } from '../words/en.ts';

export function Pair({ words, onPaired }: { words: Words; onPaired: (pairing: Pairing) => void }) {
  const [register, setRegister] = useState('');
  const [key, setKey] = useState('');
  const [problem, setProblem] = useState('');
  const pair = async (): Promise<void> => {
    const api = new NodeApi({ url: location.origin, key: key.trim(), register });
    try {
      const answer = await api.command('approvals', {});
      if (answer.outcome === 'refused' && answer.code === 'unauthorized') return setProblem(words.pair.refused);
      onPaired({ register: register.trim(), key: key.trim() });
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      setProblem(words.pair.unreachable);
    }
  };
  return (
    <main id="task" className="gate">
      <div className="stack">
        <h1>{words.pair.title}</h1>
        <p className="quiet">{words.pair.explain}</p>
        <Field label={words.pair.register} value={register} onChange={setRegister} />
        <Field label={words.pair.key} kind="secret" value={key} onChange={setKey} onEnter={() => void pair()} />
        {problem !== '' && <Notice tone="bad">{problem}</Notice>}
        <Button
          className="primary"
          isDisabled={!/^[A-Za-z0-9][\w.-]*$/.test(register) || key === ''}
          onPress={() => void pair()}
        >
          {words.pair.action}
        </Button>
      </div>
    </main>
  );
}
