/**
 * Writes `generated/` from `schema/` and `operations/`: what the hub serves, what its resolvers must answer, and what
 * clients send. With `--check` nothing is written, and a difference ends the process with 1.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import * as typescriptResolvers from '@graphql-codegen/typescript-resolvers';
import { type DocumentNode, Kind, parse, print } from 'graphql';

const room = import.meta.dirname;
const HEADER = '// Made by graphql/codegen.ts from the schema; `npm run codegen` writes it anew.\n';
const common = {
  useTypeImports: true,
  enumsAsTypes: true,
  skipTypename: true,
  scalars: { ID: 'string', Amount: 'number', DateTime: { input: 'number', output: 'number | string' } },
};
/** Clients see an instant as it travels. */
const overTheWire = { ...common.scalars, DateTime: 'string' };

/** What a parent leaves to the resolvers of its own fields: they cost something, and not everybody asks for them. */
const PARENTS = {
  StoreAvailability: "Omit<StoreAvailability, 'store'>",
  PickupOrder:
    "Omit<PickupOrder, 'store' | 'contact' | 'lines'> & { contactRef: string | null, lines: Omit<PickupOrderLine, 'product'>[] }",
  PickupOrderLine: "Omit<PickupOrderLine, 'product'>",
  Member: '{ readonly id: string }',
  PointsLent: "Omit<PointsLent, 'store'>",
  StockException: "Omit<StockException, 'store' | 'document'> & { raw?: () => Promise<string> }",
  StoreSync: "Omit<StoreSync, 'stateHash' | 'quarantine' | 'setAside'>",
};

const readAll = (folder: string): string =>
  readdirSync(join(room, folder))
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => readFileSync(join(room, folder, name), 'utf8'))
    .join('\n');

/** The types of the schema and, for the hub, of its resolvers. */
async function schemaTypes(schema: DocumentNode): Promise<string> {
  return codegen({
    schema,
    documents: [],
    filename: 'schema.ts',
    config: {
      ...common,
      contextType: 'unknown',
      maybeValue: 'T | null | undefined',
      inputMaybeValue: 'T | null | undefined',
      resolversNonOptionalTypename: { unionMember: true },
      mappers: PARENTS,
    },
    plugins: [{ typescript: {} }, { typescriptResolvers: {} }],
    pluginMap: { typescript, typescriptResolvers },
  });
}

/** Text and types of the operations clients send. */
async function clientOperations(schema: DocumentNode, operations: DocumentNode): Promise<string> {
  const types = await codegen({
    schema,
    documents: [{ location: 'operations', document: operations }],
    filename: 'operations.ts',
    config: { ...common, scalars: overTheWire },
    plugins: [{ typescriptOperations: {} }],
    pluginMap: { typescriptOperations },
  });
  const shape =
    '\n/** A named operation with the types of its answer and of its variables. */\n' +
    'export interface Operation<Data, Variables> {\n  readonly name: string;\n  readonly text: string;\n' +
    '  readonly __types?: (variables: Variables) => Data;\n}\n';
  const constants = operations.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION || definition.name === undefined) return [];
    const name = definition.name.value;
    const root = definition.operation[0]?.toUpperCase() + definition.operation.slice(1);
    const text = print({ kind: Kind.DOCUMENT, definitions: [definition, ...fragmentsOf(definition, operations)] });
    const type = `Operation<${name}${root}, ${name}${root}Variables>`;
    return [`export const ${name}: ${type} = { name: '${name}', text: ${JSON.stringify(text)} };`];
  });
  return `${types}${shape}\n${constants.join('\n')}\n`;
}

/** The fragments a definition spreads, each once, and those that they spread. */
function fragmentsOf(definition: DocumentNode['definitions'][number], all: DocumentNode, seen = new Set<string>()) {
  const found: DocumentNode['definitions'][number][] = [];
  for (const [, name = ''] of print(definition).matchAll(/\.\.\.\s*(?!on\b)(\w+)/g)) {
    if (seen.has(name)) continue;
    seen.add(name);
    const fragment = all.definitions.find((one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === name);
    if (fragment) found.push(fragment, ...fragmentsOf(fragment, all, seen));
  }
  return found;
}

const sdl = readAll('schema');
const schema = parse(sdl);
const files: Record<string, string> = {
  'type-defs.ts': `/** The schema the hub serves, in the schema language. */\nexport const typeDefs = ${JSON.stringify(sdl)};\n`,
  'schema.ts': await schemaTypes(schema),
  'operations.ts': await clientOperations(schema, parse(readAll('operations'))),
};

const check = process.argv.includes('--check');
mkdirSync(join(room, 'generated'), { recursive: true });
for (const [name, content] of Object.entries(files)) {
  const path = join(room, 'generated', name);
  const text = HEADER + content;
  if (!check) writeFileSync(path, text);
  else if (readIfThere(path) !== text) {
    process.stderr.write(`graphql/generated/${name} is not what the schema says; run: npm run codegen\n`);
    process.exitCode = 1;
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
