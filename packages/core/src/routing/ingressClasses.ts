import type { IngressClassObject, IngressObject } from './types';

/** Which of Traefik's providers may serve an Ingress. */
export type IngressProvider = 'ingress' | 'nginx';

const BY_CONTROLLER: Record<string, IngressProvider> = {
  'traefik.io/ingress-controller': 'ingress',
  'k8s.io/ingress-nginx': 'nginx',
};

/** Classes that mean the same wherever they are used. */
const BY_NAME: Record<string, IngressProvider> = {
  '': 'ingress',
  traefik: 'ingress',
  nginx: 'nginx',
};

/** Classes of other controllers, as their documentation names them. */
const FOREIGN =
  /^(alb|gce|gce-internal|haproxy|contour|kong|istio|cilium|azure\/application-gateway|azure-application-gateway|openshift-default|ngrok|tyk|apisix|skipper|nginx-.*|.*-nginx)$/;

/**
 * Who serves an Ingress: by the controller of the class that it names, else by the class itself. A
 * class that is neither there nor known may be the one that a provider is configured for, so both may
 * serve it. None if another controller does.
 *
 * https://doc.traefik.io/traefik/providers/kubernetes-ingress/#ingressclass
 */
export function ingressProviders(
  { className, classAnnotation }: IngressObject,
  classes: readonly IngressClassObject[],
): IngressProvider[] {
  const name = className ?? classAnnotation ?? '';
  const known = classes.find(one => one.name === name);
  if (known && className !== undefined) {
    const provider = BY_CONTROLLER[known.controller];
    return provider ? [provider] : [];
  }
  if (Object.hasOwn(BY_NAME, name)) return [BY_NAME[name]];
  if (known)
    return BY_CONTROLLER[known.controller]
      ? [BY_CONTROLLER[known.controller]]
      : [];
  return FOREIGN.test(name) ? [] : ['ingress', 'nginx'];
}
