/**
 * Mistakes that are planted on purpose, each bending one law: a simulation
 * that does not find them proves nothing.
 */
import * as hub from './planted-at-hub.ts';
import * as store from './planted-at-store.ts';
import * as snapshots from './planted-in-snapshots.ts';
import type { Seams } from './seams.ts';

export interface PlantedBug {
  /** What goes wrong. */
  readonly what: string;
  /** The law it bends. */
  readonly law: string;
  /** Fresh for every run: some remember what they did. */
  readonly seams: () => Seams;
}

const DURABLE = 'durable, then yes';
const OWNER = 'only the owner takes out';
const ONCE = 'exactly once by identity';
const TIME = 'time decides nothing';
const FOLD = 'state is a fold';
const CHAIN = 'one author, one chain';

export const PLANTED_BUGS: Readonly<Record<string, PlantedBug>> = {
  amnesia: {
    what: 'a store goes on with its old sequence after its disk was restored',
    law: CHAIN,
    seams: () => ({ trustsAnyDisk: true }),
  },
  'unmarked-give-up': {
    what: 'a store asks for a new incarnation without marking the old one as given up',
    law: CHAIN,
    seams: () => ({ keepsGivenUp: true }),
  },
  'incarnation-goes-on': {
    what: 'the hub lets a node that lost its end write on as the incarnation it was',
    law: CHAIN,
    seams: () => ({ keepsIncarnation: true }),
  },
  'hub-amnesia': {
    what: 'the hub starts on an old copy of its log',
    law: CHAIN,
    seams: () => ({ trustsAnyLog: true }),
  },
  'long-enough': {
    what: 'a hub on an old log promises a store’s units again once its log is as long as what the store has',
    law: OWNER,
    seams: hub.longEnough,
  },
  'out-of-order': {
    what: 'a store lets the hub’s documents count as they arrive, before disk and order',
    law: CHAIN,
    seams: () => ({ appliesBeforeDisk: true }),
  },
  'lying-disk': {
    what: 'the disk says “written” and forgets the last documents in a crash',
    law: DURABLE,
    seams: () => ({ diskAfterCrash: (rows) => rows.slice(0, -3) }),
  },
  'answer-before-disk': { what: 'a store answers before its fsync', law: DURABLE, seams: store.answerBeforeDisk },
  'hub-answers-before-disk': {
    what: 'the hub answers before its fsync',
    law: DURABLE,
    seams: hub.answerBeforeDisk,
  },
  'deposit-before-disk': {
    what: 'the hub counts a store’s grant before it is on its own disk',
    law: DURABLE,
    seams: hub.countBeforeDisk,
  },
  'ack-before-ingest': {
    what: 'the hub confirms a store’s documents as they arrive',
    law: DURABLE,
    seams: () => ({ confirmsEarly: true }),
  },
  'time-out-is-no': {
    what: 'a till without an answer takes it for a no and puts the goods back',
    law: 'a time-out is unknown',
    seams: () => ({ timeOutIsNo: true }),
  },
  'new-id-on-retry': {
    what: 'a till without an answer sends the same sale again under a new id',
    law: ONCE,
    seams: () => ({ retried: (input, id) => ({ ...input, id }) }),
  },
  'no-dedupe': { what: 'the hub counts a document again when it arrives again', law: ONCE, seams: hub.noDedupe },
  'grant-twice': { what: 'the hub counts the last grant again after each start', law: ONCE, seams: hub.grantTwice },
  'relay-twice': {
    what: 'after a crash the hub carries a transfer again under a new name',
    law: ONCE,
    seams: hub.relayTwice,
  },
  'lease-twice': { what: 'a lease is carried to the store under two names', law: ONCE, seams: hub.leaseTwice },
  'hold-captured-twice': {
    what: 'two checkouts capture one hold',
    law: ONCE,
    seams: hub.captureTwice,
  },
  'points-back-twice': {
    what: 'the points of a return come back twice',
    law: ONCE,
    seams: hub.pointsBackTwice,
  },
  'second-hand-over': {
    what: 'the second use of a pass is answered like the first',
    law: ONCE,
    seams: store.secondHandOver,
  },
  'end-after-hand-over': {
    what: 'an order is cancelled although it was handed over',
    law: 'only the store ends an order, once',
    seams: store.endAfterHandOver,
  },
  'right-stays': {
    what: 'a store that gives a return right away keeps it too',
    law: OWNER,
    seams: store.rightStays,
  },
  'grant-stays': {
    what: 'units granted to the hub stay on the shelf until the hub confirms them',
    law: OWNER,
    seams: store.grantStays,
  },
  'promise-not-counted': {
    what: 'a promise counts at the hub only when the store confirms it',
    law: OWNER,
    seams: hub.promiseNotCounted,
  },
  'whole-lease-back': {
    what: 'a lease is given back whole although a part of it was spent',
    law: OWNER,
    seams: store.wholeLeaseBack,
  },
  'take-back-on-time-out': {
    what: 'the hub takes a lease back when its time is over, without hearing from the store',
    law: TIME,
    seams: hub.takeBackOnTimeOut,
  },
  'expiry-at-hub': {
    what: 'the hub promises an order’s units again when its time is over by its own clock',
    law: TIME,
    seams: hub.expireByClock,
  },
  'snapshot-not-on-disk': {
    what: 'a snapshot holds documents that are not on disk yet, and only their number is compared',
    law: DURABLE,
    seams: snapshots.notOnDisk,
  },
  'snapshot-not-compared': {
    what: 'a store goes on from a snapshot of another disk, or of more than its own holds',
    law: CHAIN,
    seams: snapshots.notCompared,
  },
  'snapshot-misses-accounts': {
    what: 'a snapshot has the accounts of the one before',
    law: FOLD,
    seams: snapshots.missesAccounts,
  },
  'snapshot-forgets-errands': {
    what: 'a snapshot of the hub forgets what it has still to carry over',
    law: ONCE,
    seams: snapshots.forgetsErrands,
  },
  'lease-without-end': {
    what: 'a store is told a later end of a lease than was lent, and spends it after its end',
    law: TIME,
    seams: hub.leaseWithoutEnd,
  },
};

export const isPlantedBug = (name: string): boolean => Object.hasOwn(PLANTED_BUGS, name);

/** The seams of a planted bug, or none. */
export const seamsOf = (bug: string | undefined): Seams =>
  bug === undefined ? {} : (PLANTED_BUGS[bug]?.seams() ?? {});
