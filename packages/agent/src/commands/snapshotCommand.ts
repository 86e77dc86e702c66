import { Option, type Command } from 'commander';
import { ConfigError } from '../config/ConfigError';
import { parseDuration } from '../config/parseDuration';
import { addSettingOptions, readFlags } from './clusterCommand';

/** Adds `atlhyper-agent snapshot`, which shows what a cluster uses without pushing it. */
export function addSnapshotCommand(program: Command): void {
  const command = program
    .command('snapshot')
    .description(
      'Collects metrics of nodes and pods and prints them; needs no portal and no token',
    )
    .option('--config <file>', 'YAML file (ATLHYPER_CONFIG)')
    .addOption(
      new Option('--output <form>', 'how to print')
        .choices(['json', 'table'])
        .default('json'),
    )
    .option(
      '--for <duration>',
      'collect for so long before printing, such as "5m"; else once',
    );
  addSettingOptions(command);
  command.action(async (options: Record<string, string>) => {
    const forMs = options.for ? parseDuration(options.for) : 0;
    if (forMs === undefined) {
      throw new ConfigError(`for: "${options.for}" is not a duration`);
    }
    const { runSnapshot } = await import('./runSnapshot');
    await runSnapshot({
      ...readFlags(options),
      forMs,
      table: options.output === 'table',
    });
  });
}
