import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema, execute, type GraphQLSchema, isObjectType, parse, print, validate } from 'graphql';
import { NotPlain, type Write, writerOf } from './plain-shape.ts';
import { Unchanging } from './unchanging.ts';

const schema = buildSchema(`
  enum Colour { RED GREEN }
  interface Named { name: String! }
  type Leaf implements Named { name: String! id: ID count: Int share: Float open: Boolean! colour: Colour many: [Int!] }
  type Knot implements Named { name: String! next: Thing leaves: [Leaf!]! grid: [[String]] named: Named }
  union Thing = Leaf | Knot
  type Query { thing: Thing thingsOrNone: [Thing]! leaf: Leaf! }
`);

/** What a field of that name holds: mostly what it should, and now and then anything else. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, '', 0, -0, 1.5, 2 ** 31, NaN, true, 'RED', [], {}),
  fc.constant(new Error('odd')),
  fc.constant(Promise.resolve(1)),
  fc.constant(() => 'called'),
  fc.constant({ __typename: 'Leaf' }),
  fc.constant({ __typename: 'Nothing' }),
);
const usually = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 30, arbitrary: value as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: odd });
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('"', '\\', '\n', '\u2028', '\ud800', 'é'),
);

const { thing } = fc.letrec<{ leaf: unknown; knot: unknown; thing: unknown }>((tie) => ({
  leaf: fc.record({
    __typename: fc.constant('Leaf'),
    name: usually(text),
    id: usually(fc.oneof(text, fc.integer())),
    count: usually(fc.integer()),
    share: usually(fc.double()),
    open: usually(fc.boolean()),
    colour: usually(fc.constantFrom('RED', 'GREEN')),
    many: usually(fc.array(fc.integer(), { maxLength: 3 })),
  }),
  knot: fc.record({
    __typename: fc.constant('Knot'),
    name: usually(text),
    next: usually(tie('thing')),
    leaves: usually(fc.array(tie('leaf'), { maxLength: 3 })),
    grid: usually(fc.array(fc.array(fc.option(text), { maxLength: 2 }), { maxLength: 2 })),
    named: usually(tie('thing')),
  }),
  thing: fc.oneof({ maxDepth: 3, depthIdentifier: 'thing' }, tie('leaf'), tie('knot')),
}));

const LEAVES = ['name', 'id', 'count', 'share', 'open', 'colour', 'many'];
const aliased = (names: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...names), fc.constantFrom('', 'a', 'b', 'c'))
    .map(([name, alias]) => (alias ? `${alias}_${name}: ${name}` : name));
const leafFields = fc
  .array(fc.oneof(aliased(LEAVES), fc.constantFrom('__typename', '... on Named { name __typename }')), {
    minLength: 1,
    maxLength: 6,
  })
  .map((fields) => `{ ${fields.join(' ')} }`);
const { things } = fc.letrec<{ knotFields: string; things: string }>((tie) => ({
  knotFields: fc
    .array(
      fc.oneof(
        { maxDepth: 3, depthIdentifier: 'fields' },
        fc.constantFrom('name', '__typename', 'grid', 'same: grid'),
        leafFields.map((fields) => `leaves ${fields}`),
        leafFields.map((fields) => `named { name ... on Leaf ${fields} }`),
        tie('things').map((fields) => `next ${fields}`),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((fields) => `{ ${fields.join(' ')} }`),
  things: fc
    .array(
      fc.oneof(
        fc.constantFrom('__typename', '...Common', '... on Named { name }'),
        leafFields.map((fields) => `... on Leaf ${fields}`),
        tie('knotFields').map((fields) => `... on Knot ${fields}`),
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((fields) => `{ ${fields.join(' ')} }`),
}));

/** How the root field of a text is written; nothing when it is not plain or not valid. */
function writerFor(query: string): { write: Write; document: ReturnType<typeof parse> } | undefined {
  const document = parse(query.includes('...Common') ? `${query} fragment Common on Named { name }` : query);
  if (validate(schema, document).length > 0) return undefined;
  const [operation] = document.definitions;
  const fragments = new Map(
    document.definitions.flatMap((one) => (one.kind === 'FragmentDefinition' ? [[one.name.value, one]] : [])),
  );
  const [node] = operation?.kind === 'OperationDefinition' ? operation.selectionSet.selections : [];
  const field = node?.kind === 'Field' ? schema.getQueryType()?.getFields()[node.name.value] : undefined;
  if (node?.kind !== 'Field' || !field || !node.selectionSet) throw new Error(`no field in ${query}`);
  const write = writerOf(field.type, [node.selectionSet], { schema, fragments });
  return write && { write, document };
}

