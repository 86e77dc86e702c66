import type {
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';

type Principal = BackstageUserPrincipal | BackstageServicePrincipal;

/** What a caller that is somebody is called in what it leaves behind. */
export function nameOf(credentials: BackstageCredentials): string {
  const { principal } = credentials as BackstageCredentials<Principal>;
  return principal.type === 'user'
    ? principal.userEntityRef
    : principal.subject;
}
