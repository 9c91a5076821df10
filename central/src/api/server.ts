/**
 * The hub's door for web shops and head office: GraphQL at `/graphql`. What it keeps true: nothing is open without a
 * key; nothing is executed that is larger, deeper or wider than the limits; what fails inside is told to nobody
 * outside, and reported once.
 */
import { EnvelopArmorPlugin } from '@escape.tech/graphql-armor';
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { type RequestHandler, Router } from 'express';
import { GraphQLError, NoSchemaIntrospectionCustomRule } from 'graphql';
import { createYoga, isAsyncIterable, type Plugin } from 'graphql-yoga';
import helmet from 'helmet';
import { must } from '@ringfence/domain/basic/assert.ts';
import { StorageFailure } from '@ringfence/log/port.ts';
import type { SharedCounts } from '../attempts.ts';
import { Door } from '../door.ts';
import type { Hub } from '../hub.ts';
import { AVAILABILITY_PATH, availabilityRest } from './availability-rest.ts';
import { compileQueries } from './compile.ts';
import { type DirectWay, directWay } from './direct/direct-way.ts';
import { fixedHeaders } from './direct/fixed-headers.ts';
import { KnownOperations, learning } from './direct/known-operations.ts';
import { admit, authenticate, callerOf, hideFailure, readOperation, taken } from './gate.ts';
import { keyRing, type KeysFile } from './keys.ts';
import { LIMITS } from './limits.ts';
import { apiSchema } from './schema.ts';
import { type MemberIssuer, signedIn } from './sign-in.ts';
import type { ApiContext } from './scopes.ts';

export interface ApiConfig {
  readonly keys: KeysFile;
  /** Serves GraphiQL and introspection; only for a developer's machine. */
  readonly development: boolean;
  /** Whose tokens say which member signed in; nobody can when absent. */
  readonly memberIssuer?: MemberIssuer | undefined;
  /** Where several hubs count attempts together. */
  readonly counts?: SharedCounts | undefined;
  /** Ends every stream when the process is to stop. */
  readonly stop?: AbortSignal | undefined;
  /** Looked at once more when the body is there: a process may have slept while it came. */
  readonly whileCertain?: RequestHandler | undefined;
  /** Told of every failure inside, once. */
  readonly report: (failure: unknown) => void;
}

const PATH = '/graphql';

/** The schema is a contract for those who hold it, not for those who ask. */
const hideSchema: Plugin = {
  onValidate: ({ addValidationRule }) => addValidationRule(NoSchemaIntrospectionCustomRule),
};

/**
 * A subscription stays open for hours; the number of those has a limit of its own. It ends with its answer, also when
 * that never came to be a stream, and when the process is to stop.
 */
const streamsLeave = (stop?: AbortSignal): Plugin<ApiContext> => ({
  onSubscribe({ args }) {
    const { leave, over } = args.contextValue as ApiContext;
    leave?.();
    return {
      onSubscribeResult({ result }) {
        if (!isAsyncIterable(result)) return;
        const end = (): void => void result.return?.();
        if (stop?.aborted) end();
        stop?.addEventListener('abort', end);
        over?.(() => {
          stop?.removeEventListener('abort', end);
          end();
        });
      },
    };
  },
});

const armor = EnvelopArmorPlugin({
  maxTokens: { n: LIMITS.tokens },
  maxDepth: { n: LIMITS.depth },
  maxAliases: { n: LIMITS.aliases },
  maxDirectives: { n: LIMITS.directives },
  costLimit: { maxCost: LIMITS.cost },
});

function maskError(report: ApiConfig['report']) {
  return (error: unknown): Error => {
    if (error instanceof GraphQLError && (!error.originalError || error.originalError instanceof GraphQLError))
      return error;
    const failure = error instanceof GraphQLError ? error.originalError : error;
    report(failure);
    // The process ends, and the next one, here or elsewhere, knows what happened.
    const isEnding = failure instanceof StorageFailure;
    return new GraphQLError('The hub failed; whether it happened is unknown. Ask again under the same id.', {
      extensions: {
        code: 'INTERNAL_SERVER_ERROR',
        ...(isEnding ? { http: { status: 503, headers: { 'retry-after': '1' } } } : {}),
      },
      path: error instanceof GraphQLError ? error.path : undefined,
    });
  };
}

export interface Api {
  /** Owns `/graphql` and `/v1/availability`, and leaves every other path alone. */
  readonly router: Router;
  /** Stands before everything else, and hands on what is not for it. */
  readonly direct: DirectWay;
}

/** What serves the API. */
export function createApi(hub: Hub, config: ApiConfig, door = new Door()): Api {
  const { development, report } = config;
  // Subscriptions listen; their number has a limit of its own.
  hub.events.setMaxListeners(0);
  const known = new KnownOperations();
  const yoga = createYoga<ApiContext>({
    schema: apiSchema(hub),
    graphqlEndpoint: PATH,
    graphiql: development,
    landingPage: false,
    cors: false,
    batching: false,
    logging: false,
    maskedErrors: { maskError: maskError(report) },
    plugins: [
      // A key travels in one of these headers, and no form or link can set them.
      useCSRFPrevention({ requestHeaders: ['authorization', 'x-api-key'] }),
      armor,
      compileQueries(),
      learning(known),
      streamsLeave(config.stop),
      ...(development ? [] : [hideSchema]),
    ],
  });
  const findMember = signedIn(config.memberIssuer);
  const serve: RequestHandler = async (request, response) => {
    const caller = must(callerOf(request), 'the gate knows the caller');
    const signIn = await findMember(request.headers['x-member-token']);
    const leave = response.locals['leave'] as () => void;
    const over = (end: () => void): void => void (response.closed ? end() : response.once('close', end));
    const answered = taken.get(request)?.answered;
    const context = {
      caller,
      leave,
      over,
      ...(signIn && { member: signIn.member, signedInUntil: signIn.until }),
      ...(answered && { answered }),
    };
    await yoga.handle(request, response, context);
  };

  const router = Router();
  const protect = helmet(development ? { contentSecurityPolicy: false } : {});
  router.use(PATH, protect);
  if (development) {
    const page: RequestHandler = (request, response, next) =>
      request.method === 'GET' && request.headers.accept?.includes('text/html')
        ? yoga.handle(request, response, { caller: { name: 'page', scopes: new Set() } })
        : next();
    router.use(PATH, page);
  }
  const find = keyRing(config.keys);
  const identify = authenticate(find, config.counts);
  router.get(AVAILABILITY_PATH, identify, admit(door), availabilityRest(hub), hideFailure(report));
  const certain = config.whileCertain ? [config.whileCertain] : [];
  router.use(PATH, identify, admit(door), ...readOperation, ...certain, serve, hideFailure(report));
  return { router, direct: directWay({ path: PATH, known, find, door, headers: fixedHeaders(protect) }) };
}
