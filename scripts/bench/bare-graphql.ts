/** What GraphQL costs when nobody has any rule: the common server for it, on `node:http`, that makes the same write. */
import { createSchema, createYoga } from 'graphql-yoga';
import { typeDefs } from '@ringfence/graphql/generated/type-defs.ts';
import { listen, open, renamed, Writer } from './bare.ts';

/** Writes `document` for every order, synced, and answers with what the hub has answered to one: `answer` is its text. */
export async function bareGraphql(input: {
  directory: string;
  document: object;
  answer: string;
}): Promise<{ url: string }> {
  const writer = new Writer(await open(input.directory));
  let count = 0;
  const { placePickupOrder: answered } = (JSON.parse(input.answer) as { data: { placePickupOrder: object } }).data;
  const asIs = { serialize: (value: unknown) => value };
  const schema = createSchema({
    typeDefs,
    resolvers: {
      DateTime: asIs,
      Amount: asIs,
      Mutation: {
        placePickupOrder: async () => {
          await writer.put(renamed(input.document, count++));
          return answered;
        },
      },
    },
  });
  const yoga = createYoga({ schema, logging: false, graphiql: false, landingPage: false });
  return listen((request, response) => void yoga(request, response));
}
