import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NodeSnapshot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { openRequest } from '../http/openRequest';
import { BodyTooLargeError, readBody } from '../http/readBody';
import { withDeadline } from '../http/withDeadline';
import type { Logger } from '../Logger';
import { messageOf } from '../messageOf';
import type { NodeAuthenticator } from './NodeAuthenticator';
import { parseNodeSnapshot } from './parseNodeSnapshot';
import type { Peer } from './probe/ProbeBook';
import { probeReportSchema, type ProbeReport } from './probe/probeReportSchema';

const MAX_BODY_BYTES = 1_048_576;
const FORWARD_TIMEOUT_MS = 5_000;
/** One for each node of the largest cluster, and some for other replicas and probes. */
const MAX_CONNECTIONS = 12_000;
/** Marks what another agent passed on, so that it is never passed on twice. */
const FORWARDED_HEADER = 'x-atlhyper-forwarded';

export type NodeGatewayOptions = {
  authenticator: NodeAuthenticator;
  /** Takes an accepted snapshot. */
  onSnapshot: (snapshot: NodeSnapshot) => void;
  /** Takes what an accepted collector tells of its probe, and gives whom it shall probe. */
  onProbe?: (node: string, report: ProbeReport) => Peer[];
  /** `host:port` of the agent that leads, or `undefined` if we lead or nobody is known to. */
  leaderAddress: () => string | undefined;
  isHealthy: () => boolean;
  /** What a person should look after although it goes on. */
  problem?: () => string | undefined;
  logger: Logger;
};

/** An answer with a reason that the caller may read. */
class RefusedError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

/**
 * Takes the figures of the node collectors: `POST /metrics/node`. A standby keeps them too (it may
 * lead in a moment) and passes them on to the leader.
 */
export class NodeGateway {
  private readonly server: Server;
  private readonly stop = new AbortController();

  constructor(private readonly options: NodeGatewayOptions) {
    this.server = createServer((request, response) => {
      this.handle(request, response).catch(error => {
        const status = error instanceof RefusedError ? error.status : 500;
        if (status === 500) {
          options.logger.error('node gateway', { reason: messageOf(error) });
        }
        const message =
          error instanceof RefusedError ? error.message : 'internal error';
        answer(response, status, { error: { message } });
      });
    });
    this.server.requestTimeout = 15_000;
    this.server.headersTimeout = 10_000;
    // Longer than any collector's interval: a connection that ends just as the next post begins
    // would cost that post.
    this.server.keepAliveTimeout = 65_000;
    this.server.maxConnections = MAX_CONNECTIONS;
  }

  /** @returns the port, which is chosen by the system if `port` is 0 */
  listen(address: { host: string; port: number }): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(address.port, address.host, () => {
        this.server.off('error', reject);
        resolve((this.server.address() as AddressInfo).port);
      });
    });
  }

  close(): Promise<void> {
    this.stop.abort();
    return new Promise(resolve => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async handle(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const pathname = URL.parse(request.url ?? '/', 'http://agent')?.pathname;
    if (request.method === 'GET' && pathname === '/healthz') {
      const healthy = this.options.isHealthy();
      const degraded = this.options.problem?.();
      // Not a failure of its own: a restart would mend nothing.
      answer(response, healthy ? 200 : 503, {
        healthy,
        ...(degraded && { degraded }),
      });
      return;
    }
    if (request.method !== 'POST' || pathname !== '/metrics/node') {
      throw new RefusedError(404, `there is no ${request.method} ${pathname}`);
    }
    const authorization = request.headers.authorization ?? '';
    // Before the body is read: who is not known gets nothing parsed.
    const identity = await this.authenticate(authorization);
    const { text, snapshot, probe } = await readSnapshot(request);
    if (identity.node !== undefined && identity.node !== snapshot.node) {
      throw new RefusedError(
        403,
        `the token belongs to node "${identity.node}", the figures to "${snapshot.node}"`,
      );
    }
    this.options.onSnapshot(snapshot);
    const peers = probe && this.options.onProbe?.(snapshot.node, probe);
    const leader = this.options.leaderAddress();
    const reply =
      leader && !request.headers[FORWARDED_HEADER]
        ? await this.forward(leader, text, authorization)
        : { ...(peers && { peers }) };
    answer(response, 200, reply);
  }

  private async authenticate(authorization: string) {
    const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    if (!token) {
      throw new RefusedError(401, 'a bearer token is required');
    }
    let identity;
    try {
      identity = await this.options.authenticator.authenticate(
        token,
        this.stop.signal,
      );
    } catch (error) {
      this.options.logger.warn('cannot check a node collector', {
        reason: messageOf(error),
      });
      throw new RefusedError(503, 'the token cannot be checked at the moment');
    }
    if (!identity) {
      throw new RefusedError(401, 'the token is not accepted');
    }
    return identity;
  }

  private async forward(
    leader: string,
    body: string,
    authorization: string,
  ): Promise<unknown> {
    try {
      return await withDeadline(
        this.stop.signal,
        FORWARD_TIMEOUT_MS,
        async signal => {
          const message = await openRequest({
            url: new URL(`http://${leader}/metrics/node`),
            method: 'POST',
            body,
            signal,
            headers: {
              authorization,
              'content-type': 'application/json',
              'content-length': String(Buffer.byteLength(body)),
              [FORWARDED_HEADER]: '1',
            },
          });
          const reply = await readBody(message, MAX_BODY_BYTES);
          if (message.statusCode !== 200) {
            throw new Error(`status ${message.statusCode}`);
          }
          return JSON.parse(reply.toString('utf8'));
        },
      );
    } catch (error) {
      throw new RefusedError(
        503,
        `cannot pass the figures on to the leader: ${messageOf(error)}`,
      );
    }
  }
}

async function readSnapshot(
  request: IncomingMessage,
): Promise<{ text: string; snapshot: NodeSnapshot; probe?: ProbeReport }> {
  let text: string;
  try {
    text = (await readBody(request, MAX_BODY_BYTES)).toString('utf8');
  } catch (error) {
    const status = error instanceof BodyTooLargeError ? 413 : 400;
    throw new RefusedError(status, messageOf(error));
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new RefusedError(400, 'the body is not JSON');
  }
  const { probe, ...rest } = Object(json) as Record<string, unknown>;
  const parsed = parseNodeSnapshot(rest);
  if ('refused' in parsed) {
    throw new RefusedError(400, parsed.refused);
  }
  // What is wrong with a probe must not cost the node's figures.
  const report = probeReportSchema.safeParse(probe);
  return {
    text,
    snapshot: parsed.snapshot,
    ...(report.success && { probe: report.data }),
  };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, {
    'content-type': 'application/json',
    // What was not read of the request would be taken for the next one.
    ...(status >= 400 && { connection: 'close' }),
  });
  response.end(JSON.stringify(body));
}
