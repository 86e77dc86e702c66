import { Command, CommanderError } from 'commander';
import { addClusterCommand } from './commands/clusterCommand';
import { addNodeCommand } from './commands/nodeCommand';
import { addReplayCommand } from './commands/replayCommand';
import { addSnapshotCommand } from './commands/snapshotCommand';
import { ConfigError } from './config/ConfigError';
import { messageOf } from './messageOf';

/**
 * Runs the command line and gives the process's exit code: 0 done, 1 failed, 2 wrong usage or
 * configuration. Each command loads its code only when it is called, so that the node collector
 * stays small.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('atlhyper-agent')
    .description('Collects in one Kubernetes cluster and pushes to Backstage')
    .exitOverride()
    .showHelpAfterError();
  addClusterCommand(program);
  addNodeCommand(program);
  addReplayCommand(program);
  addSnapshotCommand(program);
  try {
    await program.parseAsync([...argv]);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? 0 : 2;
    }
    if (error instanceof ConfigError) {
      process.stderr.write(`atlhyper-agent: ${error.message}\n`);
      return 2;
    }
    process.stderr.write(`atlhyper-agent: ${describe(error)}\n`);
    return 1;
  }
}

/** What went wrong in the world needs a sentence; a mistake of ours needs its place in the code. */
function describe(error: unknown): string {
  const isMistake =
    error instanceof TypeError ||
    error instanceof RangeError ||
    error instanceof ReferenceError;
  return isMistake ? String(error.stack) : messageOf(error);
}
