import { ResponseError } from '@backstage/errors';
import type { AnyEndpoint, CallInput, ResponseOf } from './endpoints';

/** Whoever answers the questions of a page or a program. */
export interface AtlhyperApi {
  /**
   * Asks one of `endpoints`.
   *
   * @throws ResponseError where the backend refuses, ZodError where its answer has another shape
   */
  call<E extends AnyEndpoint>(
    endpoint: E,
    ...input: {} extends CallInput<E> ? [input?: CallInput<E>] : [CallInput<E>]
  ): Promise<ResponseOf<E>>;
}

type AnyInput = {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  signal?: AbortSignal;
};

/**
 * Talks to the backend over HTTP and parses what it answers.
 *
 * `fetchApi` and `discoveryApi` are those of Backstage, or for a program outside it a `fetch` that
 * adds a token and a `getBaseUrl` that returns `<backend>/api/atlhyper`.
 */
export class AtlhyperClient implements AtlhyperApi {
  constructor(
    private readonly options: {
      fetchApi: { fetch: typeof fetch };
      discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    },
  ) {}

  async call<E extends AnyEndpoint>(
    endpoint: E,
    ...[input]: unknown[]
  ): Promise<ResponseOf<E>> {
    const { params, query, body, signal } = (input ?? {}) as AnyInput;
    const baseUrl = await this.options.discoveryApi.getBaseUrl('atlhyper');
    const url = new URL(`${baseUrl}${formatPath(endpoint, params)}`);
    addQuery(url, query);
    const response = await this.options.fetchApi.fetch(url.toString(), {
      method: endpoint.method,
      signal,
      ...toBody(endpoint, body),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    const answer = endpoint.responseType
      ? await response.text()
      : endpoint.response && (await response.json());
    return endpoint.response?.parse(answer) as ResponseOf<E>;
  }
}

function formatPath(
  { path }: AnyEndpoint,
  params: Record<string, unknown> = {},
): string {
  return path.replace(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(String(params[name])),
  );
}

/** @throws TypeError for an empty list, which would ask for everything instead of nothing */
function addQuery(url: URL, query: Record<string, unknown> = {}): void {
  for (const [key, value] of Object.entries(query)) {
    if (Array.isArray(value) && value.length === 0) {
      throw new TypeError(`'${key}' must not be empty`);
    }
    if (value !== undefined) {
      url.searchParams.set(key, String(value));
    }
  }
}

function toBody({ bodyType }: AnyEndpoint, body: unknown) {
  if (body === undefined) {
    return {};
  }
  return {
    headers: { 'Content-Type': bodyType ?? 'application/json' },
    body: bodyType ? String(body) : JSON.stringify(body),
  };
}
