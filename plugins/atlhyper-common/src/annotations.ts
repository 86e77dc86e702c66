/** Comma-separated hosts; `host/path` narrows to a path, `*.example.com` takes every subdomain. */
export const ATLHYPER_DOMAINS_ANNOTATION = 'atlhyper.io/domains';
/** Comma-separated `namespace/name` of services, optionally `cluster/namespace/name`. */
export const ATLHYPER_SERVICES_ANNOTATION = 'atlhyper.io/services';
/** Narrows everything on the entity to one cluster. */
export const ATLHYPER_CLUSTER_ANNOTATION = 'atlhyper.io/cluster';
/** A YAML list of targets that the entity defines; see the README of the backend plugin. */
export const ATLHYPER_SLO_TARGETS_ANNOTATION = 'atlhyper.io/slo-targets';
/** Path of a file of OpenSLO documents beside the entity's own file. */
export const ATLHYPER_OPENSLO_ANNOTATION = 'atlhyper.io/openslo';
