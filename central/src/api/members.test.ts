import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Body } from '@ringfence/domain/documents/registry.ts';
import { TODAY } from '../testing/world.ts';
import { type Answer, KEYS, openWorld, type World } from './testing/world.ts';

const ISSUER = 'https://accounts.example';
const RULES = {
  currency: 'EUR',
  accrual: { points: 1, per: 10 },
  redemption: { points: 1, value: 1, minimum: 5 },
  tiers: [{ name: 'Gold', from: 100, rate: 150 }],
  leases: { perMember: 100, perStore: 40, days: 2 },
};

let world: World;
let mine: string;
let other: string;
let sign: (claims: { sub: string; iss?: string; exp?: string }) => Promise<string>;

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const jwk = { ...(await exportJWK(publicKey)), alg: 'EdDSA' };
  sign = ({ sub, iss = ISSUER, exp = '5m' }) =>
    new SignJWT({})
      .setProtectedHeader({ alg: 'EdDSA' })
      .setSubject(sub)
      .setIssuer(iss)
      .setAudience('ringfence')
      .setExpirationTime(exp)
      .sign(privateKey);
  world = await openWorld(false, { issuer: ISSUER, keys: { keys: [jwk] } });
  await world.stores.S01.enrol();
  await office(`mutation { putLoyaltyRules(rules: ${JSON.stringify(JSON.stringify(RULES))}) { __typename } }`);
  mine = await enrol('E1', '+48 600 100 200');
  other = await enrol('E2', '+48 600 100 300');
  await world.stores.S01.stock('r1', [{ sku: 'tea', units: 100, online: 0 }]);
  await world.stores.S01.write('sale', 'X1', sale(100));
  await world.hub.members.settled();
});
afterAll(() => world.close());

type Data = Record<string, Record<string, unknown> | null>;
const office = (query: string): Promise<Answer<Data>> => world.ask(query, {}, KEYS.office) as Promise<Answer<Data>>;

/** The app, with the token of who signed in. */
async function app(query: string, token?: string): Promise<Answer<Data>> {
  const headers = { 'x-api-key': KEYS.app, ...(token === undefined ? {} : { 'x-member-token': token }) };
  const response = await world.post(JSON.stringify({ query }), headers);
  return { status: response.status, ...((await response.json()) as Omit<Answer<Data>, 'status'>) };
}

async function enrol(id: string, phone: string): Promise<string> {
  const { data } = await office(
    `mutation { enrolMember(input: { id: "${id}", name: "Somebody", identities: [{ kind: PHONE, value: "${phone}" }] })
      { ... on PointsRecorded { member { id } } } }`,
  );
  return (data?.['enrolMember'] as { member?: { id: string } } | undefined)?.member?.id ?? '';
}

function sale(earned: number): Body<'sale'> {
  const line = { sku: 'tea', units: 1, unitPrice: 1000, taxRate: 2300, amount: 1000, short: 0 };
  const points = { claim: { member: mine }, rules: 1, tierRate: 100, spent: [], value: 0 };
  return {
    register: 'R1',
    businessDay: TODAY,
    currency: 'EUR',
    lines: [line],
    taxes: [],
    total: 1000,
    tenders: [{ kind: 'cash', amount: 1000 }],
    change: 0,
    override: null,
    points: { ...points, lines: [{ earned, redeemed: 0, worth: 0 }] },
  };
}

const hold = (changes: string, memberId = mine): string =>
  `mutation { holdPoints(input: { memberId: "${memberId}", until: "${new Date(Date.now() + 60_000).toISOString()}", ${changes} })
    { __typename ... on PointsRecorded { outcome member { points { available held { id points } } } }
      ... on PointsRefused { code available lent { storeId points store { name } } } ... on Refusal { code field } } }`;

