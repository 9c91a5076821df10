/** What the command line of `up` says. Anything it does not know ends the start with one sentence. */
import { parseArgs } from 'node:util';

export interface UpOptions {
  /** Stop after the table; by default everything stays up. */
  readonly once: boolean;
  /** Forget what earlier days left. */
  readonly fresh: boolean;
  readonly data: string;
  /** The hub's port; stores follow from eleven above it. 0: any free ports. */
  readonly port: number;
  /** The hub shows its schema, and a page to try it out, to whoever reaches it. */
  readonly graphiql: boolean;
}

export const USAGE = 'scripts/up [--once] [--fresh] [--data DIR] [--port 7400] [--graphiql]';
const PORT_MAX = 65_000;

/** A reason to end that the person who started `up` can act on; shown without a stack. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/** Throws `CannotStart`. */
export function upOptions(args: readonly string[]): UpOptions {
  const port = (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 0 || value > PORT_MAX)
      throw new CannotStart(`--port must be a whole number from 0 to ${PORT_MAX}.\nUsage: ${USAGE}`);
    return value;
  };
  const values = parsed(args);
  return { ...values, port: port(values.port) };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean', default: false },
        fresh: { type: 'boolean', default: false },
        data: { type: 'string', default: 'data' },
        port: { type: 'string', default: '7400' },
        graphiql: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new CannotStart(`${(error as Error).message}\nUsage: ${USAGE}`, { cause: error });
  }
}
