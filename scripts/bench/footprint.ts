/** What a hub's log takes to open, and what it then holds in memory. In a process of its own: the hub is opened in it. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { machineClock } from '@ringfence/central/src/clock.ts';
import { cryptographyOf, sha256 } from '@ringfence/central/src/crypto.ts';
import { Hub } from '@ringfence/central/src/hub.ts';
import { openHome } from '@ringfence/central/src/identity.ts';

const LOOKS = 10;
const LOOK_MS = 200;

/** Bytes of memory that are in use after everything was folded and collected, tables of numbers among them; and how long it took. */
export async function hubFootprint(input: { data: string; vaultKey: string }): Promise<{ bytes: number; ms: number }> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const onFatal = (failure: Error): never => {
    throw failure;
  };
  collect();
  const before = used();
  const from = performance.now();
  const { log, privateKey } = await openHome(input.data, { sha256, onFatal });
  const hub = await Hub.open({
    log,
    clock: machineClock,
    ...cryptographyOf(privateKey),
    vaultKey: Uint8Array.from(Buffer.from(input.vaultKey, 'base64url')),
    random: (bytes) => new Uint8Array(bytes),
    onFatal,
  });
  const ms = performance.now() - from;
  // What is verified behind the start comes and goes.
  let least = Infinity;
  for (let look = 0; look < LOOKS; look++) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    collect();
    least = Math.min(least, used());
  }
  const bytes = least - before;
  await hub.members.settled();
  await log.close();
  return { bytes, ms };
}

function used(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