describe('the signed-in member', () => {
  test('reads points, tier and history, each entry with its document, store and channel', async () => {
    const { data, errors } = await app(
      `{ member { id tier { name rate } points { balance available debt lent { storeId points } }
         pointsHistory(first: 10) { nodes { event points document storeId channel } pageInfo { hasNextPage } } }
         quoteRedemption(basket: 30) { points minimum worth { amount currency } } }`,
      await sign({ sub: mine }),
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      member: {
        id: mine,
        tier: { name: 'Gold', rate: 150 },
        points: { balance: 100, available: 60, debt: 0, lent: [{ storeId: 'S01', points: 40 }] },
        pointsHistory: {
          nodes: [{ event: 'EARNED', points: 100, document: 'sale~X1', storeId: 'S01', channel: 'store' }],
          pageInfo: { hasNextPage: false },
        },
      },
      quoteRedemption: { points: 30, minimum: 5, worth: { amount: 30, currency: 'EUR' } },
    });
  });

  test('holds, captures and releases points', async () => {
    const token = await sign({ sub: mine });
    const made = await app(hold('id: "H1", points: 20, basket: 30'), token);
    expect(made.data?.['holdPoints']).toMatchObject({
      outcome: 'RECORDED',
      member: { points: { available: 40, held: [{ id: 'H1', points: 20 }] } },
    });
    const capture =
      'mutation { captureHold(input: { id: "H1", points: 15, orderId: "O1" }) { __typename ... on PointsRecorded { outcome member { points { balance } } } } }';
    expect((await app(capture, token)).data?.['captureHold']).toMatchObject({
      outcome: 'RECORDED',
      member: { points: { balance: 85 } },
    });
    expect((await app(capture, token)).data?.['captureHold']).toMatchObject({ outcome: 'EXISTS' });
    await app(hold('id: "H2", points: 5'), token);
    const release =
      'mutation { releaseHold(input: { id: "H2" }) { ... on PointsRecorded { member { points { balance held { id } } } } } }';
    expect((await app(release, token)).data?.['releaseHold']).toEqual({
      member: { points: { balance: 85, held: [] } },
    });
  });

  test.each([
    ['0 points', 'id: "B1", points: 0', 'points-zero'],
    ['negative points', 'id: "B1", points: -1', 'points-negative'],
    ['half a point', 'id: "B1", points: 5.5', 'points-fractional'],
    ['too few', 'id: "B1", points: 4', 'points-below-minimum'],
    ['more than the basket', 'id: "B1", points: 20, basket: 19', 'points-above-basket'],
    ['more than is free', 'id: "B1", points: 99', 'insufficient-points'],
  ])('%s are refused by name', async (_name, changes, code) => {
    const { data } = await app(hold(changes), await sign({ sub: mine }));
    expect(data?.['holdPoints']).toMatchObject({ __typename: 'PointsRefused', code });
    if (code === 'insufficient-points')
      expect(data?.['holdPoints']).toMatchObject({
        lent: [{ storeId: 'S01', points: 40, store: { name: 'Store S01' } }],
      });
  });

  test('is told which field of a hold is wrong, by the name it was sent under', async () => {
    const token = await sign({ sub: mine });
    await app(hold('id: "H8", points: 5'), token);
    const refused = async (field: string): Promise<unknown> =>
      (await app(`mutation { answer: ${field} { ... on Refusal { code field message } } }`, token)).data?.['answer'];
    expect(await refused('captureHold(input: { id: "H99", points: 1 })')).toMatchObject({
      code: 'unknown-hold',
      field: 'id',
    });
    expect(await refused('captureHold(input: { id: "H8", points: 6 })')).toMatchObject({
      code: 'insufficient-points',
      field: 'points',
    });
    expect(await refused('captureHold(input: { id: "H8", points: 1, orderId: "" })')).toMatchObject({
      code: 'invalid-input',
      field: 'orderId',
      message: expect.stringMatching(/^orderId: /),
    });
  });

  test('is nobody else: not by id, not by identity, whether there is one or not', async () => {
    const token = await sign({ sub: mine });
    const forbidden = async (query: string, by?: string): Promise<unknown> =>
      (await app(query, by)).errors?.map(({ message, extensions }) => ({ message, code: extensions?.['code'] }));
    const answers = await Promise.all([
      forbidden(`{ member(id: "${other}") { id } }`, token),
      forbidden('{ member(id: "nobody") { id } }', token),
      forbidden('{ member(identity: { kind: PHONE, value: "+48600100300" }) { id } }', token),
      forbidden('{ member(identity: { kind: PHONE, value: "+48600999999" }) { id } }', token),
      forbidden(`{ member(id: "${mine}") { id } }`),
      forbidden('{ member { id } }', await sign({ sub: mine, iss: 'https://elsewhere.example' })),
      forbidden('{ member { id } }', await sign({ sub: mine, exp: '-5m' })),
      forbidden('{ member { id } }', 'x.y.z'),
      forbidden(hold('id: "B9", points: 5', other), token),
    ]);
    const answer = {
      message: 'The caller acts for the member whose token comes as x-member-token, and for nobody else.',
      code: 'FORBIDDEN',
    };
    for (const given of answers) expect(given).toEqual([answer]);
  });

  test('cannot end the hold of another', async () => {
    await app(hold('id: "H7", points: 5'), await sign({ sub: mine }));
    const { data } = await app(
      'mutation { captureHold(input: { id: "H7", points: 1 }) { ... on PointsRefused { code } } }',
      await sign({ sub: other }),
    );
    expect(data?.['captureHold']).toEqual({ code: 'hold-of-another-member' });
  });
});

