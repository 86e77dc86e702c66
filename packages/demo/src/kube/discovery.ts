import { apiVersionOf, RESOURCES } from './resources';

const VERSION = {
  major: '1',
  minor: '32',
  gitVersion: 'v1.32.0+atlhyper-demo',
  gitCommit: '',
  gitTreeState: '',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: 'linux/amd64',
};

/** What the API says of itself at a path; `undefined` for any other path. */
export function discover(path: string): object | string | undefined {
  switch (path) {
    case '/healthz':
    case '/livez':
    case '/readyz':
      return 'ok';
    case '/version':
      return VERSION;
    case '/api':
      return {
        kind: 'APIVersions',
        versions: ['v1'],
        serverAddressByClientCIDRs: [],
      };
    case '/apis':
      return {
        kind: 'APIGroupList',
        apiVersion: 'v1',
        groups: groupNames().map(toGroup),
      };
    case '/openapi/v2':
      return {
        swagger: '2.0',
        info: { title: 'Kubernetes', version: VERSION.gitVersion },
        paths: {},
      };
    default:
      return discoverGroup(path);
  }
}

function groupNames(): string[] {
  return [...new Set(RESOURCES.map(r => r.group).filter(Boolean))];
}

function toGroup(name: string) {
  const versions = [
    ...new Set(RESOURCES.filter(r => r.group === name).map(r => r.version)),
  ].map(version => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions, preferredVersion: versions[0] };
}

function discoverGroup(path: string): object | undefined {
  const group = /^\/apis\/([^/]+)$/.exec(path)?.[1];
  if (group && groupNames().includes(group))
    return { kind: 'APIGroup', apiVersion: 'v1', ...toGroup(group) };
  const groupVersion = /^\/(?:api\/(v1)|apis\/([^/]+\/[^/]+))$/.exec(path);
  const apiVersion = groupVersion?.[1] ?? groupVersion?.[2];
  const resources = RESOURCES.filter(r => apiVersionOf(r) === apiVersion);
  if (resources.length === 0) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersion,
    resources: resources.map(r => ({
      name: r.plural,
      singularName: r.kind.toLowerCase(),
      namespaced: r.namespaced,
      kind: r.kind,
      verbs: r.verbs,
      ...(r.shortNames && { shortNames: r.shortNames }),
    })),
  };
}
