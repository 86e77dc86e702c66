import { Option, type Command } from 'commander';
import { addSettingOptions, readFlags } from './clusterCommand';

/** Adds `atlhyper-agent replay`, which loads a history. */
export function addReplayCommand(program: Command): void {
  const command = program
    .command('replay')
    .description(
      'Loads a history of slots (one JSON object per line) in the role backfill; run again it goes on where it stopped',
    )
    .option('--config <file>', 'YAML file (ATLHYPER_CONFIG)')
    .requiredOption('--input <file>', 'file to read, "-" for standard input')
    .addOption(
      new Option('--progress <form>', 'how to print progress')
        .choices(['text', 'json'])
        .default('text'),
    );
  addSettingOptions(command);
  command.action(async (options: Record<string, string>) => {
    const { runReplay } = await import('./runReplay');
    await runReplay({
      ...readFlags(options),
      input: options.input,
      json: options.progress === 'json',
    });
  });
}
