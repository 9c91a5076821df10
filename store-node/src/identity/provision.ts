/**
 * How a node comes to hold the one true copy of its store's street. It keeps true:
 * - a disk that lost its end never goes on with its old sequence: the hub closes that incarnation at what it has,
 *   the node takes those facts back and writes on as a new one;
 * - the identity file is written before the street it speaks of, so an interruption is noticed at the next start.
 *
 *   no identity ──enrol──▶ identity ──open──▶ whole, not behind ──▶ ready
 *                                     └─ gone, damaged, behind ──new incarnation──▶ take back ──▶ ready
 */
import type { Incarnation } from '@ringfence/domain/documents/street.ts';
import { upStreet } from '@ringfence/domain/basic/ids.ts';
import { GIVEN_UP, type Identity, isContinuedBy } from '@ringfence/log/identity-file.ts';
import { DamagedLog } from '@ringfence/log/port.ts';
import type { PouchStreet } from '@ringfence/log/pouch-street.ts';
import type { HubClient } from '../link/hub-client.ts';
import type { Tokens } from '../link/token.ts';
import { fetchAfter, fillReplica, type Replica } from '../link/transfer.ts';
import { HubUnreachable } from '../link/trouble.ts';
import { enrolled, newIncarnation, type Position, status } from '../link/wire.ts';
import { LIMITS } from '../limits.ts';
import type { Home, HubFile, Streets } from './home.ts';
import type { StoreKeys } from './keys.ts';

export interface Ready {
  readonly streets: Streets;
  readonly incarnation: Incarnation['incarnation'];
  readonly hub: HubFile;
}

/** A machine that nobody has let in, and that has no code to ask with. */
export class NotEnrolled extends Error {
  override readonly name = 'NotEnrolled';
}

export interface ProvisionPorts {
  readonly home: Home;
  readonly client: HubClient;
  readonly tokens: Tokens;
  readonly keys: StoreKeys;
  readonly enrolCode?: string;
  /** Tells why the store does not trade yet. */
  readonly onWait: (reason: string) => void;
}

/**
 * Makes the disk ready, with the hub's help where it is needed; rejects with link trouble when the hub is needed and
 * cannot be reached, to be called again. `amnesia` says that the disk was found not to be the right one.
 */
export async function provision(ports: ProvisionPorts, amnesia: string | undefined): Promise<Ready> {
  const { client, home, tokens } = ports;
  const identity = await home.loadIdentity();
  const hub = await home.loadHub();
  if (!identity || !hub) return enrol(ports);
  tokens.incarnation = identity.incarnation;
  const up = amnesia === undefined ? await openWhole(home, identity) : amnesia;
  if (typeof up === 'string') return beginAgain(ports, { identity, hub }, up);
  if (await isOlderThanTheHubs(up, client)) {
    await up.close();
    return beginAgain(ports, { identity, hub }, 'its disk is older than what the hub has of it');
  }
  try {
    return await complete(ports, { up, incarnation: identity.incarnation, hub, isFresh: false });
  } catch (error) {
    await up.close();
    throw error;
  }
}

/**
 * A disk and its identity file that were restored together cannot tell that they are old; the hub can. It is asked once
 * before the first sale, for a moment only: a store without a line trades on what it has.
 */
async function isOlderThanTheHubs(up: PouchStreet, client: HubClient): Promise<boolean> {
  try {
    const known = await client.json('/gateway/status', status, { ms: LIMITS.statusAtStartMs });
    return known.up.n > up.head().n || (known.up.n === up.head().n && known.up.head !== up.head().head);
  } catch {
    return false;
  }
}

async function enrol(ports: ProvisionPorts): Promise<Ready> {
  const { home, client, keys, enrolCode: code, tokens, onWait } = ports;
  if (code === undefined) {
    throw new NotEnrolled('This machine is not enrolled: set RINGFENCE_ENROL_CODE to a code made by the hub.');
  }
  onWait('it waits for the hub to let it in');
  const body = { store: home.store, code, publicKey: keys.publicKey };
  const answer = await client.json('/gateway/enrol', enrolled, { body, anonymous: true });
  const hub = { hubKey: answer.hubKey, confirmed: 0 };
  await home.saveHub(hub);
  await home.saveIdentity(answer.incarnation, answer.up);
  tokens.incarnation = answer.incarnation;
  const up = await takeBack(ports, answer.up);
  return complete(ports, { up, incarnation: answer.incarnation, hub, isFresh: answer.up.n === 0 });
}

async function beginAgain(
  ports: ProvisionPorts,
  { identity, hub }: { identity: Identity; hub: HubFile },
  why: string,
): Promise<Ready> {
  const { home, client, keys, tokens, onWait } = ports;
  onWait(`${why}; it takes its facts back from the hub`);
  await home.saveIdentity(identity.incarnation, GIVEN_UP);
  const body = { publicKey: keys.publicKey };
  const { incarnation, up: known } = await client.json('/gateway/incarnation', newIncarnation, { body });
  await home.saveIdentity(incarnation, known);
  tokens.incarnation = incarnation;
  const up = await takeBack(ports, known);
  return complete(ports, { up, incarnation, hub: { ...hub, confirmed: known.n }, isFresh: false });
}

/** The own street, whole and at least as long as it was known to be; otherwise why it cannot be trusted. */
async function openWhole(home: Home, identity: Identity): Promise<PouchStreet | string> {
  let up: PouchStreet;
  try {
    up = await home.openUp(false);
  } catch (error) {
    if (!(error instanceof DamagedLog)) throw error;
    return 'its database is gone or damaged';
  }
  if (await isContinuedBy(identity, up)) return up;
  await up.close();
  return 'its disk is older than what it had written';
}

/** Fills a new database with the store's facts as the hub has them, up to the position the hub named. */
async function takeBack({ home, client }: ProvisionPorts, { n, head }: Position): Promise<PouchStreet> {
  const street = upStreet(home.store);
  await home.setAside(street);
  const up = await home.openUp(true);
  try {
    while (up.head().n < n) {
      const documents = await fetchAfter(client, street, up.head().n);
      if (documents.length === 0) throw new HubUnreachable(`the hub has nothing after position ${up.head().n}`);
      const written = documents.map((document) => {
        const refusal = up.refusal(document);
        if (refusal !== undefined) throw new HubUnreachable(`the hub's copy is no chain: ${refusal}`);
        return up.append([document]);
      });
      await Promise.all(written);
    }
    if (up.head().head !== head || up.head().n !== n)
      throw new HubUnreachable('the hub named another head than it sent');
    return up;
  } catch (error) {
    await up.close();
    throw error;
  }
}

async function fill(client: HubClient, replica: Replica, n: number): Promise<void> {
  if (!(await fillReplica(client, replica, n)))
    throw new HubUnreachable(`${replica.street} cannot be continued from ${replica.head().n}`);
}

/** The copies of the hub's streets; begun anew they are filled before the store trades. */
async function complete(
  { home, client, onWait }: ProvisionPorts,
  found: { up: PouchStreet; incarnation: number; hub: HubFile; isFresh: boolean },
): Promise<Ready> {
  const { up, incarnation, hub, isFresh } = found;
  const { down, catalog, lost } = await home.openReplicas(isFresh);
  try {
    if (lost) {
      onWait('it takes its copies of the hub’s documents anew');
      const known = await client.json('/gateway/status', status);
      await fill(client, down, known.down.n);
      await fill(client, catalog, known.catalog.n);
    }
  } catch (error) {
    await Promise.all([down.close(), catalog.close()]);
    throw error;
  }
  return { streets: { up, down, catalog }, incarnation, hub };
}
