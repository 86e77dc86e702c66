import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import { abortable } from '../http/abortable';
import { decoded, readBody } from '../http/readBody';
import { openRequest } from '../http/openRequest';
import { withDeadline } from '../http/withDeadline';
import type { KubeAccess } from './KubeAccess';

const MAX_JSON_BYTES = 256 * 1024 * 1024;
const MAX_ERROR_BYTES = 65_536;
/** etcd takes objects of 1.5 MB by default; a longer line is no event. */
const MAX_LINE_CHARS = 16 * 1024 * 1024;
const REQUEST_TIMEOUT_MS = 60_000;
/** A stream of which the server says nothing for this long was not taken. */
export const OPENING_MS = 30_000;

/** An answer of the API server other than success. */
export class KubeError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
    this.name = 'KubeError';
  }

  /** Whether we may not, whatever we ask. */
  get isDenied(): boolean {
    return this.status === 401 || this.status === 403;
  }
}

export type KubeRequest = {
  /** A PATCH is a JSON merge patch (RFC 7386). */
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Readonly<Record<string, string | number | boolean | undefined>>;
  body?: unknown;
  signal: AbortSignal;
  timeoutMs?: number;
};

/** Requests to the API server. */
export class KubeClient {
  constructor(private readonly access: KubeAccess) {}

  /** @throws KubeError for a status other than 2xx, Error if there is no answer */
  async json<T>(path: string, request: KubeRequest): Promise<T> {
    const bytes = await this.bytes(path, request, MAX_JSON_BYTES);
    return JSON.parse(bytes.toString('utf8'));
  }

  /** The body as it is, unpacked; for what the API server passes on from a pod. */
  async bytes(
    path: string,
    request: KubeRequest & { accept?: string },
    limitBytes: number,
  ): Promise<Buffer> {
    const { timeoutMs = REQUEST_TIMEOUT_MS } = request;
    return withDeadline(request.signal, timeoutMs, async signal => {
      const message = await this.open(path, { ...request, signal }, 'gzip');
      return readBody(message, limitBytes);
    });
  }

  /**
   * Calls `onLine` for every line of a stream until the server ends it.
   *
   * @throws as `json`, or if the stream breaks off; `onLine` may throw to end it
   */
  lines(
    path: string,
    request: KubeRequest & { timeoutMs: number },
    onLine: (line: string) => void,
  ): Promise<void> {
    return withDeadline(request.signal, request.timeoutMs, signal =>
      this.readLines(path, { ...request, signal }, onLine),
    );
  }

  private async readLines(
    path: string,
    request: KubeRequest,
    onLine: (line: string) => void,
  ): Promise<void> {
    const message = await this.openStream(path, request);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    try {
      for await (const chunk of decoded(message)) {
        rest += decoder.write(chunk);
        let start = 0;
        for (
          let end = rest.indexOf('\n', start);
          end >= 0;
          end = rest.indexOf('\n', start)
        ) {
          if (end > start) onLine(rest.slice(start, end));
          start = end + 1;
        }
        rest = rest.slice(start);
        if (rest.length > MAX_LINE_CHARS) {
          throw new Error('a line of the stream is too long');
        }
      }
    } finally {
      message.destroy();
    }
  }

  /** Ends with `request.signal` all the same: the deadline is that of opening alone. */
  private async openStream(
    path: string,
    request: KubeRequest,
  ): Promise<IncomingMessage> {
    const opening = new AbortController();
    const end = () => opening.abort(request.signal.reason);
    if (request.signal.aborted) end();
    else request.signal.addEventListener('abort', end, { once: true });
    return withDeadline(opening.signal, OPENING_MS, async signal => {
      signal.addEventListener('abort', () => opening.abort(signal.reason));
      return this.open(path, { ...request, signal: opening.signal }, undefined);
    });
  }

  private async open(
    path: string,
    request: KubeRequest & { accept?: string },
    encoding: 'gzip' | undefined,
  ) {
    const url = new URL(this.access.server + path);
    for (const [key, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) url.searchParams.set(key, String(value));
    }
    // A login by a program may take for ever, and whoever renews a lease must know that it failed.
    const { agent, headers } = await abortable(
      this.access.connect(),
      request.signal,
    );
    const body =
      request.body === undefined ? undefined : JSON.stringify(request.body);
    const message = await openRequest({
      url,
      agent,
      method: request.method,
      signal: request.signal,
      body,
      headers: {
        ...headers,
        accept: request.accept ?? 'application/json',
        ...(encoding && { 'accept-encoding': encoding }),
        ...(body !== undefined && {
          'content-type':
            request.method === 'PATCH'
              ? 'application/merge-patch+json'
              : 'application/json',
          'content-length': String(Buffer.byteLength(body)),
        }),
      },
    });
    const status = message.statusCode ?? 0;
    if (status < 200 || status > 299) {
      const text = await readBody(message, MAX_ERROR_BYTES).catch(() => '');
      throw new KubeError(status, describeStatus(status, text.toString()));
    }
    return message;
  }
}

/** The API server explains errors in an object of kind `Status`. */
function describeStatus(status: number, text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    if (typeof message === 'string' && message) {
      return `status ${status}: ${message.slice(0, 500)}`;
    }
  } catch {
    // A proxy in between answers in its own words.
  }
  return `status ${status}`;
}
