/** Refuses what would only wait. Streams are counted apart, where they are opened. */
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** At most `limit` operations at a time; one more is answered 503 at once, and nothing of it happens. */
export function boundRequests(limit: number): Plugin {
  let running = 0;
  return {
    onExecute: ({ setResultAndStopExecution }) => {
      if (running >= limit) {
        const extensions = { code: 'overloaded', http: { status: 503, headers: { 'retry-after': '1' } } };
        setResultAndStopExecution({ errors: [new GraphQLError('The hub is busy; try again.', { extensions })] });
        return undefined;
      }
      running += 1;
      return {
        onExecuteDone: () => {
          running -= 1;
        },
      };
    },
  };
}
