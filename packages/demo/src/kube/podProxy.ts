import { request, type ServerResponse } from 'node:http';
import { KubeError } from './KubeError';
import { notFound, type ObjectStore } from './ObjectStore';
import { sendError } from './respond';

/** `…/pods/<name>[:<port>]/proxy/<path>`, as `kubectl get --raw` uses it. */
export const POD_PROXY_PATH =
  /^\/api\/v1\/namespaces\/([^/]+)\/pods\/(?:https?:)?([^/:]+)(?::(\d+))?\/proxy(\/.*)?$/;

/** What a pod answers at a port without listening anywhere; `undefined` where it does not. */
export type PodPort = (
  uid: string,
  port: number,
  path: string,
) => { contentType: string; text: string } | undefined;

/**
 * Passes a request on to a pod: to `podPort`, else to what listens on this machine.
 *
 * @throws KubeError 404 or 503
 */
export function proxyToPod(
  store: ObjectStore,
  found: RegExpExecArray,
  { search, podPort }: { search: string; podPort?: PodPort },
  res: ServerResponse,
): void {
  const [, namespace, name, port, path = '/'] = found;
  const pod = store.get('pods', namespace, decodeURIComponent(name));
  if (!pod) throw notFound('pods', name);
  const answer = port && podPort?.(pod.metadata.uid, Number(port), path);
  if (answer) {
    res.writeHead(200, { 'Content-Type': answer.contentType });
    res.end(answer.text);
    return;
  }
  const annotated = pod.metadata.annotations?.['prometheus.io/port'];
  if (pod.status?.podIP !== '127.0.0.1' || !annotated)
    throw new KubeError(503, 'error trying to reach service: no route to host');
  const options = {
    host: '127.0.0.1',
    port: Number(port ?? annotated),
    path: `${path}${search}`,
  };
  const outgoing = request(options, incoming => {
    res.writeHead(incoming.statusCode ?? 502, incoming.headers);
    incoming.pipe(res);
  });
  outgoing.once('error', error =>
    sendError(
      res,
      new KubeError(503, `error trying to reach service: ${error.message}`),
    ),
  );
  outgoing.end();
}
