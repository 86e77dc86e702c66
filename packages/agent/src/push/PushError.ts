/**
 * Why a request to the backend failed, as far as the agent acts on it:
 *
 * - `unreachable`: no answer, one that says "later" (5xx, 429, 408), or one that is not the backend's
 *   own: try again;
 * - `unauthorized`: the token is not accepted (401, 403): a person must act, try again slowly;
 * - `not_installed`: there is no such route (404): a person must act, try again slowly;
 * - `conflict`: 409 with a `code` of the protocol;
 * - `refused`: the content is wrong and will stay wrong (400, 413, 422).
 */
export type PushErrorKind =
  | 'unreachable'
  | 'unauthorized'
  | 'not_installed'
  | 'conflict'
  | 'refused';

/** A failed request; the message never holds the token. */
export class PushError extends Error {
  readonly kind: PushErrorKind;
  readonly code?: string;
  /** The backend asked to wait this long. */
  readonly retryAfterMs?: number;

  constructor(
    kind: PushErrorKind,
    message: string,
    details: { code?: string; retryAfterMs?: number } = {},
  ) {
    super(message);
    this.name = 'PushError';
    this.kind = kind;
    this.code = details.code;
    this.retryAfterMs = details.retryAfterMs;
  }

  /**
   * Of an answer that is not the backend's own, but of something in between: it decides nothing about
   * what was sent.
   */
  static kindOfForeign(status: number): PushErrorKind {
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
      return 'the backend does not accept the token: issue one for this cluster (POST v2/clusters/<id>/tokens) and put it into token_file; it is read again for every request';
    case 'not_installed':
      return 'the backend does not know the route: check master_url and that the atlhyper backend plugin is installed';
    default:
      return undefined;
  }
}
