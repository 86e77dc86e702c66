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
    .addOption(
      new Option('--input <file>', 'file to read, "-" for standard input'),
    )
    .addOption(
      new Option(
        '--legacy-database <file>',
        'SQLite file of an earlier AtlHyper, whose SLO history is loaded instead',
      ).conflicts('input'),
    )
    .addOption(
      new Option('--progress <form>', 'how to print progress')
        .choices(['text', 'json'])
        .default('text'),
    );
  addSettingOptions(command);
  command.action(async (options: Record<string, string>) => {
    if (!options.input && !options.legacyDatabase) {
      command.error('error: give --input or --legacy-database');
    }
    const { runReplay } = await import('./runReplay');
    await runReplay({
      ...readFlags(options),
      input: options.input,
      legacyDatabase: options.legacyDatabase,
      json: options.progress === 'json',
    });
  });
}
