/** Comma-separated hosts; `host/path` narrows to a path, `*.example.com` takes every subdomain. */
export const ATLHYPER_DOMAINS_ANNOTATION = 'atlhyper.io/domains';
/** Comma-separated `namespace/name` of services, optionally `cluster/namespace/name`. */
export const ATLHYPER_SERVICES_ANNOTATION = 'atlhyper.io/services';
/** Narrows everything on the entity to one cluster. */
export const ATLHYPER_CLUSTER_ANNOTATION = 'atlhyper.io/cluster';
