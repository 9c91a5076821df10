/** What the command line of the fleet says. */
import { parseArgs } from 'node:util';

export interface FleetOptions {
  readonly stores: number;
  readonly skus: number;
  /** Sales of one store in an hour of trade: a store with 700,000 documents a year makes about 160. */
  readonly hourly: number;
  /** How long the steady part lasts, in milliseconds. */
  readonly steadyMs: number;
  /** Pickup orders a second, all stores together. */
  readonly orders: number;
  /** Questions for availability a second. */
  readonly questions: number;
  readonly seed: number;
}

export function fleetOptions(args: readonly string[]): FleetOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      stores: { type: 'string', default: '1000' },
      skus: { type: 'string', default: '50' },
      hourly: { type: 'string', default: '160' },
      seconds: { type: 'string', default: '60' },
      orders: { type: 'string', default: '5' },
      questions: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
    },
  });
  const number = (name: keyof typeof values): number => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be a whole number above zero`);
    return value;
  };
  return {
    stores: number('stores'),
    skus: number('skus'),
    hourly: number('hourly'),
    steadyMs: number('seconds') * 1000,
    orders: number('orders'),
    questions: number('questions'),
    seed: number('seed'),
  };
}
