/**
 * What opening a street of `--documents` takes with its index, beside reading and verifying all of it; what it then
 * holds in memory; and documents a second that are read from first to last.
 */
import { type Figure, figureOf } from './figure.ts';
import { Helper } from './helper.ts';
import type { OpenedStreet } from './opened-street.ts';
import type { Scale } from './scale.ts';

export async function street({ directory, rounds, documents }: Scale): Promise<Figure[]> {
  await inHelper((helper) => helper.run('fillStreet', { directory, documents }));
  const [indexed, whole]: [OpenedStreet[], OpenedStreet[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    indexed.push(await inHelper((helper) => helper.run('openStreet', { directory, isIndexed: true })));
    whole.push(await inHelper((helper) => helper.run('openStreet', { directory, isIndexed: false })));
  }
  const name = `street-of-${documents}`;
  const beside = (read: (opened: OpenedStreet) => number): { values: number[]; baselines: number[] } => {
    return { values: indexed.map(read), baselines: whole.map(read) };
  };
  return [
    figureOf({ name: `${name}-opened`, unit: 'ms', lowerIsBetter: true, ...beside(({ ms }) => ms) }),
    figureOf({ name: `${name}-process`, unit: 'MB', lowerIsBetter: true, ...beside(({ megabytes }) => megabytes) }),
    figureOf({
      name: `${name}-memory`,
      unit: 'bytes/document',
      lowerIsBetter: true,
      values: indexed.map(({ bytesPerDocument }) => bytesPerDocument),
    }),
    figureOf({
      name: `${name}-read`,
      unit: 'documents/s',
      values: indexed.map(({ readsPerSecond }) => readsPerSecond),
    }),
  ];
}

/** Each in a process of its own, so that none finds what another one left in memory. */
async function inHelper<T>(run: (helper: Helper) => Promise<T>): Promise<T> {
  const helper = new Helper();
  try {
    return await run(helper);
  } finally {
    await helper.end();
  }
}
