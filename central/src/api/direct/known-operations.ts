/**
 * Operations that may go the direct way. What it keeps true: an operation is known here only after the ordinary way has
 * parsed, validated and weighed the very same text; it has one root field, and everything it selects is plain.
 */
import {
  type DocumentNode,
  type FieldNode,
  getArgumentValues,
  getOperationAST,
  getVariableValues,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { LIMITS } from '../limits.ts';
import type { ApiContext } from '../scopes.ts';
import { type Reading, type Write, writerOf } from './plain-shape.ts';

type Values = Readonly<Record<string, unknown>>;

export interface KnownOperation {
  /** The root field's resolver, ready to be called; nothing when the variables are not as the operation wants them. */
  prepare(variables: Values): ((context: ApiContext) => unknown) | undefined;
  /** The text of the whole answer; throws `NotPlain`. */
  readonly write: Write;
}

export class KnownOperations {
  readonly #byText = new Map<string, Map<string, KnownOperation>>();

  find(text: string, operationName: string): KnownOperation | undefined {
    return this.#byText.get(text)?.get(operationName);
  }

  /** Takes up an operation that passed every check; what is not plain is left alone. */
  learn(text: string, operationName: string, executed: Executed): void {
    if (text.length > LIMITS.operationLength || this.find(text, operationName)) return;
    const operation = knownOperation(executed);
    if (!operation) return;
    const ofText = this.#byText.get(text) ?? new Map<string, KnownOperation>();
    ofText.set(operationName, operation);
    this.#byText.set(text, ofText);
    const [oldest] = this.#byText.keys();
    if (this.#byText.size > LIMITS.operationsKnown && oldest !== undefined) this.#byText.delete(oldest);
  }
}

/** Learns from what yoga executes. */
export function learning(known: KnownOperations): Plugin {
  return {
    onExecute({ args: { schema, document, operationName, contextValue } }) {
      const text = (contextValue as { readonly params?: { readonly query?: string } }).params?.query;
      if (text !== undefined) known.learn(text, operationName ?? '', { schema, document, operationName });
    },
  };
}

interface Executed {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
}

function knownOperation({ schema, document, operationName }: Executed): KnownOperation | undefined {
  const operation = getOperationAST(document, operationName);
  const type = operation && rootTypeOf(schema, operation);
  const [node, ...more] = operation?.selectionSet.selections ?? [];
  if (!type || node?.kind !== 'Field' || more.length > 0) return undefined;
  const hasDirectives = [operation, node, ...(operation.variableDefinitions ?? [])].some(
    ({ directives = [] }) => directives.length > 0,
  );
  const field = type.getFields()[node.name.value];
  if (hasDirectives || !field?.resolve) return undefined;
  const reading: Reading = {
    schema,
    fragments: new Map(
      document.definitions.flatMap((one) => (one.kind === 'FragmentDefinition' ? [[one.name.value, one]] : [])),
    ),
  };
  const value = writerOf(field.type, node.selectionSet ? [node.selectionSet] : [], reading);
  if (!value) return undefined;
  const key = node.alias?.value ?? node.name.value;
  const before = `{"data":{${JSON.stringify(key)}:`;
  return {
    prepare: preparing({ type, field, node, operation, key }, reading),
    write: (answer) => `${before}${value(answer)}}}`,
  };
}

/** A subscription is no answer but a stream. */
function rootTypeOf(
  schema: GraphQLSchema,
  { operation }: OperationDefinitionNode,
): GraphQLObjectType | null | undefined {
  if (operation === 'query') return schema.getQueryType();
  return operation === 'mutation' ? schema.getMutationType() : null;
}

interface Root {
  readonly type: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  readonly operation: OperationDefinitionNode;
  readonly key: string;
}

function preparing(
  { type, field, node, operation, key }: Root,
  { schema, fragments }: Reading,
): KnownOperation['prepare'] {
  const { variableDefinitions = [] } = operation;
  const { resolve, name: fieldName, type: returnType } = field;
  const constant = {
    fieldName,
    fieldNodes: [node],
    returnType,
    parentType: type,
    path: { prev: undefined, key, typename: type.name },
    schema,
    fragments: Object.fromEntries(fragments),
    rootValue: undefined,
    operation,
  };
  return (variables) => {
    const { coerced, errors } = getVariableValues(schema, variableDefinitions, variables);
    if (errors) return undefined;
    let input: Record<string, unknown>;
    try {
      input = getArgumentValues(field, node, coerced);
    } catch {
      return undefined;
    }
    const info: GraphQLResolveInfo = { ...constant, variableValues: coerced };
    return (context) => resolve?.(undefined, input, context, info);
  };
}
