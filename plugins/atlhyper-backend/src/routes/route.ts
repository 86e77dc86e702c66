import type {
  AnyEndpoint,
  ParsedInput,
  ResponseOf,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { Request } from 'express';

/** What an audit event tells of a write, whose body may be anything yet. */
export type Audit = {
  eventId: string;
  meta(request: Request): Record<string, string | boolean>;
};

/** An endpoint with who answers it. */
export type Route = {
  endpoint: AnyEndpoint;
  /** What the caller may see or change; rejects for who may nothing. */
  authorize(credentials: BackstageCredentials): Promise<unknown>;
  answer(input: unknown): Promise<unknown>;
  audit?: Audit;
};

/** Ties an endpoint to what answers it; writes say what is told of them to the audit log. */
export function route<E extends AnyEndpoint, A>(
  endpoint: E,
  authorize: (credentials: BackstageCredentials) => Promise<A>,
  answer: (
    input: ParsedInput<E> & { access: A; credentials: BackstageCredentials },
  ) => Promise<ResponseOf<E>>,
  audit?: Audit,
): Route {
  return { endpoint, authorize, audit, answer: answer as Route['answer'] };
}
