import { expect, test } from '@jest/globals';
import { createLogger } from './logger.ts';

function written(level: 'info' | 'debug', speak: (log: ReturnType<typeof createLogger>) => void): unknown[] {
  const lines: string[] = [];
  speak(createLogger({ process: 'hub', level, stream: { write: (line) => void lines.push(line) } }));
  return lines.map((line) => JSON.parse(line) as unknown);
}

test('an entry is one JSON line with its time, level and process', () => {
  const [line] = written('info', (log) => log.info({ event: 'trading', store: 'S01' }));
  expect(line).toEqual({
    level: 'info',
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    process: 'hub',
    event: 'trading',
    store: 'S01',
  });
});

test('secrets and people are struck out', () => {
  const [line] = written('info', (log) =>
    log.info({ event: 'x', pin: '4711', headers: { authorization: 'Bearer abc' }, contact: { email: 'a@b.example' } }),
  );
  expect(JSON.stringify(line)).not.toMatch(/4711|abc|example/);
});

test('what is below the level is not written', () => {
  expect(written('info', (log) => log.debug({ event: 'answered' }))).toEqual([]);
});
