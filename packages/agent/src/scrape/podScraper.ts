import { Agent } from 'node:http';
import { openRequest } from '../http/openRequest';
import { readBody } from '../http/readBody';
import { urlHost } from '../http/urlHost';
import { withDeadline } from '../http/withDeadline';
import type { KubeClient } from '../kubernetes/KubeClient';
import { textsOf } from '../kubernetes/KubeObject';
import { parseLabelSelector } from '../kubernetes/labelSelector';
import type { ResourceStore } from '../kubernetes/ResourceStore';

const ACCEPT = 'text/plain;version=0.0.4';

/** Where an exposition is found, and how long it may be. */
export type ScrapeConfig = {
  path: string;
  via: 'pod' | 'apiserver';
  timeout: number;
  body_limit_bytes: number;
};

/** One running pod with an exposition. */
export type ScrapeTarget = {
  uid: string;
  namespace: string;
  pod: string;
  ip: string;
  port: number;
  /** The node that it runs on. */
  node?: string;
};

/** The running pods of a namespace that a selector names, by name. */
export function findTargets(
  store: ResourceStore,
  where: { namespace: string; pod_selector: string; port: number },
): ScrapeTarget[] {
  const matches = parseLabelSelector(where.pod_selector);
  const targets: ScrapeTarget[] = [];
  for (const { resource, local } of store.list('pod')) {
    const { namespace, name, uid, data } = resource;
    if (
      namespace === where.namespace &&
      local?.ip &&
      local.running &&
      matches(textsOf(data.labels))
    ) {
      targets.push({
        uid,
        namespace,
        pod: name,
        ip: local.ip,
        port: where.port,
        ...(typeof data.nodeName === 'string' && { node: data.nodeName }),
      });
    }
  }
  return targets.sort((a, b) => (a.pod < b.pod ? -1 : 1));
}

/**
 * Gives a function that reads the exposition of a pod, directly or through the API server.
 *
 * @throws (the function) if it does not answer in time or other than 200, or is too long
 */
export function createPodScraper(
  client: KubeClient,
  config: ScrapeConfig,
): (target: ScrapeTarget, signal: AbortSignal) => Promise<Buffer> {
  const fetchUrl = createUrlScraper(config);
  return (target, signal) => {
    const { namespace, pod, ip, port } = target;
    return config.via === 'apiserver'
      ? client.bytes(
          `/api/v1/namespaces/${namespace}/pods/${pod}:${port}/proxy${config.path}`,
          { signal, timeoutMs: config.timeout, accept: ACCEPT },
          config.body_limit_bytes,
        )
      : fetchUrl(`http://${urlHost(ip)}:${port}${config.path}`, signal);
  };
}

/** The same for a URL. */
export function createUrlScraper(
  config: Pick<ScrapeConfig, 'timeout' | 'body_limit_bytes'>,
): (url: string, signal: AbortSignal) => Promise<Buffer> {
  const agent = new Agent({ keepAlive: true });
  return (url, signal) =>
    withDeadline(signal, config.timeout, async until => {
      const message = await openRequest({
        url: new URL(url),
        // An agent of plain HTTP cannot carry TLS; those URLs get a connection each time.
        ...(url.startsWith('http:') && { agent }),
        headers: { accept: ACCEPT, 'accept-encoding': 'gzip' },
        signal: until,
      });
      if (message.statusCode !== 200) {
        // Not read: an answer that is no metrics may be of any length.
        message.destroy();
        throw new Error(`status ${message.statusCode}`);
      }
      return readBody(message, config.body_limit_bytes);
    });
}
