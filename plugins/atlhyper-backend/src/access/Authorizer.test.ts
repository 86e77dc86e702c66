import { atlhyperPermissions } from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type Permission,
} from '@backstage/plugin-permission-common';
import { registeredTypes } from './__testUtils__/registeredTypes';
import { Authorizer } from './Authorizer';

const CALLER = { principal: 'caller' } as never as BackstageCredentials;
const DOMAINS = 'atlhyper.slo.read';
const SERVICES = 'atlhyper.mesh.read';
const NODES = 'atlhyper.node.read';
const OBJECTS = 'atlhyper.resource.read';
const CLUSTERS = 'atlhyper.cluster.read';

type Question = Exclude<keyof Authorizer, 'requireCreateCluster'>;

/** Of each question the permission that decides each part of its answer. */
const QUESTIONS: [Question, string | Record<string, string>][] = [
  ['readDomains', DOMAINS],
  ['readServices', SERVICES],
  ['readNodes', NODES],
  ['readClusters', CLUSTERS],
  ['manageClusters', 'atlhyper.cluster.manage'],
  ['readSubjects', { domains: DOMAINS, services: SERVICES }],
  [
    'updateSubjects',
    {
      domains: 'atlhyper.slo.target.update',
      services: 'atlhyper.mesh.target.update',
    },
  ],
  ['readResources', { access: OBJECTS, clusters: CLUSTERS }],
  ['readWorkloads', { pods: OBJECTS, nodes: NODES }],
  ['readMetrics', { nodes: NODES, pods: OBJECTS, clusters: CLUSTERS }],
  [
    'readAlerts',
    {
      domains: DOMAINS,
      services: SERVICES,
      nodes: NODES,
      objects: OBJECTS,
      clusters: CLUSTERS,
    },
  ],
];

/** Without all of these together, or each where it stands alone, a question is refused. */
const NEEDED: Partial<Record<Question, string[][]>> = {
  readDomains: [[DOMAINS]],
  readServices: [[SERVICES]],
  readNodes: [[NODES]],
  readClusters: [[CLUSTERS]],
  manageClusters: [['atlhyper.cluster.manage']],
  readSubjects: [[DOMAINS, SERVICES]],
  updateSubjects: [
    ['atlhyper.slo.target.update', 'atlhyper.mesh.target.update'],
  ],
  readResources: [[OBJECTS]],
  readWorkloads: [[OBJECTS], [NODES]],
  readAlerts: [[DOMAINS, SERVICES, NODES, OBJECTS, CLUSTERS]],
};

type Answer = 'deny' | 'allow' | 'ask';

/** A permission system that gives each permission this answer; one condition names the permission. */
function permissionsBy(answerTo: (name: string) => Answer) {
  const decide = ({ permission }: { permission: Permission }) => {
    const { name } = permission;
    const answer = answerTo(name);
    if (answer === 'deny') return { result: AuthorizeResult.DENY };
    if (answer === 'allow') return { result: AuthorizeResult.ALLOW };
    const { resourceType } = permission as { resourceType?: string };
    const isCluster = resourceType === 'atlhyper-cluster';
    return {
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'atlhyper',
      resourceType,
      conditions: {
        rule: isCluster ? 'IS_CLUSTER' : 'IS_IN_CLUSTER',
        resourceType,
        params: { clusterIds: [name] },
      },
    };
  };
  const authorize: PermissionsService['authorize'] = async (asked, options) => {
    expect(options).toEqual({ credentials: CALLER });
    return asked.map(decide) as never;
  };
  const permissions = { authorize, authorizeConditional: authorize as never };
  return new Authorizer({
    permissions: permissions as PermissionsService,
    registry: registeredTypes().registry,
  });
}

function answersTo(
  parts: string | Record<string, string>,
  to: (p: string) => unknown,
) {
  return typeof parts === 'string'
    ? to(parts)
    : Object.fromEntries(
        Object.entries(parts).map(([part, name]) => [part, to(name)]),
      );
}

describe('Authorizer', () => {
  it.each(QUESTIONS)('%s is all where all is allowed', async (ask, parts) => {
    const authorizer = permissionsBy(() => 'allow');
    expect(await authorizer[ask](CALLER)).toEqual(
      answersTo(parts, () => 'all'),
    );
  });

  it.each(QUESTIONS)(
    '%s takes the conditions of the permission of each part',
    async (ask, parts) => {
      const authorizer = permissionsBy(() => 'ask');
      expect(await authorizer[ask](CALLER)).toEqual(
        answersTo(parts, name => ({ field: 'cluster', values: [name] })),
      );
    },
  );

  it.each(QUESTIONS)(
    '%s is refused without what it needs, and names it',
    async ask => {
      for (const needed of NEEDED[ask] ?? []) {
        const authorizer = permissionsBy(name =>
          needed.includes(name) ? 'deny' : 'allow',
        );
        const names = needed.map(name => `'${name}'`).join(' or ');
        await expect(authorizer[ask](CALLER)).rejects.toThrow(
          new NotAllowedError(`This needs the permission ${names}`),
        );
      }
    },
  );

  it.each(QUESTIONS)(
    '%s has nothing of a part that is denied where others are not',
    async (ask, parts) => {
      const names = typeof parts === 'string' ? [] : Object.values(parts);
      const alone = (NEEDED[ask] ?? []).filter(one => one.length === 1).flat();
      for (const denied of names.filter(name => !alone.includes(name))) {
        const authorizer = permissionsBy(name =>
          name === denied ? 'deny' : 'allow',
        );
        expect(await authorizer[ask](CALLER)).toEqual(
          answersTo(parts, name => (name === denied ? 'none' : 'all')),
        );
      }
    },
  );

  it('refuses nobody what is made of nodes, objects and clusters', async () => {
    const authorizer = permissionsBy(() => 'deny');
    expect(await authorizer.readMetrics(CALLER)).toEqual({
      nodes: 'none',
      pods: 'none',
      clusters: 'none',
    });
  });

  it('lets register a cluster who has the permission to, and no other', async () => {
    const CREATE = 'atlhyper.cluster.create';
    const only = permissionsBy(name => (name === CREATE ? 'allow' : 'deny'));
    await expect(only.requireCreateCluster(CALLER)).resolves.toBeUndefined();
    const others = permissionsBy(name => (name === CREATE ? 'deny' : 'allow'));
    await expect(others.requireCreateCluster(CALLER)).rejects.toThrow(
      new NotAllowedError(`This needs the permission '${CREATE}'`),
    );
  });

  it('asks for every permission that there is', () => {
    const asked = QUESTIONS.flatMap(([, parts]) =>
      typeof parts === 'string' ? [parts] : Object.values(parts),
    );
    expect(new Set([...asked, 'atlhyper.cluster.create'])).toEqual(
      new Set(atlhyperPermissions.map(({ name }) => name)),
    );
  });
});
