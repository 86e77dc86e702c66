import { Command, InvalidArgumentError, Option } from 'commander';
import { runClusterCommand } from './commands/clusterCommand';
import { runHistoryCommand } from './commands/historyCommand';

/** Runs the command line; resolves when its command has ended. */
export async function main(argv: string[]): Promise<void> {
  const program = new Command('atlhyper-demo').description(
    'The demo cluster of AtlHyper: a Kubernetes API, Traefik and nodes on this machine only',
  );
  const seed = () =>
    new Option(
      '--seed <n>',
      'chances to take; another seed begins anew',
    ).argParser(wholeNumber(0, 2_147_483_647));
  const data = () =>
    new Option(
      '--data <dir>',
      'directory that keeps the state',
    ).makeOptionMandatory();
  const scenario = () =>
    new Option(
      '--scenario <file>',
      'scenario to run instead of the one that comes along',
    );
  program
    .command('cluster')
    .description(
      'run the cluster until SIGTERM; prints one line of JSON when it is ready',
    )
    .addOption(data())
    .addOption(seed())
    .addOption(scenario())
    .addOption(
      new Option(
        '--api-port <n>',
        'port of the Kubernetes API, 0 for a free one',
      )
        .default('0')
        .argParser(wholeNumber(0, 65_535)),
    )
    .option('--api-token <token>', 'bearer token that the API asks for')
    .option(
      '--router-series',
      'expose traefik_router_* as addRoutersLabels does',
    )
    .action(runClusterCommand);
  program
    .command('history')
    .description(
      'write what an agent would have pushed before the first start, one slot per line',
    )
    .addOption(data())
    .addOption(seed())
    .addOption(scenario())
    .addOption(
      new Option('--days <n>', 'how many days')
        .default('30')
        .argParser(wholeNumber(1, 400)),
    )
    .option('--output <file>', 'where to write, - for standard output', '-')
    .action(runHistoryCommand);
  await program.parseAsync(argv);
}

function wholeNumber(min: number, max: number) {
  return (text: string): string => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max)
      throw new InvalidArgumentError(
        `must be a whole number from ${min} to ${max}.`,
      );
    return text;
  };
}
