/** A process to be killed: writes one snapshot after the other, each full of its own number. */
import { writeSync } from 'node:fs';
import { writeSnapshot } from '../snapshot-file.ts';

const [path, rules] = process.argv.slice(2) as [string, string];
for (let number = 1; ; number++) {
  const list = Array.from({ length: 2000 }, () => number);
  const buffers = Array.from({ length: 3 }, () => new Uint8Array(1_000_000).fill(number % 256));
  await writeSnapshot(path, { plain: number, list, buffers }, { rules, durable: Promise.resolve() });
  writeSync(1, `${number}\n`);
}
