import { expect, test } from '@jest/globals';
import express from 'express';
import { Listener } from '../listener.ts';
import { answerWhileCertain, Certainty } from './certainty.ts';
import { LIMITS } from './limits.ts';

test('A leader that slept asks the fences before it answers, one look for all who wait', async () => {
  let now = 0;
  let looks = 0;
  let isPast: () => Promise<boolean> = async () => false;
  const certainty = new Certainty(
    () => {
      looks += 1;
      return isPast();
    },
    () => now,
  );
  let arrived = 0;
  const app = express();
  app.use((_request, _response, next) => {
    arrived += 1;
    next();
  });
  app.use(answerWhileCertain(certainty));
  app.use((_request, response) => void response.end('from memory'));
  const listener = await Listener.open({ host: '127.0.0.1', port: 0 });
  listener.serve(app);
  const ask = async (): Promise<number> => {
    const answer = await fetch(listener.url);
    await answer.text();
    return answer.status;
  };
  try {
    expect([await ask(), await ask(), looks]).toEqual([200, 200, 1]);
    now += LIMITS.leaseMs;
    const waking = Promise.withResolvers<boolean>();
    isPast = () => waking.promise;
    const asked = [ask(), ask(), ask()];
    while (arrived < 5) await new Promise((resolve) => setTimeout(resolve, 5));
    waking.resolve(true);
    expect([await Promise.all(asked), looks]).toEqual([[503, 503, 503], 2]);
    isPast = () => Promise.reject(new Error('the storage is away'));
    expect(await ask()).toBe(200);
  } finally {
    await listener.close();
  }
});
