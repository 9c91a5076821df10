import { expect, test } from '@jest/globals';
import type { Response } from 'express';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Desk } from '../desks/desk.ts';
import { LIMITS } from '../limits.ts';
import { Pages } from './pages.ts';

const response = (): Response => new ServerResponse(new IncomingMessage(new Socket())) as unknown as Response;

test('a store that does not take its pages waits for its own, and no other store does', async () => {
  const pages = new Pages();
  const [one, other] = [{} as Desk, {} as Desk];
  const answers = Array.from({ length: LIMITS.pagesPerStore }, response);
  await Promise.all(answers.map((answer) => pages.turn(one, answer)));
  let isInside = false;
  const next = pages.turn(one, response()).then(() => (isInside = true));
  await pages.turn(other, response());
  await new Promise(setImmediate);
  expect(isInside).toBe(false);
  answers[0]?.destroy();
  expect(await next).toBe(true);
});
