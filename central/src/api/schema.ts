/** The schema with its resolvers, and the check of scopes before each of them. */
import { type GraphQLSchema, isObjectType } from 'graphql';
import { createSchema } from 'graphql-yoga';
import { typeDefs } from '@ringfence/graphql/generated/type-defs.ts';
import type { Hub } from '../hub.ts';
import { changeStreams } from './changes.ts';
import { availabilityResolvers } from './resolvers/availability.ts';
import { catalogueResolvers } from './resolvers/catalogue.ts';
import { enrolmentResolvers } from './resolvers/enrolment.ts';
import { exceptionResolvers } from './resolvers/exceptions.ts';
import { memberResolvers } from './resolvers/members.ts';
import { pickupResolvers } from './resolvers/pickup.ts';
import { syncResolvers } from './resolvers/sync.ts';
import { Amount, DateTime } from './scalars.ts';
import { type ApiContext, guardScopes } from './scopes.ts';

/** The schema of the hub, ready to be executed. Fails when a root field does not say who may use it. */
export function apiSchema(hub: Hub): GraphQLSchema {
  const openChanges = changeStreams();
  const schema = createSchema<ApiContext>({
    typeDefs,
    resolvers: [
      { DateTime, Amount },
      catalogueResolvers(hub),
      availabilityResolvers(hub, openChanges),
      pickupResolvers(hub, openChanges),
      memberResolvers(hub, openChanges),
      syncResolvers(hub, openChanges),
      exceptionResolvers(hub),
      enrolmentResolvers(hub),
    ],
  });
  return guardScopes(describedByInterfaces(schema));
}

/** Whoever looks at one type reads of every field what the interface says of it. */
function describedByInterfaces(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const general of type.getInterfaces())
      for (const [name, { description }] of Object.entries(general.getFields())) {
        const field = type.getFields()[name];
        if (field) field.description ??= description;
      }
  }
  return schema;
}
