import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import {
  heartbeatResponseSchema,
  openSessionResponseSchema,
  pushResponseSchema,
  type HeartbeatRequest,
  type HeartbeatResponse,
  type OpenSessionRequest,
  type OpenSessionResponse,
  type PushResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { z } from 'zod';
import { withDeadline } from '../http/withDeadline';
import { messageOf } from '../messageOf';
import { toStorableJson } from '../toStorableJson';
import { PushError } from './PushError';

const gzipAsync = promisify(gzip);
/** Smaller bodies are not worth compressing. */
const MIN_GZIP_BYTES = 1024;
const MAX_ANSWER_BYTES = 1_048_576;

export type BackendClientOptions = {
  /** Base of the Backstage backend; `/api/atlhyper` is appended. */
  masterUrl: string;
  readToken: () => string;
  timeoutMs: number;
  fetch?: typeof fetch;
  /** Told of every answer that carries the backend's time. */
  onServerTime?: (time: {
    serverTimeMs: number;
    sentAtMs: number;
    receivedAtMs: number;
  }) => void;
  nowMs: () => number;
};

/** The agents' gateway of the backend. Every method throws `PushError`. */
export class BackendClient {
  constructor(private readonly options: BackendClientOptions) {}

  openSession(
    request: OpenSessionRequest,
    signal: AbortSignal,
  ): Promise<OpenSessionResponse> {
    return this.post(
      'session',
      toStorableJson(request),
      openSessionResponseSchema,
      signal,
    );
  }

  /** `body` is the text of a `PushRequest`; what is frozen must go out exactly as it is. */
  push(body: string, signal: AbortSignal): Promise<PushResponse> {
    return this.post('push', body, pushResponseSchema, signal);
  }

  heartbeat(
    request: HeartbeatRequest,
    signal: AbortSignal,
  ): Promise<HeartbeatResponse> {
    return this.post(
      'heartbeat',
      toStorableJson(request),
      heartbeatResponseSchema,
      signal,
    );
  }

  private async post<T extends { serverTimeMs: number }>(
    route: string,
    body: string,
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const { options } = this;
    const compress = body.length >= MIN_GZIP_BYTES;
    const sentAtMs = options.nowMs();
    const response = await this.request(route, signal, {
      body: compress ? await gzipAsync(body) : body,
      headers: {
        'content-type': 'application/json',
        ...(compress && { 'content-encoding': 'gzip' }),
        authorization: `Bearer ${this.readToken()}`,
      },
    });
    if (!response.ok) {
      throw toPushError(route, response);
    }
    const parsed = schema.safeParse(response.json);
    if (!parsed.success) {
      // Counted or not, we cannot tell: the same part again is safe.
      throw new PushError(
        'unreachable',
        `${route}: the answer is not one of this protocol`,
      );
    }
    options.onServerTime?.({
      serverTimeMs: parsed.data.serverTimeMs,
      sentAtMs,
      receivedAtMs: options.nowMs(),
    });
    return parsed.data;
  }

  /** Checked here, since fetch repeats a header that it refuses in its error. */
  private readToken(): string {
    let token: string;
    try {
      token = this.options.readToken();
    } catch (error) {
      throw new PushError(
        'unauthorized',
        `cannot read the token: ${messageOf(error)}`,
      );
    }
    if (!/^[\x21-\x7e]+$/.test(token)) {
      throw new PushError(
        'unauthorized',
        'the token is empty or holds characters that no token has',
      );
    }
    return token;
  }

  private async request(
    route: string,
    signal: AbortSignal,
    init: { body: Uint8Array | string; headers: Record<string, string> },
  ): Promise<Answer> {
    const { options } = this;
    const url = `${options.masterUrl}/api/atlhyper/agent/v1/${route}`;
    try {
      return await withDeadline(signal, options.timeoutMs, async until => {
        const response = await (options.fetch ?? fetch)(url, {
          ...init,
          body: init.body as BodyInit,
          method: 'POST',
          redirect: 'error',
          signal: until,
        });
        return {
          ok: response.ok,
          status: response.status,
          retryAfter: response.headers.get('retry-after'),
          json: parseJson(await readText(response)),
        };
      });
    } catch (error) {
      signal.throwIfAborted();
      throw new PushError('unreachable', `${route}: ${messageOf(error)}`);
    }
  }
}

type Answer = {
  ok: boolean;
  status: number;
  retryAfter: string | null;
  json: unknown;
};

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_ANSWER_BYTES) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads Backstage's error body: `{error: {name, message, code?}}`. */
function toPushError(route: string, answer: Answer): PushError {
  const error = (answer.json as { error?: Record<string, unknown> } | undefined)
    ?.error;
  const reason =
    typeof error?.message === 'string' ? error.message.slice(0, 500) : '';
  const seconds = Number(answer.retryAfter);
  const isOurs = typeof error?.name === 'string' && reason !== '';
  const said = reason || 'not in words of the backend';
  return new PushError(
    isOurs
      ? PushError.kindOfStatus(answer.status)
      : PushError.kindOfForeign(answer.status),
    `${route}: status ${answer.status}: ${said}`,
    {
      isForeign: !isOurs,
      ...(typeof error?.code === 'string' && { code: error.code }),
      ...(seconds > 0 && { retryAfterMs: seconds * 1_000 }),
    },
  );
}
