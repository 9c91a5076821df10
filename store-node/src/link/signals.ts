/** Reads the hub's signal stream: one JSON value a line, at least one every few seconds. */
import { LIMITS } from '../limits.ts';
import type { HubClient } from './hub-client.ts';
import { HubUnreachable } from './trouble.ts';
import { type Signal, signal } from './wire.ts';

/**
 * Hands over every signal until the stream ends, falls silent or is stopped; then rejects. Lines this version does
 * not understand are passed over.
 */
export async function readSignals(
  client: Pick<HubClient, 'open' | 'later'>,
  stop: AbortSignal,
  onSignal: (signal: Signal) => void,
): Promise<never> {
  const silence = new AbortController();
  const listen = (): (() => void) =>
    client.later(LIMITS.signalSilenceMs, () => silence.abort(new HubUnreachable('the signals fell silent')));
  let callOff = listen();
  try {
    const stream = await client.open('/gateway/signals', AbortSignal.any([stop, silence.signal]));
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of stream) {
      callOff();
      callOff = listen();
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LIMITS.signalLineBytes) throw new HubUnreachable('a signal is too long');
      for (const line of lines) {
        const understood = line.trim() === '' ? undefined : parseSignal(line);
        if (understood) onSignal(understood);
      }
    }
    throw new HubUnreachable('the signals ended');
  } catch (error) {
    throw error instanceof Error && error.name.startsWith('Hub')
      ? error
      : new HubUnreachable('the signals broke off', { cause: error });
  } finally {
    callOff();
  }
}

function parseSignal(line: string): Signal | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    return undefined;
  }
  const parsed = signal.safeParse(raw);
  return parsed.success ? parsed.data : undefined;
}
