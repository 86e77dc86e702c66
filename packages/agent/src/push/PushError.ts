/**
 * Why a request to the backend failed, as far as the agent acts on it:
 *
 * - `unreachable`: no answer, one that says "later" (5xx, 429, 408), or one that is not the backend's
 *   own: try again;
 * - `unauthorized`: the token is not accepted (401, 403): a person must act, try again slowly;
 * - `not_installed`: there is no such route (404): a person must act, try again slowly;
 * - `conflict`: 409 with a `code` of the protocol;
 * - `too_large`: something in between takes no request of this size (a 413 that is not the backend's);
 * - `refused`: the content is wrong and will stay wrong (400, 413, 422).
 */
export type PushErrorKind =
  | 'unreachable'
  | 'unauthorized'
  | 'not_installed'
  | 'conflict'
  | 'too_large'
  | 'refused';

/** A failed request; the message never holds the token. */
export class PushError extends Error {
  readonly kind: PushErrorKind;
  readonly code?: string;
  /** The backend asked to wait this long. */
  readonly retryAfterMs?: number;
  /** Said by something between the agent and the backend. */
  readonly isForeign: boolean;

  constructor(
    kind: PushErrorKind,
    message: string,
    details: { code?: string; retryAfterMs?: number; isForeign?: boolean } = {},
  ) {
    super(message);
    this.name = 'PushError';
    this.kind = kind;
    this.code = details.code;
    this.retryAfterMs = details.retryAfterMs;
    this.isForeign = details.isForeign ?? false;
  }

  /**
   * Of an answer that is not the backend's own, but of something in between: it decides nothing about
   * what was sent.
   */
  static kindOfForeign(status: number): PushErrorKind {
    if (status === 413) return 'too_large';
    const kind = PushError.kindOfStatus(status);
    return kind === 'refused' || kind === 'conflict' ? 'unreachable' : kind;
  }

  static kindOfStatus(status: number): PushErrorKind {
    switch (status) {
      case 401:
      case 403:
        return 'unauthorized';
      case 404:
        return 'not_installed';
      case 409:
        return 'conflict';
      case 400:
      case 413:
      case 415:
      case 422:
        return 'refused';
      default:
        return 'unreachable';
    }
  }
}

/** What a person has to do about a failure that time alone does not mend. */
export function adviceFor(error: PushError): string | undefined {
  switch (error.kind) {
    case 'unauthorized':
      if (error.isForeign) {
        return 'a proxy between the agent and the backend lets no agent through: let /api/atlhyper/agent pass, with the header Authorization as it is';
      }
      return 'the backend does not accept the token: issue one for this cluster (POST v2/clusters/<id>/tokens) and put it into token_file; it is read again for every request';
    case 'not_installed':
      return 'the backend does not know the route: check master_url and that the atlhyper backend plugin is installed';
    case 'too_large':
      return 'a proxy between the agent and the backend takes only small requests: let it take 1 MiB (client_max_body_size of nginx)';
    default:
      return undefined;
  }
}
