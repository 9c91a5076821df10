/** What to try by hand: addresses, keys, and commands that can be pasted into a shell as they are. */
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { must } from '@ringfence/domain/basic/assert.ts';
import type { Retailer } from '../processes/retailer.ts';
import { TRIAL_STAFF } from '../processes/staff.ts';
import type { Cast } from './cast.ts';
import { nameOf } from './crew.ts';
import { paint } from './voice.ts';

/** Every address and key as a shell variable, HUB, CHECKOUT, LOYALTY, SHOP, OPERATIONS, S01, S01_CLERK …, and the header that is always the same. */
function variables({ hub, stores }: Retailer): [string, string][] {
  return [
    ['JSON', "'content-type: application/json'"],
    ['HUB', hub.process.url],
    ['CHECKOUT', hub.keys.checkout],
    ['LOYALTY', hub.keys.loyalty],
    ['SHOP', hub.keys.shop],
    ['OPERATIONS', hub.keys.operations],
    ...stores.flatMap(({ id, process, keys }): [string, string][] => [
      [id, process.url],
      [`${id}_CLERK`, keys.clerk],
      [`${id}_SUPERVISOR`, keys.supervisor],
      [`${id}_OPERATOR`, keys.operator],
    ]),
  ];
}

/** Writes the variables into `try.env` of the directory, readable by its owner only, and says how to go on. */
export function renderHints(
  directory: string,
  { retailer, cast, day }: { retailer: Retailer; cast: Cast; day: number },
): string {
  const file = join(directory, 'try.env');
  writeFileSync(
    file,
    `${variables(retailer)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n')}\n`,
    {
      mode: 0o600,
    },
  );
  const shown = relative(process.cwd(), file);
  return [
    paint('bold', 'Where it runs, and the keys'),
    ...addresses(retailer),
    '',
    ...counters(retailer),
    '',
    `${paint('bold', 'Try it')} in another terminal, in the same directory. The first line loads addresses and keys:`,
    '',
    `. ${shown.startsWith('..') ? file : `./${shown}`}`,
    '',
    ...commands(cast, day),
  ].join('\n');
}

/** The staff's app: one address a store, which connects a browser as its first register, and who can sign in. */
const counters = ({ stores }: Retailer): string[] => [
  `${paint('bold', 'The counter')}, in a browser. The address connects it as a register; then sign in with a PIN:`,
  ...stores.map(({ id, process, keys }) => `  ${id}  ${process.url}/#register=R1&key=${keys.clerk}`),
  `  ${TRIAL_STAFF.map(({ name, pin }) => `${name} ${pin}`).join(', ')}`,
];

function addresses({ hub, stores }: Retailer): string[] {
  const line = (first: string, name: string, key: string): string => `  ${first.padEnd(28)}${name.padEnd(12)}${key}`;
  const block = (title: string, keys: Readonly<Record<string, string>>): string[] =>
    Object.entries(keys).map(([name, key], at) => line(at === 0 ? title : '', name, key));
  return [
    ...block(`hub  ${hub.process.url}`, hub.keys),
    ...stores.flatMap(({ id, process, keys }) => block(`${id}  ${process.url}`, { ...keys })),
    `  GraphQL: ${hub.process.url}/graphql (how to build on it: docs/api.md)`,
    `  each store describes its API: ${must(stores[0], 'a store').process.url}/openapi.json`,
  ];
}

function commands({ moved, snack }: Cast, day: number): string[] {
  const comment = (text: string): string => paint('dim', `# ${text}`);
  const graphql = 'curl -sw "\\n" $HUB/graphql -H "authorization: Bearer $CHECKOUT" -H "$JSON" -d \'{';
  const sale = `"lines": [{"sku": "${snack.sku}", "units": 1}], "tenders": [{"kind": "cash", "amount": 5000}]`;
  return [
    comment(`Which store can hand me two of ${nameOf(moved)}?`),
    graphql,
    `  "query": "{ availability(lines: [{sku: \\"${moved.sku}\\", units: 2}]) { '\\`,
    `'    storeId storeConnected asOf items { promised likely } } }"}'`,
    '',
    comment('Order them for pickup. Sent again with the same id it is the same order: EXISTS.'),
    graphql,
    `  "variables": {"order": {"id": "my-order-${day}", "storeId": "S02",`,
    `    "lines": [{"sku": "${moved.sku}", "units": 2}]}},`,
    `  "query": "mutation ($order: PlacePickupOrderInput!) { placePickupOrder(input: $order) { '\\`,
    `'  ... on PickupOrderRecorded { outcome order { status pass } } ... on Refusal { code message }}}"}'`,
    '',
    comment(`Sell one ${nameOf(snack)} at the counter of S02.`),
    'curl -sw "\\n" $S02/v1/sales -H "authorization: Bearer $S02_CLERK" -H "$JSON" -d \'{',
    `  "id": "my-sale-${day}", "currency": "${snack.currency}",`,
    `  ${sale}}'`,
    '',
    comment('Cut the line of S02 (false heals it), and try all three again, with new ids.'),
    'curl -sw "\\n" $S02/v1/link -H "authorization: Bearer $S02_OPERATOR" -H "$JSON" -d \'{"cut": true}\'',
  ];
}
