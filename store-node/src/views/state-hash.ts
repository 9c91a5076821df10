/** One figure for the whole state: equal at the store and at the hub once both have the same documents. */
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import type { Hash } from '@ringfence/domain/basic/ids.ts';
import { stateContent } from '@ringfence/domain/store/state.ts';
import type { Store } from '../store.ts';

export const stateHash = (store: Store): Hash => store.ports.sha256(canonical(stateContent(store.state)));
