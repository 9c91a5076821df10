/**
 * Writes the answer to a selection straight to JSON text. It knows plain shapes: fields that are read from the object
 * as they are, without arguments, directives or resolvers. What it keeps true: the text is the one the executor's result
 * would give, byte for byte; whatever is out of the ordinary in a value is `NotPlain`, and left to the executor.
 */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { Unchanging } from './unchanging.ts';

/** The value as JSON text; throws `NotPlain`. */
export type Write = (value: unknown) => string;

/** A value that the executor has to look at: it may be an error, or still on its way. */
export class NotPlain extends Error {
  override readonly name = 'NotPlain';
}

/** What selections are read in. */
export interface Reading {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

type Fields = Map<string, FieldNode[]>;

/** How values of that type are written; nothing when the selections are not plain. */
export function writerOf(
  type: GraphQLOutputType,
  selections: readonly SelectionSetNode[],
  reading: Reading,
): Write | undefined {
  if (isNonNullType(type)) {
    const write = writerOf(type.ofType, selections, reading);
    return (
      write &&
      ((value) => {
        if (value === null || value === undefined) throw new NotPlain();
        return write(value);
      })
    );
  }
  const write = writerOfPresent(type, selections, reading);
  return write && ((value) => (value === null || value === undefined ? 'null' : write(value)));
}

function writerOfPresent(
  type: GraphQLOutputType,
  selections: readonly SelectionSetNode[],
  reading: Reading,
): Write | undefined {
  if (isListType(type)) {
    const write = writerOf(type.ofType, selections, reading);
    return write && ((value) => writeList(value, write));
  }
  if (isLeafType(type)) return leafWriter(type);
  if (isObjectType(type)) return objectWriter(type, selections, reading);
  return isAbstractType(type) ? abstractWriter(type, selections, reading) : undefined;
}

function writeList(value: unknown, write: Write): string {
  if (!Array.isArray(value)) throw new NotPlain();
  let text = '[';
  for (let index = 0; index < value.length; index++)
    text += index === 0 ? write(value[index]) : `,${write(value[index])}`;
  return `${text}]`;
}

/** Text that JSON quotes as it is. */
const NEEDS_NO_ESCAPE = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;
const quoted = (text: string): string => (NEEDS_NO_ESCAPE.test(text) ? `"${text}"` : JSON.stringify(text));

function leafWriter(type: GraphQLLeafType): Write {
  const serialized: Write = (value) => {
    if (isOdd(value)) throw new NotPlain();
    let text: string | undefined;
    try {
      text = JSON.stringify(type.serialize(value)) as string | undefined;
    } catch {
      throw new NotPlain();
    }
    if (text === undefined) throw new NotPlain();
    return text;
  };
  if (isEnumType(type)) {
    const texts = new Map<unknown, string>(type.getValues().map((one) => [one.value, quoted(one.name)]));
    return (value) => texts.get(value) ?? serialized(value);
  }
  if (type.name === 'ID' || type.name === 'String')
    return (value) => (typeof value === 'string' ? quoted(value) : serialized(value));
  if (type.name === 'Int') return (value) => (isInt(value) ? `${value}` : serialized(value));
  if (type.name === 'Boolean') return (value) => (typeof value === 'boolean' ? `${value}` : serialized(value));
  return serialized;
}

const isInt = (value: unknown): value is number =>
  typeof value === 'number' && (value | 0) === value && !Object.is(value, -0);

/** Values the executor calls, waits for or reports. */
const isOdd = (value: unknown): boolean =>
  typeof value === 'function' ||
  value instanceof Error ||
  (typeof value === 'object' && value !== null && 'then' in value);

interface Part {
  /** What stands before the value: a brace or comma, and the name. */
  readonly before: string;
  readonly name: string;
  readonly write: Write;
}

function objectWriter(
  type: GraphQLObjectType,
  selections: readonly SelectionSetNode[],
  reading: Reading,
): Write | undefined {
  const fields: Fields = new Map();
  // An object that says by a function whether it is of this type is not plain.
  if (type.isTypeOf || !selections.every((selection) => collect(type, selection, reading, fields))) return undefined;
  const parts: Part[] = [];
  let before = '{';
  for (const [key, nodes] of fields) {
    const name = nodes[0]?.name.value ?? '';
    before += `${JSON.stringify(key)}:`;
    if (name === '__typename') {
      before += `${JSON.stringify(type.name)},`;
      continue;
    }
    const write = fieldWriter(type, nodes, reading);
    if (!write) return undefined;
    parts.push({ before, name, write });
    before = ',';
  }
  const end = before === ',' ? '}' : `${before.replace(/,$/, '')}}`;
  const write: Write = (value) => {
    if (typeof value !== 'object' || value === null || isOdd(value)) throw new NotPlain();
    const object = value as Readonly<Record<string, unknown>>;
    let text = '';
    for (const part of parts) text += part.before + part.write(object[part.name]);
    return text + end;
  };
  return (value) => (value instanceof Unchanging ? Unchanging.text(value, write) : write(value));
}

function fieldWriter(type: GraphQLObjectType, nodes: readonly FieldNode[], reading: Reading): Write | undefined {
  const name = nodes[0]?.name.value ?? '';
  const field = type.getFields()[name];
  const isPlain = nodes.every((node) => node.name.value === name && (node.arguments ?? []).length === 0);
  if (!field || field.resolve || field.args.length > 0 || !isPlain) return undefined;
  return writerOf(
    field.type,
    nodes.flatMap((node) => node.selectionSet ?? []),
    reading,
  );
}

/** A union or interface: each object says its type by `__typename`. */
function abstractWriter(
  type: GraphQLCompositeType,
  selections: readonly SelectionSetNode[],
  reading: Reading,
): Write | undefined {
  if (!isAbstractType(type) || type.resolveType) return undefined;
  const writers = new Map<unknown, Write>();
  for (const possible of reading.schema.getPossibleTypes(type)) {
    const write = objectWriter(possible, selections, reading);
    if (!write) return undefined;
    writers.set(possible.name, write);
  }
  return (value) => {
    const write = writers.get((value as { readonly __typename?: unknown }).__typename);
    if (!write) throw new NotPlain();
    return write(value);
  };
}

/** Gathers the fields for an object of that type in the order of their first mention; false when there is a directive. */
function collect(type: GraphQLObjectType, selectionSet: SelectionSetNode, reading: Reading, fields: Fields): boolean {
  return selectionSet.selections.every((selection) => {
    if ((selection.directives ?? []).length > 0) return false;
    if (selection.kind === 'Field') {
      const key = selection.alias?.value ?? selection.name.value;
      const nodes = fields.get(key);
      if (nodes) nodes.push(selection);
      else fields.set(key, [selection]);
      return true;
    }
    const fragment = selection.kind === 'InlineFragment' ? selection : reading.fragments.get(selection.name.value);
    if (!fragment || (fragment.directives ?? []).length > 0) return false;
    const condition = fragment.typeCondition?.name.value;
    return !applies(condition, type, reading) || collect(type, fragment.selectionSet, reading, fields);
  });
}

function applies(condition: string | undefined, type: GraphQLObjectType, { schema }: Reading): boolean {
  if (condition === undefined || condition === type.name) return true;
  const named = schema.getType(condition);
  return isAbstractType(named) && schema.isSubType(named, type);
}
