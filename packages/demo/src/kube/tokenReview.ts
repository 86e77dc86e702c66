import { KubeError } from './KubeError';

const DEFAULT_AUDIENCE = 'https://kubernetes.default.svc';

/** The answer to a TokenReview: whose token it is, if it is one of `accounts`. */
export function reviewToken(
  body: any,
  accounts: Readonly<Record<string, string>>,
): object {
  const token = body?.spec?.token;
  if (typeof token !== 'string' || token === '')
    throw new KubeError(
      422,
      'TokenReview is invalid: spec.token: Required value',
    );
  const account = Object.hasOwn(accounts, token) ? accounts[token] : undefined;
  return {
    kind: 'TokenReview',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { creationTimestamp: null },
    spec: body.spec,
    status: account
      ? authenticated(account, body.spec.audiences)
      : { user: {}, error: 'invalid bearer token' },
  };
}

function authenticated(
  account: string,
  audiences: string[] | undefined,
): object {
  const [namespace, name] = account.split('/');
  return {
    authenticated: true,
    user: {
      username: `system:serviceaccount:${namespace}:${name}`,
      groups: [
        'system:serviceaccounts',
        `system:serviceaccounts:${namespace}`,
        'system:authenticated',
      ],
    },
    audiences: audiences ?? [DEFAULT_AUDIENCE],
  };
}
