import { randomBytes } from 'node:crypto';
import { KubeError } from './KubeError';
import type { KubeObject, NewKubeObject } from './KubeObject';
import { mergePatch } from './mergePatch';
import { notFound, type ObjectStore } from './ObjectStore';
import { apiVersionOf, RESOURCES } from './resources';
import type { Target } from './target';

/**
 * What clients write: as an API server does it, a status is written apart from its object, and an
 * update from a version that is no longer the newest is refused.
 */
export class ObjectWriter {
  constructor(private readonly store: ObjectStore) {}

  /** @throws KubeError 409 if there is an object of that name, 422 for one without a name */
  create(target: Target, body: any): KubeObject {
    const { resource, namespace } = target;
    const object = withStatus(
      checkBody(target, body),
      resource.initialStatus,
      resource.initialStatus !== undefined,
    );
    const { name } = object.metadata;
    if (this.store.get(resource.plural, namespace, name))
      throw new KubeError(
        409,
        `${resource.plural} "${name}" already exists`,
        'AlreadyExists',
      );
    return this.store.apply(object);
  }

  /** @throws KubeError 404, or 409 if the object was changed since it was read */
  update(target: Target, body: any): KubeObject {
    const object = checkBody(target, body);
    const current = this.read(target);
    const { resourceVersion } = object.metadata;
    if (resourceVersion && resourceVersion !== current.metadata.resourceVersion)
      throw new KubeError(
        409,
        `Operation cannot be fulfilled on ${target.resource.plural} "${target.name}": the object has been modified; please apply your changes to the latest version and try again`,
      );
    const next = target.status
      ? withStatus(current, object.status, true)
      : withStatus(
          object,
          current.status,
          target.resource.initialStatus !== undefined,
        );
    // Writing what is there already makes no new version.
    return isSame(next, current) ? current : this.store.apply(next);
  }

  /** @throws KubeError 415 for another format than merge patch, else as `update` */
  patch(target: Target, body: unknown, contentType = ''): KubeObject {
    if (!contentType.startsWith('application/merge-patch+json'))
      throw new KubeError(
        415,
        'the body of the request was in an unknown format - accepted media types include: application/merge-patch+json',
        'UnsupportedMediaType',
      );
    return this.update(target, mergePatch(this.read(target), body));
  }

  /** @throws KubeError 404 */
  remove({ resource, namespace, name = '' }: Target): void {
    if (resource.kind === 'Namespace') this.empty(name);
    this.store.remove(resource.plural, namespace, name);
  }

  /** A namespace goes with all that is in it. */
  private empty(namespace: string): void {
    for (const { plural } of RESOURCES.filter(r => r.namespaced)) {
      for (const { metadata } of this.store.list(plural)) {
        if (metadata.namespace === namespace)
          this.store.remove(plural, namespace, metadata.name);
      }
    }
  }

  private read({ resource, namespace, name = '' }: Target): KubeObject {
    const current = this.store.get(resource.plural, namespace, name);
    if (!current) throw notFound(resource.plural, name);
    return current;
  }
}

/**
 * An object as it was sent, for the place it was sent to.
 *
 * @throws KubeError 400 or 422
 */
function checkBody(target: Target, body: any): NewKubeObject {
  const { resource, namespace } = target;
  const metadata = body?.metadata ?? {};
  const name = nameOf(metadata);
  if (!name)
    throw new KubeError(
      422,
      `${resource.kind} is invalid: metadata.name: Required value`,
    );
  if (target.name !== undefined && name !== target.name)
    throw new KubeError(
      400,
      'the name of the object does not match the name on the URL',
    );
  if (metadata.namespace && namespace && metadata.namespace !== namespace)
    throw new KubeError(
      400,
      'the namespace of the object does not match the namespace on the URL',
    );
  return {
    ...body,
    apiVersion: apiVersionOf(resource),
    kind: resource.kind,
    metadata: { ...metadata, name, ...(namespace && { namespace }) },
  };
}

function nameOf({ name, generateName }: any): string | undefined {
  if (typeof name === 'string' && name !== '') return name;
  return typeof generateName === 'string' && generateName !== ''
    ? generateName + randomBytes(3).toString('hex')
    : undefined;
}

function withStatus<T extends NewKubeObject>(
  object: T,
  status: object | undefined,
  isApart: boolean,
): T {
  if (!isApart) return object;
  const { status: _, ...rest } = object;
  return (status ? { ...rest, status } : rest) as T;
}

/** Whether two objects say the same, whatever their versions. */
function isSame(a: NewKubeObject, b: KubeObject): boolean {
  const content = ({ metadata, ...rest }: NewKubeObject) => {
    const { resourceVersion, uid, creationTimestamp, ...kept } = metadata;
    return sorted({ ...rest, metadata: kept });
  };
  return content(a) === content(b);
}

/** JSON with the keys of all objects in order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(
          Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : part,
  );
}
