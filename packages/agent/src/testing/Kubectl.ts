import { spawnSync } from 'node:child_process';

/** A cluster as `kubectl` reaches it with one kubeconfig. */
export class Kubectl {
  constructor(private readonly kubeconfig: string) {}

  /** @throws Error with what kubectl said */
  run(args: readonly string[], input?: string): string {
    const { status, stdout, stderr, error } = spawnSync(
      'kubectl',
      ['--kubeconfig', this.kubeconfig, ...args],
      { input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    if (status !== 0) {
      throw new Error(`kubectl ${args.join(' ')}: ${error ?? stderr}`);
    }
    return stdout;
  }

  apply(manifests: string): void {
    this.run(['apply', '-f', '-'], manifests);
  }
}
