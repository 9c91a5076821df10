/** One figure for the whole state: equal at the store and at the hub once both have the same documents. */
import { stateHash as hashOf } from '@ringfence/domain/store/state-hash.ts';
import type { Store } from '../store.ts';

export const stateHash = ({ state, ports }: Store): string => hashOf(state, ports.sha256);
