import type { Clock } from '../Clock';
import { KubeError, type KubeClient } from '../kubernetes/KubeClient';
import {
  asNumber,
  asObject,
  asText,
  type Json,
} from '../kubernetes/KubeObject';
import type { Logger } from '../Logger';
import { messageOf } from '../messageOf';
import type { Leadership } from './Leadership';

const LEASE_SECONDS = 15;
/** A leader that cannot renew stops well before anyone else may take over. */
const RENEW_DEADLINE_MS = 10_000;
const RETRY_MS = 2_000;

type Lease = {
  metadata: { name: string; namespace: string; resourceVersion?: string };
  spec: Json;
};

export type LeaseElectionOptions = {
  client: KubeClient;
  namespace: string;
  name: string;
  /** Unique per process. */
  identity: string;
  /** `host:port` at which the others reach this agent's node gateway. */
  address?: string;
  clock: Clock;
  logger: Logger;
};

/**
 * Election by a `coordination.k8s.io` Lease, as Kubernetes' own components do it
 * (client-go/tools/leaderelection): whoever holds the lease renews it every 2 s; who sees it
 * unchanged for 15 s takes it. Clocks of different machines are never compared: the time a lease
 * was last seen to change is our own. Two writers are told apart by `resourceVersion`.
 *
 * The lease only decides who tries. That nothing is counted twice rests on the backend's fencing.
 */
export class LeaseElection implements Leadership {
  private leading = new AbortController();
  private elected = false;
  private renewedMs = 0;
  private seen: { text: string; atMs: number } | undefined;
  private holderAddress: string | undefined;
  private waiting: (() => void)[] = [];

  constructor(private readonly options: LeaseElectionOptions) {
    this.leading.abort();
  }

  get isLeader(): boolean {
    return this.elected;
  }

  get leaderAddress(): string | undefined {
    return this.elected ? undefined : this.holderAddress;
  }

  lost(): AbortSignal {
    return this.leading.signal;
  }

  untilLeader(signal: AbortSignal): Promise<void> {
    if (this.elected || signal.aborted) return Promise.resolve();
    return new Promise(resolve => {
      const done = () => {
        signal.removeEventListener('abort', done);
        resolve();
      };
      signal.addEventListener('abort', done, { once: true });
      this.waiting.push(done);
    });
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.options;
    let failing = false;
    while (!signal.aborted) {
      try {
        await this.tryLead(signal);
        failing = false;
      } catch (error) {
        if (signal.aborted) break;
        const conflict = error instanceof KubeError && error.status === 409;
        if (!conflict && !failing) {
          failing = true;
          logger.warn('leader election', { reason: messageOf(error) });
        }
      }
      this.renewedMs = Math.min(this.renewedMs, clock.nowMs());
      if (this.elected && clock.nowMs() - this.renewedMs > RENEW_DEADLINE_MS) {
        this.stepDown('the lease could not be renewed');
      }
      await clock.sleep(RETRY_MS, signal);
    }
    await this.release();
  }

  private async tryLead(signal: AbortSignal): Promise<void> {
    const { clock, identity } = this.options;
    const startedMs = clock.nowMs();
    const lease = await this.read(signal);
    if (!lease) {
      await this.write(undefined, this.ownSpec(undefined), 'POST', signal);
      this.takeLead(startedMs);
      return;
    }
    const holder = asText(lease.spec.holderIdentity) ?? '';
    this.observe(lease);
    if (holder === this.holderText) {
      await this.write(lease, this.ownSpec(lease.spec), 'PUT', signal);
      this.takeLead(startedMs);
      return;
    }
    this.holderAddress = addressOf(holder);
    if (this.elected) this.stepDown(`"${holder}" holds the lease`);
    const seconds = asNumber(lease.spec.leaseDurationSeconds) ?? LEASE_SECONDS;
    const expired =
      holder === '' || clock.nowMs() - this.seen!.atMs > seconds * 1_000;
    if (expired && identity) {
      await this.write(lease, this.ownSpec(lease.spec), 'PUT', signal);
      this.takeLead(startedMs);
    }
  }

  /** The holder's identity carries where standbys forward node figures to. */
  private get holderText(): string {
    const { identity, address } = this.options;
    return address ? `${identity}_${address}` : identity;
  }

  private observe(lease: Lease): void {
    const text = JSON.stringify(lease.spec);
    const nowMs = this.options.clock.nowMs();
    // A clock that was set back begins to wait anew: else it would wait for as long again.
    if (this.seen?.text !== text || nowMs < this.seen.atMs) {
      this.seen = { text, atMs: nowMs };
    }
  }

  private ownSpec(before: Json | undefined): Json {
    const now = `${new Date(this.options.clock.nowMs())
      .toISOString()
      .slice(0, -1)}000Z`;
    const isOurs = before?.holderIdentity === this.holderText;
    const transitions = asNumber(before?.leaseTransitions) ?? 0;
    return {
      holderIdentity: this.holderText,
      leaseDurationSeconds: LEASE_SECONDS,
      acquireTime: isOurs ? before.acquireTime : now,
      renewTime: now,
      leaseTransitions: isOurs || !before ? transitions : transitions + 1,
    };
  }

  private takeLead(renewedMs: number): void {
    this.renewedMs = renewedMs;
    if (this.elected) return;
    this.elected = true;
    this.leading = new AbortController();
    this.options.logger.info('leading');
    this.waiting.splice(0).forEach(resolve => resolve());
  }

  private stepDown(why: string): void {
    this.elected = false;
    this.leading.abort();
    this.options.logger.warn('no longer leading', { why });
  }

  /** So that a standby need not wait for the lease to run out. */
  private async release(): Promise<void> {
    if (!this.elected) return;
    this.stepDown('stopping');
    const signal = AbortSignal.timeout(2_000);
    try {
      const lease = await this.read(signal);
      if (lease?.spec.holderIdentity !== this.holderText) return;
      const spec = {
        ...lease.spec,
        holderIdentity: '',
        leaseDurationSeconds: 1,
      };
      await this.write(lease, spec, 'PUT', signal);
    } catch (error) {
      this.options.logger.debug('lease not released', {
        reason: messageOf(error),
      });
    }
  }

  private get path(): string {
    return `/apis/coordination.k8s.io/v1/namespaces/${this.options.namespace}/leases`;
  }

  private async read(signal: AbortSignal): Promise<Lease | undefined> {
    try {
      const lease = await this.options.client.json<Lease>(
        `${this.path}/${this.options.name}`,
        { signal, timeoutMs: 5_000 },
      );
      return { ...lease, spec: asObject(lease.spec) };
    } catch (error) {
      if (error instanceof KubeError && error.status === 404) return undefined;
      throw error;
    }
  }

  private async write(
    lease: Lease | undefined,
    spec: Json,
    method: 'POST' | 'PUT',
    signal: AbortSignal,
  ): Promise<void> {
    const { client, namespace, name } = this.options;
    await client.json(method === 'POST' ? this.path : `${this.path}/${name}`, {
      method,
      body: {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: lease?.metadata ?? { namespace, name },
        spec,
      },
      signal,
      timeoutMs: 5_000,
    });
  }
}

function addressOf(holder: string): string | undefined {
  return /_([^_]+:\d+)$/.exec(holder)?.[1];
}
