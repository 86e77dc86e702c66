import type {
  EdgeKey,
  SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { ProcessScrape } from '@atlhyper/core';
import type { StoredObject } from '../../kubernetes/ResourceStore';

/** What one proxy counted, and whose proxy it is. */
export type MeshScrape = {
  scrape: ProcessScrape;
  /** `undefined` where nothing says whose calls they are; then only incoming traffic counts. */
  source: EdgeKey['source'] | undefined;
};

/** What one round of reading found. */
export type MeshReading = {
  proxies: MeshScrape[];
  /** Processes that are there but did not answer. */
  failed: string[];
  /** Whether a proxy of the ingress was among those read, and whether it names hosts. */
  ingress: 'absent' | 'unnamed' | 'named';
  problem?: Pick<SourceState, 'message'> & {
    state: 'failing' | 'not_available';
  };
};

/** One way to the proxies' counters. */
export interface MeshReader {
  read(signal: AbortSignal): Promise<MeshReading>;
}

/**
 * Whether a pod with a proxy is being started. The proxy counts before the pod is said to run; it
 * must be known by then that it was not there before.
 */
export function isStarting({ resource, local }: StoredObject): boolean {
  return local?.meshProxy !== undefined && resource.data.phase === 'Pending';
}

/** The hosts that are named, over several proxies. */
export function ingressOf(
  scrapes: Iterable<ProcessScrape>,
): MeshReading['ingress'] {
  let ingress: MeshReading['ingress'] = 'absent';
  for (const { counters } of scrapes) {
    ingress = 'unnamed';
    for (const key of counters.keys()) {
      if (isAuthorityKey(key)) return 'named';
    }
  }
  return ingress;
}

/** Authorities have one name, services two. */
function isAuthorityKey(key: string): boolean {
  return /^\["\w",\["[^"]*"\]/.test(key);
}
