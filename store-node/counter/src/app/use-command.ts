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
    options: {
      id: string;
      approval?: string;
      done: string;
      /** Words for refusals that mean something else at this task. */
      says?: Readonly<Record<string, string>>;
    },
  ): Promise<Recorded | 'kept' | undefined> => {
    setBusy(true);
    setProblem(null);
    const { id, approval, done, says = {} } = options;
    const result = await shop.outbox.perform({ id, path, body }, approval === undefined ? {} : { approval });
    setBusy(false);
    if (result.outcome === 'refused') {
      const text = says[result.code] ?? explain(result.code);
      setProblem({ code: result.code, text, details: result.details });
      shop.troubles.note(path, result.code);
      feedback.bad(text);
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
