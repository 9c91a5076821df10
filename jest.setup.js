// Generated values are the same in every run, so that what fails is what was changed. RINGFENCE_SEED tries others, and
// the full run of hostile values takes new ones each time.
import fc from 'fast-check';

const { RINGFENCE_SEED: chosen, RINGFENCE_HOSTILE: isFull } = process.env;
if (chosen !== undefined) fc.configureGlobal({ seed: Number(chosen) });
else if (isFull === undefined) fc.configureGlobal({ seed: 20_261_123 });
