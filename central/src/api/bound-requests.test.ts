import { expect, test } from '@jest/globals';
import { createSchema, createYoga } from 'graphql-yoga';
import { boundRequests } from './bound-requests.ts';

test('one operation too many is refused at once; when one ends there is room again', async () => {
  const waiting: (() => void)[] = [];
  const yoga = createYoga({
    schema: createSchema({
      typeDefs: 'type Query { wait: Boolean }',
      resolvers: { Query: { wait: () => new Promise((resolve) => waiting.push(() => resolve(true))) } },
    }),
    plugins: [boundRequests(2)],
    logging: false,
  });
  const ask = async (): Promise<Response> =>
    await yoga.fetch('http://hub/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ wait }"}',
    });
  const running = [ask(), ask()];
  while (waiting.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  const refused = await ask();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'overloaded' } }] });
  for (const end of waiting.splice(0)) end();
  for (const answer of await Promise.all(running)) expect(await answer.json()).toEqual({ data: { wait: true } });
  const next = ask();
  while (waiting.length < 1) await new Promise((resolve) => setTimeout(resolve, 1));
  waiting[0]?.();
  expect((await next).status).toBe(200);
});
