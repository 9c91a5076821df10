/** The OpenAPI 3.1 document, made of the same table and the same schemas the router works with. */
import { z } from 'zod';
import { problemView } from './problem.ts';
import type { Route } from './route.ts';

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): unknown => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
};

export function openApiOf(routes: readonly Route[]): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operationOf(route);
  return {
    openapi: '3.1.0',
    info: { title: 'Ringfence store node', version: '1', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
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
