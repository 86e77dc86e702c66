import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { EVENT_KIND, KINDS } from './kinds';

type Rule = { apiGroups: string[]; resources: string[]; verbs: string[] };
type Manifest = {
  kind: string;
  rules?: Rule[];
  subjects?: { kind: string; namespace?: string }[];
};

describe('the rights that the manifest grants', () => {
  const file = join(__dirname, '../../deploy/kubernetes/rbac.yaml');
  const manifests = parseAllDocuments(readFileSync(file, 'utf8')).map(
    document => document.toJS() as Manifest,
  );
  const granted = manifests
    .filter(({ kind }) => kind === 'ClusterRole')
    .flatMap(({ rules = [] }) => rules)
    .flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap(group =>
        resources.flatMap(resource =>
          verbs.map(verb => `${verb} ${resource}.${group}`),
        ),
      ),
    );

  it('are those to all that is asked for, and to nothing else', () => {
    const watched = [...KINDS, EVENT_KIND].flatMap(({ group, plural }) =>
      ['list', 'watch'].map(verb => `${verb} ${plural}.${group}`),
    );
    const asked = [
      ...watched,
      'list nodes.metrics.k8s.io',
      'list pods.metrics.k8s.io',
      'create tokenreviews.authentication.k8s.io',
    ];
    expect([...granted].sort()).toEqual([...new Set(asked)].sort());
  });

  it('name whom they are given to as the API server wants it', () => {
    const subjects = manifests.flatMap(manifest => manifest.subjects ?? []);
    expect(subjects.length).toBeGreaterThan(0);
    for (const { kind, namespace } of subjects) {
      expect([kind, namespace]).toEqual(['ServiceAccount', 'atlhyper']);
    }
  });
});
