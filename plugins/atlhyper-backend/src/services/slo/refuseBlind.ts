import { NotAllowedError } from '@backstage/errors';

/** @throws NotAllowedError for who may read neither domains nor services */
export function refuseBlind(access: {
  domains?: unknown;
  services?: unknown;
}): void {
  if (access.domains === 'none' && access.services === 'none') {
    throw new NotAllowedError(
      `This needs the permission 'atlhyper.slo.read' or 'atlhyper.mesh.read'`,
    );
  }
}
