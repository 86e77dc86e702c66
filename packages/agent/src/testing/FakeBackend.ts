import { gunzipSync } from 'node:zlib';

type Answer = {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
};
export type FakeRequest = {
  route: string;
  /** The text as it arrived, unpacked. */
  text: string;
  json: any;
  headers: Headers;
};

/**
 * Stands for the network and a backend behind it: what is passed as `fetch`. It takes everything
 * unless a test says otherwise.
 */
export class FakeBackend {
  readonly requests: FakeRequest[] = [];
  session: object = { clusterId: 'test', epoch: 1, resourceGeneration: 0 };
  serverTimeMs = 0;
  /** Overrides the answer to a request; may throw, as the network does. */
  behave: (request: FakeRequest) => Answer | undefined = () => undefined;

  readonly fetch: typeof fetch = async (input, init) => {
    init?.signal?.throwIfAborted();
    const headers = new Headers(init?.headers);
    const body = init?.body as string | Uint8Array;
    const text =
      headers.get('content-encoding') === 'gzip'
        ? gunzipSync(body as Uint8Array).toString()
        : String(body);
    const request = {
      route: String(input).split('/').pop()!,
      text,
      json: JSON.parse(text),
      headers,
    };
    this.requests.push(request);
    const answer = this.behave(request);
    const usual = {
      session: this.session,
      push: { result: 'applied', resync: false },
      heartbeat: {},
    }[request.route];
    return new Response(
      JSON.stringify({
        serverTimeMs: this.serverTimeMs,
        ...usual,
        ...(answer?.body as object),
      }),
      { status: answer?.status ?? 200, headers: answer?.headers },
    );
  };

  pushes(): any[] {
    return this.requests.filter(r => r.route === 'push').map(r => r.json);
  }

  /** What an error looks like in Backstage. */
  static error(status: number, code?: string, message = 'because'): Answer {
    return { status, body: { error: { name: 'Error', message, code } } };
  }
}
