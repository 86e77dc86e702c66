import { KubeError, type KubeClient } from './KubeClient';

/** So long that those who ask at the same time ask once, and what is new is seen soon. */
const CACHE_MS = 10_000;

type ResourceList = { resources?: { name: string; namespaced: boolean }[] };
type GroupVersion = { group: string; version: string };

/** `/api/v1` for the core group (''), else `/apis/<group>/<version>`. */
export function groupVersionPath({ group, version }: GroupVersion): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
}

/** What every API server serves, if it serves anything. */
const CORE: GroupVersion = { group: '', version: 'v1' };

/** What the API server serves; old servers know some kinds only in beta, or not at all. */
export class ApiDiscovery {
  private readonly cache = new Map<
    string,
    { readMs: number; plurals: Promise<Set<string>> }
  >();

  constructor(
    private readonly client: KubeClient,
    private readonly monotonicMs: () => number = () => performance.now(),
  ) {}

  /**
   * The first of `versions` in which the kind is served; `undefined` if it is in none.
   *
   * @throws Error where discovery cannot be believed: it does not even know the core group
   */
  async findVersion(
    kind: { group: string; versions: readonly string[]; plural: string },
    signal: AbortSignal,
  ): Promise<string | undefined> {
    for (const version of kind.versions) {
      const plurals = await this.pluralsOf(
        { group: kind.group, version },
        signal,
      );
      if (plurals.has(kind.plural)) return version;
    }
    const core = await this.pluralsOf(CORE, signal);
    if (core.size === 0) {
      throw new Error('the API server does not say what it serves');
    }
    return undefined;
  }

  /** Forgets what was read, because the server denied something it announced. */
  invalidate(): void {
    this.cache.clear();
  }

  private pluralsOf(
    groupVersion: GroupVersion,
    signal: AbortSignal,
  ): Promise<Set<string>> {
    const path = groupVersionPath(groupVersion);
    const known = this.cache.get(path);
    if (known && this.monotonicMs() - known.readMs < CACHE_MS) {
      return known.plurals;
    }
    const plurals = this.read(path, signal);
    this.cache.set(path, { readMs: this.monotonicMs(), plurals });
    plurals.catch(() => this.cache.delete(path));
    return plurals;
  }

  private async read(path: string, signal: AbortSignal): Promise<Set<string>> {
    try {
      const list = await this.client.json<ResourceList>(path, { signal });
      return new Set(list.resources?.map(resource => resource.name));
    } catch (error) {
      if (error instanceof KubeError && error.status === 404) return new Set();
      throw error;
    }
  }
}
