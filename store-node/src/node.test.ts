import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreNode } from './node.ts';
import { TestHub } from './testing/test-hub.ts';

let hub: TestHub;
let data: string;

beforeEach(async () => {
  hub = await TestHub.start(['S01'], ['A']);
  data = await mkdtemp(join(tmpdir(), 'ringfence-store-'));
});
afterEach(async () => {
  await hub.end();
  await rm(data, { recursive: true, force: true });
});

test('a disk that fails while the node waits for the hub ends the process instead of leaving it to wait', async () => {
  const config = { store: 'S01', hubUrl: hub.url, data, host: '127.0.0.1', port: 0 };
  const enrolCode = await hub.enrolmentCode('S01');
  await hub.kill();
  const failed = Promise.withResolvers<unknown>();
  const node = await StoreNode.start({
    config: { ...config, enrolCode },
    log: () => undefined,
    onFatal: failed.resolve,
  });
  expect(node.standing).toMatchObject({ trading: false });
  // Where a file is to be written stands a directory.
  await mkdir(join(data, 'identity', 'hub.json.next'), { recursive: true });
  await hub.restart();
  expect(await failed.promise).toMatchObject({ code: 'EISDIR' });
  await node.stop();
});
