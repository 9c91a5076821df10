/** One route of the API. The same table drives the router and the OpenAPI document. */
import type { Request, Response } from 'express';
import type { Refusal } from '@ringfence/domain/basic/outcome.ts';
import type { z } from 'zod';
import type { Role } from '../config.ts';
import type { StoreNode } from '../node.ts';
import type { Caller } from './api-keys.ts';
import type { EventFeed } from './events.ts';

export type Reply = { readonly status: number; readonly body: unknown } | { readonly refusal: Refusal };

export interface Call<Params = unknown, Query = unknown> {
  readonly node: StoreNode;
  readonly caller: Caller;
  readonly params: Params;
  readonly query: Query;
  /** As it came: safe JSON; the command's own schema parses it, once. */
  readonly body: unknown;
}

interface RouteBase {
  readonly method: 'get' | 'post';
  /** As OpenAPI writes it: `/v1/orders/{id}`. */
  readonly path: string;
  readonly summary: string;
  /** The least role; nothing for a route that needs no key. */
  readonly role: Role | null;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** What is answered when all is well, by status. */
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema: z.ZodType }>>;
}

export interface AnsweringRoute extends RouteBase {
  readonly handle: (call: Call) => Reply | Promise<Reply>;
}

/** Answers with server-sent events. */
export interface StreamingRoute extends RouteBase {
  readonly stream: (feed: EventFeed, request: Request, response: Response) => void;
}

export type Route = AnsweringRoute | StreamingRoute;

/** A route with its parsed parameters and query typed by their schemas. */
export function route<Params extends z.ZodObject = z.ZodObject, Query extends z.ZodObject = z.ZodObject>(
  definition: Omit<AnsweringRoute, 'handle' | 'params' | 'query'> & {
    readonly params?: Params;
    readonly query?: Query;
    readonly handle: (call: Call<z.infer<Params>, z.infer<Query>>) => Reply | Promise<Reply>;
  },
): AnsweringRoute {
  return definition as unknown as AnsweringRoute;
}