describe('a plain selection', () => {
  test('is written as the executor and JSON would', async () => {
    await fc.assert(
      fc.asyncProperty(things, thing, fc.constantFrom('thing', 'thingsOrNone'), async (fields, value, root) => {
        const found = writerFor(`{ ${root} ${fields} }`);
        if (!found) return;
        const given = root === 'thing' ? value : [value, null, value];
        let text_: string;
        try {
          text_ = found.write(given);
        } catch (error) {
          expect(error).toBeInstanceOf(NotPlain);
          return;
        }
        const result = await execute({ schema, document: found.document, rootValue: { [root]: given } });
        expect(`{"data":{"${root}":${text_}}}`).toBe(JSON.stringify(result));
      }),
      { numRuns: 500 },
    );
  });

  test('a plain value is written', () => {
    const leaf = { __typename: 'Leaf', name: 'a "b"', open: true, colour: 'RED', many: [1, 2] };
    const found = writerFor('{ thing { __typename ... on Leaf { n: name open colour id many } } }');
    expect(found?.write(leaf)).toBe(
      '{"__typename":"Leaf","n":"a \\"b\\"","open":true,"colour":"RED","id":null,"many":[1,2]}',
    );
  });

  test('what never changes is written once for the same selection, and anew for another', () => {
    let reads = 0;
    class Leaf extends Unchanging {
      readonly name = 'é';
      get count(): number {
        reads += 1;
        return 7;
      }
    }
    const leaf = new Leaf();
    const [one, other] = ['{ leaf { count name } }', '{ leaf { n: count } }'].map(writerFor);
    const texts = [one, one, other, one].map((found) => found?.write(leaf));
    expect(texts).toEqual(['{"count":7,"name":"é"}', '{"count":7,"name":"é"}', '{"n":7}', '{"count":7,"name":"é"}']);
    expect(reads).toBe(3);
  });

  test.each([
    ['a directive', '{ thing { ... on Leaf { name @include(if: true) } } }'],
    ['a directive on a fragment', '{ thing { ... on Leaf @skip(if: false) { name } } }'],
  ])('%s is left to the executor', (_, query) => {
    expect(writerFor(query)).toBeUndefined();
  });

  test('a field with a resolver or arguments is left to the executor', () => {
    const other = buildSchema('type Query { thing: Thing } type Thing { name: String more(of: Int): String }');
    const names = (selected: string) => writerOfThing(other, selected);
    expect(names('name')).toBeDefined();
    expect(names('more')).toBeUndefined();
    const type = other.getType('Thing');
    if (isObjectType(type)) Object.assign(type.getFields()['name'] ?? {}, { resolve: () => 'made' });
    expect(names('name')).toBeUndefined();
  });

  test.each([[null], [undefined], [new Error('no')], [Promise.resolve({})], [7]])(
    'where an object must be, %p is no plain value',
    (value) => {
      const found = writerFor('{ leaf { open } }');
      expect(() => found?.write(value)).toThrow(NotPlain);
    },
  );
});

function writerOfThing(other: GraphQLSchema, selected: string): Write | undefined {
  const document = parse(`{ thing { ${selected} } }`);
  const type = other.getType('Thing');
  const [operation] = document.definitions;
  const [node] = operation?.kind === 'OperationDefinition' ? operation.selectionSet.selections : [];
  if (!isObjectType(type) || node?.kind !== 'Field' || !node.selectionSet) throw new Error(print(document));
  return writerOf(type, [node.selectionSet], { schema: other, fragments: new Map() });
}
