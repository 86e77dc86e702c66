import {
  PROTOCOL_VERSION,
  type Gap,
  type OpenSessionResponse,
  type PushRequest,
  type PushResponse,
  type SessionRole,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { FrozenPart } from '../state/FrozenPart';
import { toStorableJson } from '../toStorableJson';
import type { BackendClient } from './BackendClient';

/** What of a push travels beside the slots: the latest state, by section. */
export type StateChanges = Partial<
  Omit<
    PushRequest,
    | 'protocol'
    | 'session'
    | 'streamId'
    | 'sentAtMs'
    | 'sequence'
    | 'digest'
    | 'slots'
    | 'gaps'
  >
>;

/** An open session: the right to write in one role until another one is opened. */
export class Session {
  constructor(
    private readonly client: BackendClient,
    readonly role: SessionRole,
    readonly streamId: string,
    readonly opened: OpenSessionResponse,
    private readonly nowMs: () => number,
  ) {}

  /** Sends a frozen part; the text of its slots goes out as it was frozen. */
  pushPart(part: FrozenPart, signal: AbortSignal): Promise<PushResponse> {
    const gaps: Gap[] = part.gaps;
    const envelope = JSON.stringify({
      ...this.envelope(),
      sequence: part.sequence,
      digest: part.digest,
      gaps,
    });
    return this.client.push(
      `${envelope.slice(0, -1)},"slots":${part.slotsJson}}`,
      signal,
    );
  }

  /** Sends latest state, which may be repeated without harm. */
  pushState(changes: StateChanges, signal: AbortSignal): Promise<PushResponse> {
    return this.client.push(
      toStorableJson({ ...this.envelope(), ...changes }),
      signal,
    );
  }

  private envelope() {
    return {
      protocol: PROTOCOL_VERSION,
      session: { role: this.role, epoch: this.opened.epoch },
      streamId: this.streamId,
      sentAtMs: Math.max(0, Math.round(this.nowMs())),
    };
  }
}
