import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKubeAccess } from '../kubernetes/readKubeAccess';
import { readAgentConfig } from './readAgentConfig';
import { readYaml } from './readYaml';

describe('readYaml', () => {
  let directory: string;
  let file: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'atlhyper-yaml-'));
    file = join(directory, 'config');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const broken = [
    ['a mapping in a value', 'a: 1\nusers:\n  token: x: s3cret\n', /line 3/],
    ['an open quote', "users:\n  token: 's3cret\n  b: 1\n", /line \d/],
    ['an alias of nothing', 'token: *s3cret\n', /YAML/],
    ['a bad escape', 'token: "\\s3cret"\n', /line 1, column 9/],
    ['a key that comes twice', 's3cret: 1\ns3cret: 2\n', /line 2, column 1/],
  ] as const;

  it.each(broken)('repeats nothing of a file with %s', async (_, text, at) => {
    writeFileSync(file, text);
    const access = readKubeAccess({ kubeconfig: file, env: {} });
    const messages = [
      messageOf(() => readYaml(file)),
      messageOf(() => readAgentConfig({ file, flags: {}, env: {} })),
      await access.then(
        () => '',
        error => error.message,
      ),
    ];
    for (const message of messages) {
      expect(message).toMatch(at);
      expect(message).not.toContain('s3cret');
    }
  });

  it('gives what the file holds', () => {
    writeFileSync(file, 'a: {b: [1, x]}');
    expect(readYaml(file)).toEqual({ a: { b: [1, 'x'] } });
  });
});

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}
