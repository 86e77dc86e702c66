import type {
  NetworkProbe,
  NodeUsage,
  PodUsage,
  Usage,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Pack, SendState, StateSection } from '../push/StateSection';

/** The newest figures that there are. */
export interface UsageReader {
  pods(): Iterable<PodUsage>;
  nodes(): Iterable<NodeUsage>;
  probes(): Iterable<NetworkProbe>;
}

type Item =
  | { kind: 'pods'; key: string; value: PodUsage }
  | { kind: 'nodes'; key: string; value: NodeUsage }
  | { kind: 'probes'; key: string; value: NetworkProbe };

/** Sends figures that are newer than what was sent of the same pod, node or pair of nodes. */
export class UsagePublisher implements StateSection {
  private sent = new Map<string, number>();

  constructor(private readonly usage: UsageReader) {}

  /** What could not be sent is sent the next time, if it is still the newest. */
  async publish(send: SendState, pack: Pack): Promise<void> {
    const current = [...itemsOf(this.usage)];
    const changed = current.filter(
      ({ key, value }) => this.sent.get(key) !== value.timestampMs,
    );
    this.forget(current);
    for (const piece of pack(changed)) {
      await send({ usage: toUsage(piece) });
      piece.forEach(({ key, value }) => this.sent.set(key, value.timestampMs));
    }
  }

  /** What is not known any more need not be remembered either. */
  private forget(current: readonly Item[]): void {
    if (this.sent.size === 0) return;
    const kept = new Map<string, number>();
    for (const { key } of current) {
      const timestampMs = this.sent.get(key);
      if (timestampMs !== undefined) kept.set(key, timestampMs);
    }
    this.sent = kept;
  }
}

function* itemsOf(usage: UsageReader): Generator<Item> {
  for (const value of usage.pods()) {
    yield { kind: 'pods', key: `pod ${value.namespace}/${value.name}`, value };
  }
  for (const value of usage.nodes()) {
    yield { kind: 'nodes', key: `node ${value.node}`, value };
  }
  for (const value of usage.probes()) {
    const key = `probe ${value.sourceNode} ${value.targetNode}`;
    yield { kind: 'probes', key, value };
  }
}

function toUsage(items: readonly Item[]): Usage {
  const usage: Usage = { pods: [], nodes: [], probes: [] };
  for (const { kind, value } of items) {
    (usage[kind] as unknown[]).push(value);
  }
  return usage;
}
