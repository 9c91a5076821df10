/** Sends a command through the outbox and tells how it went, in words and by sound. */
import { useState } from 'react';
import type { Recorded } from '../data/node-api.ts';
import { useApp, useRefusal } from './context.tsx';

export interface Problem {
  readonly code: string;
  readonly text: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export function useCommand() {
  const { shop, words, feedback } = useApp();
  const explain = useRefusal();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);

  /** The recorded document, `kept` when nobody answered, nothing when it was refused. */
  const run = async (
    path: string,
    body: Readonly<Record<string, unknown>>,
    options: { id: string; approval?: string; done: string },
  ): Promise<Recorded | 'kept' | undefined> => {
    setBusy(true);
    setProblem(null);
    const { id, approval, done } = options;
    const result = await shop.outbox.perform({ id, path, body }, approval === undefined ? {} : { approval });
    setBusy(false);
    if (result.outcome === 'refused') {
      setProblem({ code: result.code, text: explain(result.code), details: result.details });
      shop.troubles.note(path, result.code);
      feedback.bad(explain(result.code));
      return undefined;
    }
    if (result.outcome === 'kept') {
      feedback.bad(words.common.kept);
      return 'kept';
    }
    feedback.good(done);
    return result;
  };
  return { run, problem, isBusy, clear: () => setProblem(null) };
}
