import { describe, expect, test } from '@jest/globals';
import { live, type Lived } from './life.ts';

const lived = (seed: number, bug?: string): Promise<Lived> => live({ seed, stores: 3, steps: 250, bug });

describe('simulation', () => {
  test('lives of three stores and a hub: nothing lost, nothing twice, equal folds in the end', async () => {
    const seen = new Map<string, number>();
    for (let seed = 1; seed <= 12; seed++) {
      const { what, counts } = await lived(seed);
      expect(what).toBe('');
      for (const [name, count] of counts) seen.set(name, (seen.get(name) ?? 0) + count);
    }
    const deeds = [
      'sale',
      'order paid',
      'hand-over',
      'return',
      'count',
      'member',
      'hold recorded',
      'hold ended recorded',
    ];
    deeds.push('exchange', 'substitution', 'assignment', 'shift-closed', 'discount: code', 'order due');
    const troubles = ['store crash', 'hub crash', 'old disk', 'line cut one way', 'lines clogged', 'clock jump'];
    for (const name of [...deeds, ...troubles.map((trouble) => `trouble: ${trouble}`)])
      expect([name, (seen.get(name) ?? 0) > 0]).toEqual([name, true]);
  }, 600_000);

  test('a hub that is lost while its newest log is looked for stays lost', async () => {
    const only = [39, 519, 521, 324, 543, 385, 545, 391];
    expect(await live({ seed: 641, stores: 3, steps: 400, only })).toMatchObject({ law: undefined, what: '' });
  });

  test('the same seed is the same story', async () => {
    const story = async (): Promise<object> => ({ ...(await lived(7)), wallMs: 0 });
    expect(await story()).toEqual(await story());
  });

  test.each(['amnesia', 'answer-before-disk', 'lease-twice', 'promise-not-counted', 'ack-before-ingest'])(
    'finds the planted %s',
    async (bug) => {
      for (let seed = 1; seed <= 20; seed++) if ((await lived(seed, bug)).law !== undefined) return;
      expect(bug).toBe('found');
    },
  );
});
