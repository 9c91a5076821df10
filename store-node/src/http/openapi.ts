/** The OpenAPI 3.1 document, made of the same table and the same schemas the router works with. */
import { z } from 'zod';
import { problemView } from './problem.ts';
import type { Route } from './route.ts';

const ABOUT = `What a till, a counter or a stock room asks of its store, with or without a line to the hub.

Commands (POST) bring an id that the caller made and stored. No answer means unknown: send the very same again, it happens
once. 201 is written now and on disk, 200 was written before. Another command under a used id is refused
(\`exists-different\`).

Money is in minor units of \`currency\`, units are pieces or grams, prices are gross of one piece or one kilogram, tax
rates are basis points, moments are milliseconds since 1970, business days are dates.

\`x-role\` is the least role a key needs. A supervisor's word, the \`token\` of \`POST /v1/approvals\`, travels as
\`x-approval\`, several parted by commas. \`GET /v1/events\` goes on after \`Last-Event-ID\`.

Every no is a problem document (RFC 9457); \`code\` says which, \`field\` what it is about. 503 and 429 bring
\`Retry-After\`: the same again after that time.`;

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): unknown => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
};

/** The document of all routes, for `/openapi.json`. */
export function openApiOf(routes: readonly Route[]): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operationOf(route);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ringfence store node',
      version: '1',
      description: ABOUT,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      schemas: { Problem: schemaOf(problemView, 'output') },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
      },
    },
  };
}

function operationOf(route: Route): unknown {
  const type = 'stream' in route ? 'text/event-stream' : 'application/json';
  const answers = Object.entries(route.answers).map(([status, { description, schema }]) => [
    status,
    { description, content: { [type]: { schema: schemaOf(schema, 'output') } } },
  ]);
  const problem = {
    description: 'A refusal or a fault; `code` says which',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  return {
    operationId: `${route.method}${route.path.replaceAll(/[^A-Za-z0-9]+(.)?/g, (_, letter: string | undefined) => letter?.toUpperCase() ?? '')}`,
    summary: route.summary,
    ...(route.role === null ? {} : { security: [{ bearer: [] }, { apiKey: [] }], 'x-role': route.role }),
    parameters: [...parametersOf('path', route.params), ...parametersOf('query', route.query)],
    ...(route.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.body, 'input') } } } }
      : {}),
    responses: { ...Object.fromEntries(answers), default: problem },
  };
}

function parametersOf(place: 'path' | 'query', fields: z.ZodObject | undefined): unknown[] {
  return Object.entries(fields?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || !(schema as z.ZodType).safeParse(undefined).success,
    schema: schemaOf(schema as z.ZodType, 'input'),
  }));
}
