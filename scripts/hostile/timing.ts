/**
 * What an answer’s time tells: whether somebody is a member, and what a query costs that is refused. Compared are medians of
 * many interleaved pairs, so that what else the machine does falls on both halves alike.
 */
import { KEYS, openWorld, type World } from '@ringfence/central/src/api/testing/world.ts';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const ISSUER = 'https://members.example';
const KNOWN = '+48600100200';
const WARM_UP = 50;
const GAP_MS = 5;
const REFUSED_MS = 20;

export interface Finding {
  readonly what: string;
  readonly figures: Readonly<Record<string, number>>;
  /** Why it is not as promised. */
  readonly broken?: string;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const round = (ms: number): number => Math.round(100 * ms) / 100;

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const from = performance.now();
  const result = await work();
  return { ms: performance.now() - from, result };
}

/** Known and unknown identities asked for by somebody else’s token: one body, and no gap a caller could use. */
export async function enumeration(pairs: number): Promise<Finding> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const jwk = { ...(await exportJWK(publicKey)), alg: 'EdDSA' };
  const world = await openWorld(false, { issuer: ISSUER, keys: { keys: [jwk] } });
  try {
    const enrol = `mutation { enrolMember(input: { id: "E1", identities: [{ kind: PHONE, value: "${KNOWN}" }] }) { __typename } }`;
    await world.ask(enrol, {}, KEYS.office);
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuer(ISSUER)
      .setSubject('somebody-else')
      .setAudience('ringfence')
      .setExpirationTime('1h')
      .sign(privateKey);
    const ask = (value: string) =>
      timed(async () => {
        // One text for all: what is new costs more to read, whoever it names.
        const query = 'query ($value: String!) { member(identity: { kind: PHONE, value: $value }) { id } }';
        const headers = { 'x-api-key': KEYS.app, 'x-member-token': token };
        return (await world.post(JSON.stringify({ query, variables: { value } }), headers)).text();
      });
    const times = { known: [] as number[], unknown: [] as number[] };
    const bodies = new Set<string>();
    for (let pair = 0; pair < WARM_UP + pairs; pair++) {
      const order = pair % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
      for (const which of order) {
        const { ms, result } = await ask(which === 'known' ? KNOWN : `+4860090${String(pair).padStart(4, '0')}`);
        bodies.add(result);
        if (pair >= WARM_UP) times[which].push(ms);
      }
    }
    const [known, unknown] = [median(times.known), median(times.unknown)];
    const gap = Math.abs(known - unknown);
    const why =
      bodies.size > 1 ? `${bodies.size} different answers` : gap >= GAP_MS ? `a gap of ${round(gap)} ms` : undefined;
    return {
      what: 'an identity that is a member’s, and one that is nobody’s, asked by another member',
      figures: { pairs, 'known ms': round(known), 'unknown ms': round(unknown), 'gap ms': round(gap) },
      ...(why === undefined ? {} : { broken: why }),
    };
  } finally {
    await world.close();
  }
}

const ABUSES: Readonly<Record<string, string>> = {
  'depth 60': `{ ${'product { '.repeat(60)} sku ${'} '.repeat(60)} }`,
  '2,000 aliases': `{ ${Array.from({ length: 2000 }, (_, n) => `a${n}: product(sku: "tea") { sku }`).join(' ')} }`,
  '60,000 tokens': `{ ${'sku '.repeat(60_000)} }`,
  'fragments in a circle': '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }',
  introspection: '{ __schema { types { name fields { name } } } }',
};

/** Queries that cost more to answer than to send are refused before anything of them runs. */
export async function abuse(times: number): Promise<Finding[]> {
  const world: World = await openWorld();
  try {
    const findings: Finding[] = [];
    for (const [what, query] of Object.entries(ABUSES)) {
      const took: number[] = [];
      let isRefused = true;
      for (let time = 0; time < times; time++) {
        const { ms, result } = await timed(() => world.ask(query));
        took.push(ms);
        isRefused &&= (result.data ?? null) === null && (result.errors?.length ?? 0) > 0;
      }
      const ms = median(took);
      const why = isRefused ? (ms >= REFUSED_MS ? `refused after ${round(ms)} ms` : undefined) : 'it was answered';
      findings.push({
        what: `GraphQL: ${what}`,
        figures: { times, 'median ms': round(ms) },
        ...(why === undefined ? {} : { broken: why }),
      });
    }
    return findings;
  } finally {
    await world.close();
  }
}
