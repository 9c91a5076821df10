import { describe, expect, test } from '@jest/globals';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { hashOf, seal } from '@ringfence/domain/documents/envelope.ts';
import { shardOf } from '@ringfence/domain/member/shard.ts';
import { LoyaltyWorld } from '@ringfence/domain/testing/loyalty-world.ts';
import { membersStreet } from '@ringfence/domain/basic/ids.ts';
import { foldStore } from './fold.ts';
import { sha256 } from './logs.ts';
import { judgeMembers, type ServedPoints } from './members.ts';

/** The chain anew, with the hash that the disk uses and whatever was changed. */
function rechained(documents: readonly Envelope[]): Envelope[] {
  let cursor = { n: 0, head: '0'.repeat(64), at: 0, author: '' };
  return documents.map((document) => {
    const { _id: id, kind, v, body, author, at } = document;
    const sealed = seal({ id, kind, v, body }, cursor, author, at);
    cursor = { n: sealed.n, head: hashOf(sealed, sha256), at: sealed.at, author };
    return sealed;
  });
}

function examined(change: (shard: Envelope[]) => Envelope[] = (shard) => shard, served?: ServedPoints) {
  const world = new LoyaltyWorld();
  let state = 3;
  for (let step = 0; step < 300; step++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    world.step((state >>> 8) % 24, (state >>> 16) % 1000);
  }
  world.heal();
  const stores = [...world.sides].map(([id, { streets }]) =>
    foldStore(id, rechained(streets.up), rechained(streets.down)),
  );
  const shard = rechained(change([...world.street]));
  return { world, findings: judgeMembers(new Map([[membersStreet(shardOf('M1', sha256)), shard]]), stores, served) };
}

describe('points on disk', () => {
  test('that were moved by the rules are all accounted for', () => {
    const { world, findings } = examined();
    expect(findings.problems).toEqual([]);
    const { earned, redeemed, unearned, givenBack, expired, adjusted } = world.tally;
    const { counted } = world.orders;
    expect(findings.tally).toMatchObject({
      earned: earned + counted.earned,
      redeemed: redeemed + counted.redeemed,
      reversed: unearned,
      givenBack,
      expired,
      adjusted,
    });
    expect([earned > 0, redeemed > 0, findings.pointsBelowZero, findings.pointsSpentTwice]).toEqual([true, true, 0, 0]);
  });

  test('that a hub served otherwise are found', () => {
    const { findings } = examined((shard) => shard, new Map([['M1', { balance: -1, available: 0, debt: 0 }]]));
    expect(findings.problems).toEqual([expect.stringContaining('M1: the hub served -1, 0 free, debt 0')]);
  });

  test('that were lent without a debit are found', () => {
    const { findings } = examined((shard) => {
      const last = shard.findLastIndex(({ kind }) => kind === 'lease-given');
      return shard.filter((_, index) => index !== last);
    });
    expect(findings.problems.length).toBeGreaterThan(0);
    expect(findings.problems.join()).toMatch(/on the road|stands at/);
  });

  test('that were posted twice are found', () => {
    const { findings } = examined((shard) => {
      const posted = shard.findLast(
        ({ kind, body }) => kind === 'accrued' && (body as { credit: { toBalance: number } }).credit.toBalance > 0,
      );
      return posted ? [...shard, { ...posted, _id: `${posted._id}x` }] : shard;
    });
    expect(findings.problems.length).toBeGreaterThan(0);
  });
});
