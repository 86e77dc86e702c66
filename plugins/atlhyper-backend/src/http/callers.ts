import type {
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import type { Request } from 'express';

type Principal = BackstageUserPrincipal | BackstageServicePrincipal;

/** Credentials of a caller that is somebody: a user, or a service by its own token. */
export async function credentialsOf(
  httpAuth: HttpAuthService,
  request: Request,
): Promise<BackstageCredentials<Principal>> {
  return httpAuth.credentials(request, { allow: ['user', 'service'] });
}
