import { expect, test } from '@jest/globals';
import express from 'express';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Listener } from '../listener.ts';
import { HubServer } from '../server.ts';
import { World } from '../testing/world.ts';
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

test.each(['/graphql', '/graphql?ordinary'])(
  'Who slept while a body came to %s looks before it answers',
  async (path) => {
    const world = await World.make();
    let now = 0;
    let isPast = false;
    const fail = (error: unknown): never => {
      throw error;
    };
    const key = {
      name: 'web',
      sha256: createHash('sha256').update('key').digest('hex'),
      scopes: ['checkout' as const],
    };
    const server = await HubServer.start({
      hub: world.hub,
      clock: world.clock,
      host: '127.0.0.1',
      port: 0,
      api: { keys: { keys: [key] }, development: false, report: fail },
      onBug: fail,
      certainty: new Certainty(
        () => Promise.resolve(isPast),
        () => now,
      ),
    });
    const body = JSON.stringify({ query: '{ products(first: 1) { pageInfo { hasNextPage } } }' });
    const lines = ['host: hub', 'x-api-key: key', 'content-type: application/json', `content-length: ${body.length}`];
    const ask = async (meanwhile: () => void): Promise<string> => {
      const line = connect(Number(new URL(server.url).port), '127.0.0.1');
      line.write([`POST ${path} HTTP/1.1`, ...lines, 'connection: close', 'expect: 100-continue', '', ''].join('\r\n'));
      await once(line, 'data');
      meanwhile();
      line.write(body);
      let text = '';
      for await (const part of line) text += String(part);
      return text.slice(0, 12);
    };
    try {
      for (let twice = 0; twice < 2; twice += 1) expect(await ask(() => {})).toBe('HTTP/1.1 200');
      const slept = ask(() => {
        now += LIMITS.leaseMs;
        isPast = true;
      });
      expect(await slept).toBe('HTTP/1.1 503');
    } finally {
      await server.stop();
      await world.end();
    }
  },
);
