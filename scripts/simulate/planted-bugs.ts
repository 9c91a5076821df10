/** Mistakes that can be planted on purpose: a simulation that does not find them proves nothing. */
export const PLANTED_BUGS = {
  amnesia: 'a store goes on with its old sequence after its disk was restored',
  'lost-writes': 'the disk says "written" and forgets the last documents in a crash',
  'unmarked-give-up': 'a store asks for a new incarnation without marking the old one as given up',
  'new-id-on-retry': 'a till without an answer sends the same sale again under a new id',
} as const;
export type PlantedBug = keyof typeof PLANTED_BUGS;

export const isPlantedBug = (name: string): name is PlantedBug => Object.hasOwn(PLANTED_BUGS, name);
