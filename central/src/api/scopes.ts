/**
 * Every root field says by `@scopes` who may use it; a field that says nothing is a bug, found when the schema is made.
 * A key without any of the scopes is answered with the error code FORBIDDEN, and nothing is resolved.
 */
import { defaultFieldResolver, GraphQLError, type GraphQLObjectType, type GraphQLSchema, isObjectType } from 'graphql';
import { assert } from '@ringfence/domain/basic/assert.ts';
import type { MemberId } from '@ringfence/domain/basic/ids.ts';
import type { Scope } from '@ringfence/graphql/generated/schema.ts';
import type { Caller } from './keys.ts';

/** What resolvers are told about a request. */
export interface ApiContext {
  readonly caller: Caller;
  /** Who signed in, by a token of the configured issuer. */
  readonly member?: MemberId;
  /** When that token ends, in milliseconds since the epoch. */
  readonly signedInUntil?: number;
  /** Gives the request's room back before its answer ends: a stream is counted apart. */
  readonly leave?: () => void;
  /** Calls `end` when the answer is over, however it ended. */
  readonly over?: (end: () => void) => void;
  /** The root field was resolved before: gives or throws what came of it. */
  readonly answered?: (() => unknown) | undefined;
}

type Field = ReturnType<GraphQLObjectType['getFields']>[string];

/** Puts the check before the resolver of every field with the directive. */
export function guardScopes(schema: GraphQLSchema): GraphQLSchema {
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const scopes = scopesOf(field);
      assert(scopes !== undefined || !roots.has(type), () => `${type.name}.${field.name} does not say who may use it`);
      if (scopes !== undefined) guard(field, { type, scopes, isRoot: roots.has(type) });
    }
  }
  return schema;
}

function scopesOf(field: Field): Scope[] | undefined {
  const directive = field.astNode?.directives?.find((one) => one.name.value === 'scopes');
  const list = directive?.arguments?.[0]?.value;
  if (list?.kind !== 'ListValue') return undefined;
  return list.values.flatMap((value) => (value.kind === 'EnumValue' ? [value.value as Scope] : []));
}

interface Guarded {
  readonly type: GraphQLObjectType;
  readonly scopes: readonly Scope[];
  readonly isRoot: boolean;
}

function guard(field: Field, { type, scopes, isRoot }: Guarded): void {
  const check = ({ caller }: ApiContext): void => {
    if (scopes.some((scope) => caller.scopes.has(scope))) return;
    const needed = scopes.map((scope) => scope.toLowerCase()).join(' or ');
    throw new GraphQLError(`${type.name}.${field.name} needs a key with the scope ${needed}.`, {
      extensions: { code: 'FORBIDDEN', scopes },
    });
  };
  const { resolve = defaultFieldResolver, subscribe } = field;
  if (subscribe) {
    field.subscribe = (parent, input, context: ApiContext, info) => {
      check(context);
      return subscribe(parent, input, context, info) as unknown;
    };
    return;
  }
  field.resolve = (parent, input, context: ApiContext, info) => {
    check(context);
    if (isRoot && context.answered) return context.answered();
    return resolve(parent, input, context, info) as unknown;
  };
}
