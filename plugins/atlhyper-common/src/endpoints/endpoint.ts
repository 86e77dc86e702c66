import type { Permission } from '@backstage/plugin-permission-common';
import type { z } from 'zod';

type None = undefined;

/** A part of a call; may be left out where nothing of it is required. */
type Part<K extends string, S> = S extends z.ZodType
  ? {} extends z.input<S>
    ? { [key in K]?: z.input<S> }
    : { [key in K]: z.input<S> }
  : {};

type OutputOf<S> = S extends z.ZodType ? z.output<S> : undefined;

/**
 * One question or order that the backend takes, said once: client, routes, actions and the OpenAPI
 * document derive from it.
 */
export type Endpoint<
  P extends z.ZodObject | None = z.ZodObject | None,
  Q extends z.ZodObject | None = z.ZodObject | None,
  B extends z.ZodType | None = z.ZodType | None,
  R extends z.ZodType | None = z.ZodType | None,
> = {
  /** Names the operation: `getDomains`. */
  name: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the plugin's base URL, with parameters in braces: `/v2/clusters/{cluster}/events`. */
  path: string;
  params?: P;
  /** Its values are typed; `readQuery` makes them of text. */
  query?: Q;
  /** Read as JSON, or as text where `bodyType` says so. */
  body?: B;
  bodyType?: 'application/yaml';
  /** Of an answer with 200 or 201; absent where the answer is 204. */
  response?: R;
  responseType?: 'application/yaml';
  /** 200 where absent. */
  status?: 200 | 201 | 204;
  /** What a caller needs. Of several each opens a part of the answer; none is needed where empty. */
  permissions: readonly Permission[];
  /** Answered without credentials. */
  open?: boolean;
  /** What it gives, in one or two sentences that a program chooses it by. */
  summary: string;
  /** Spellings of query parameters and top-level fields of the body that were in use before. */
  aliases?: Readonly<Record<string, string>>;
  /** A request that is valid. */
  example: Part<'params', P> & Part<'query', Q> & Part<'body', B>;
};

/** Any endpoint, whatever its parts. */
export type AnyEndpoint = Omit<Endpoint, 'example'> & {
  example: { params?: object; query?: object; body?: unknown };
};

/** What a call of an endpoint takes. */
export type CallInput<E> = E extends Endpoint<infer P, infer Q, infer B, any>
  ? Part<'params', P> &
      Part<'query', Q> &
      Part<'body', B> & { signal?: AbortSignal }
  : never;

/** What a handler of an endpoint gets: everything parsed, defaults filled in. */
export type ParsedInput<E> = E extends Endpoint<infer P, infer Q, infer B, any>
  ? { params: OutputOf<P>; query: OutputOf<Q>; body: OutputOf<B> }
  : never;

/** What an endpoint answers; nothing where it has no response. */
export type ResponseOf<E> = E extends Endpoint<any, any, any, infer R>
  ? R extends z.ZodType
    ? z.output<R>
    : void
  : never;

/** Types an endpoint by its schemas. */
export function defineEndpoint<
  P extends z.ZodObject | None = None,
  Q extends z.ZodObject | None = None,
  B extends z.ZodType | None = None,
  R extends z.ZodType | None = None,
>(endpoint: Endpoint<P, Q, B, R>): Endpoint<P, Q, B, R> {
  return endpoint;
}
