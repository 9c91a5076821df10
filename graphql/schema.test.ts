import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLSchema, isEnumType, isObjectType, parse, validate } from 'graphql';

const read = (...path: string[]): string => readFileSync(join(import.meta.dirname, ...path), 'utf8');
const readAll = (folder: string): string =>
  readdirSync(join(import.meta.dirname, folder))
    .map((name) => read(folder, name))
    .join('\n');
const schema = buildSchema(readAll('schema'));

/** Names of what the schema declares without a word about it. A field that an interface describes needs no own. */
function undescribed(of: GraphQLSchema): string[] {
  const types = Object.values(of.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  return types.flatMap((type) => {
    const inherited = isObjectType(type) ? type.getInterfaces().flatMap((one) => Object.keys(one.getFields())) : [];
    const parts = isEnumType(type)
      ? type.getValues()
      : 'getFields' in type
        ? Object.values<{ name: string; description?: string | null | undefined }>(type.getFields())
        : [];
    const silent = parts.filter(({ name, description }) => !description && !inherited.includes(name));
    return [...(type.description ? [] : [type.name]), ...silent.map(({ name }) => `${type.name}.${name}`)];
  });
}

test('every type, field, input and value says what it means', () => {
  expect(undescribed(schema)).toEqual([]);
});

describe('the schema takes', () => {
  const shown = [...read('../docs/api.md').matchAll(/```graphql\n([^]*?)```/g)].map(([, text = '']) => text);

  test('what docs/api.md shows', () => {
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.flatMap((text) => validate(schema, parse(text)).map(({ message }) => message))).toEqual([]);
  });

  test('what our own clients send', () => {
    expect(validate(schema, parse(readAll('operations'))).map(({ message }) => message)).toEqual([]);
  });
});
