import { gzipSync } from 'node:zlib';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type {
  AnyEndpoint,
  Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { BackendFeature } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import request from 'supertest';
import { atlhyperPlugin } from '../plugin';
import { checkAnswer } from './checkAnswer';
import { digestOf } from './digestOf';
import { NO_GUARDS } from './openStack';

const BASE = '/api/atlhyper';

type AgentHttp = {
  agentPost(token: string, path: string, body: object): request.Test;
};

/** What an agent sends within a session. */
class AgentSession {
  constructor(
    private readonly harness: AgentHttp,
    private readonly token: string,
    readonly state: {
      role: 'live' | 'backfill';
      streamId: string;
      epoch: number;
    },
  ) {}

  push(parts: object) {
    return this.harness.agentPost(this.token, 'push', this.toBody(parts));
  }

  pushSlots(sequence: number, slots: Slot[]) {
    return this.push({ sequence, digest: digestOf(slots), slots });
  }

  toBody(parts: object): object {
    const { role, epoch, streamId } = this.state;
    return {
      protocol: 1,
      session: { role, epoch },
      streamId,
      sentAtMs: Date.now(),
      ...parts,
    };
  }
}

/** A running plugin. */
export class PluginHarness {
  constructor(readonly backend: TestBackend) {}

  get(path: string) {
    return this.ask('GET', path);
  }

  post(path: string, body: object) {
    return this.ask('POST', path).send(body);
  }

  put(path: string, body: object) {
    return this.ask('PUT', path).send(body);
  }

  /** Text that is sent as YAML. */
  postYaml(path: string, yaml: string) {
    return this.ask('POST', path)
      .set('Content-Type', 'application/yaml')
      .send(yaml);
  }

  delete(path: string, body?: object) {
    const asked = this.ask('DELETE', path);
    return body ? asked.send(body) : asked;
  }

  /** Every answer must have the shape that its endpoint promises. */
  ask(method: AnyEndpoint['method'], path: string) {
    const verb = method.toLowerCase() as 'get';
    return request(this.backend.server)
      [verb](`${BASE}${path}`)
      .expect(answer => checkAnswer({ method, path }, answer));
  }

  /** Registers a cluster; gives its first token. */
  async register(id: string, backfill = false): Promise<string> {
    const answer = await this.post('/v2/clusters', { id, backfill });
    if (answer.status !== 201) {
      throw new Error(`${answer.status}: ${answer.text}`);
    }
    return answer.body.token.secret;
  }

  /** A request of an agent, compressed as agents do. */
  agentPost(token: string, path: string, body: object): request.Test {
    return request(this.backend.server)
      .post(`${BASE}/agent/v1/${path}`)
      .set('Authorization', `Bearer ${token}`)
      .set('Content-Type', 'application/json')
      .set('Content-Encoding', 'gzip')
      .serialize(data => data)
      .send(gzipSync(JSON.stringify(body)) as any);
  }

  /** An agent with an open session. */
  async openSession(
    token: string,
    options: { role?: 'live' | 'backfill'; streamId?: string } = {},
  ): Promise<AgentSession> {
    const { role = 'live', streamId = 'stream-1' } = options;
    const answer = await this.agentPost(token, 'session', {
      protocol: 1,
      role,
      streamId,
      agent: { version: '1.0.0', hostname: 'agent-0' },
    });
    if (answer.status !== 200) {
      throw new Error(`${answer.status}: ${answer.text}`);
    }
    return new AgentSession(this, token, {
      role,
      streamId,
      epoch: answer.body.epoch,
    });
  }
}

/** Starts the plugin on a database, and speaks to it as people and as agents do. */
export async function startPlugin(options: {
  knex: Knex;
  config?: JsonObject;
  features?: BackendFeature[];
}): Promise<PluginHarness> {
  const backend = await startTestBackend({
    features: [
      atlhyperPlugin,
      mockServices.database.factory({ knex: options.knex }),
      mockServices.rootConfig.factory({ data: options.config ?? NO_GUARDS }),
      ...(options.features ?? []),
    ],
  });
  return new PluginHarness(backend);
}