describe('a key for operations', () => {
  test('finds, corrects, exports and forgets a member', async () => {
    const found = await office('{ member(identity: { kind: PHONE, value: "0048600100300" }) { id } }');
    expect(found.data?.['member']).toEqual({ id: other });
    const adjusted = await office(
      `mutation { adjustPoints(input: { id: "A1", memberId: "${other}", points: 7, by: "op1", reason: "goodwill" })
        { ... on PointsRecorded { member { points { balance } } } } }`,
    );
    expect(adjusted.data?.['adjustPoints']).toEqual({ member: { points: { balance: 7 } } });
    expect((await office(`{ exportMember(id: "${other}") }`)).data?.['exportMember']).toContain('Somebody');
    expect((await office(`mutation { eraseMember(id: "${other}") { ... on MemberErased { outcome } } }`)).data).toEqual(
      {
        eraseMember: { outcome: 'RECORDED' },
      },
    );
    expect((await office(`{ member(id: "${other}") { id } exportMember(id: "${other}") }`)).data).toEqual({
      member: null,
      exportMember: null,
    });
  });

  test('a member gets one more identity', async () => {
    const identify = async (member: string, value: string) => {
      const { data } = await office(
        `mutation { identifyMember(input: { memberId: "${member}", identity: { kind: EMAIL, value: "${value}" } })
          { __typename ... on PointsRecorded { outcome } ... on Refusal { code field } } }`,
      );
      return data?.['identifyMember'];
    };
    expect(await identify(mine, 'one@shop.example')).toEqual({ __typename: 'PointsRecorded', outcome: 'RECORDED' });
    expect(await identify(mine, 'ONE@shop.example')).toEqual({ __typename: 'PointsRecorded', outcome: 'EXISTS' });
    const found = await office('{ member(identity: { kind: EMAIL, value: "one@shop.example" }) { id } }');
    expect(found.data).toEqual({ member: { id: mine } });
    expect(await identify('nobody', 'two@shop.example')).toMatchObject({ code: 'unknown-member', field: 'memberId' });
    expect(await identify(mine, 'x')).toMatchObject({ code: 'invalid-input', field: 'identity.value' });
  });

  test('an identity is one member’s, and rules are checked', async () => {
    const taken = await office(
      'mutation { enrolMember(input: { id: "E3", identities: [{ kind: PHONE, value: "+48600100200" }] }) { __typename ... on Refusal { field } } }',
    );
    expect(taken.data?.['enrolMember']).toEqual({ __typename: 'IdentityTaken', field: 'identities' });
    const nobody = await office('mutation { eraseMember(id: "nobody") { ... on Refusal { code field } } }');
    expect(nobody.data?.['eraseMember']).toEqual({ code: 'unknown-member', field: 'id' });
    const rules = await office('mutation { putLoyaltyRules(rules: "{}") { ... on Refusal { code field } } }');
    expect(rules.data?.['putLoyaltyRules']).toMatchObject({ code: 'invalid-input' });
  });
});

test('a key for the checkout sees no member', async () => {
  const { errors } = await world.ask('{ member { id } }', {}, KEYS.web);
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
});

test('a change of points is told', async () => {
  const text = `subscription { pointsChanged(memberId: "${mine}") { points { balance } } }`;
  const stream = world.subscribe({ name: 'PointsChanged', text }, {}, KEYS.office);
  expect(await stream.next()).toMatchObject({ pointsChanged: { points: { balance: 85 } } });
  await world.hub.members.adjust({ id: 'A9', member: mine, by: 'op1', reason: 'goodwill', points: 1 });
  expect(await stream.next()).toMatchObject({ pointsChanged: { points: { balance: 86 } } });
  stream.close();
});
