/** One-time codes by which a store node proves that head office let it in. */
import { z } from 'zod';
import { refuse } from '@ringfence/domain/basic/outcome.ts';
import { id } from '@ringfence/domain/documents/fields.ts';
import type * as api from '@ringfence/graphql/generated/schema.ts';
import type { Hub } from '../../hub.ts';
import { parseInput } from '../input.ts';
import { renderRefusal } from '../refusals.ts';
import type { ApiContext } from '../scopes.ts';

const naming = z.strictObject({ store: id });
const REFUSED = ['UnknownStore', 'InvalidInput', 'Overloaded'] as const;

export function enrolmentResolvers(hub: Hub): Pick<api.Resolvers<ApiContext>, 'Mutation'> {
  return {
    Mutation: {
      createEnrolmentCode: async (_parent, { storeId }) => {
        const parsed = parseInput(naming, { store: storeId });
        if (!parsed.ok) return renderRefusal(parsed.refusal, REFUSED);
        if (!hub.catalogue.store(storeId)) {
          const no = refuse('unknown-store', `There is no store ${storeId}.`, { field: 'store' });
          return renderRefusal(no.refusal, REFUSED, { storeId });
        }
        const { code, expiresAt } = await hub.createEnrolmentCode(storeId);
        return { __typename: 'EnrolmentCode', storeId, code, expiresAt };
      },
    },
  };
}
