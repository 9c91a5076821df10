/**
 * A token of a member for trying the API, of the retailer that scripts/up keeps:
 *   npx node scripts/sign-in.ts MEMBER [--data DIR]
 * It goes into the header `x-member-token`, beside a key with the scope `loyalty`.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { answerHelp } from './help.ts';
import { memberIssuerOf } from './processes/member-issuer.ts';

answerHelp(import.meta.filename);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string', default: 'data' } },
});
const [member] = positionals;
if (member === undefined) {
  console.error('usage: npx node scripts/sign-in.ts MEMBER [--data DIR]');
  process.exit(2);
}
console.log(memberIssuerOf(resolve(values.data)).tokenFor(member, Date.now()));
