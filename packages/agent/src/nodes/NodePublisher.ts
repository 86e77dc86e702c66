import type { NodeSnapshot } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Pack, SendState, StateSection } from '../push/StateSection';

/** Sends snapshots that are newer than what was sent of the same node. */
export class NodePublisher implements StateSection {
  readonly pace = 'always';
  private readonly sent = new Map<string, number>();

  constructor(private readonly snapshots: () => Iterable<NodeSnapshot>) {}

  async publish(send: SendState, pack: Pack): Promise<void> {
    const changed = [...this.snapshots()].filter(
      ({ node, timestampMs }) => this.sent.get(node) !== timestampMs,
    );
    for (const nodes of pack(changed)) {
      await send({ nodes });
      nodes.forEach(n => this.sent.set(n.node, n.timestampMs));
    }
  }
}
