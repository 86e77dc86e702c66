import { Option, type Command } from 'commander';
import { flagOf, SETTINGS, variableOf } from '../config/settings';

/** Adds `atlhyper-agent cluster`, the agent of one cluster. */
export function addClusterCommand(program: Command): void {
  const command = program
    .command('cluster')
    .description('Collects in this cluster and pushes to Backstage')
    .option('--config <file>', 'YAML file (ATLHYPER_CONFIG)');
  addSettingOptions(command);
  command.action(async (options: Record<string, string>) => {
    const { runCluster } = await import('./runCluster');
    await runCluster(readFlags(options));
  });
}

/** Adds a flag for every key that can be set outside the file. */
export function addSettingOptions(command: Command): void {
  for (const setting of SETTINGS) {
    command.addOption(
      new Option(
        `--${flagOf(setting)} <value>`,
        `key ${setting.path} (${variableOf(setting)})`,
      ),
    );
  }
  // The names of the source documents.
  command.addOption(new Option('--master <url>', 'key master_url').hideHelp());
}

/** Values by flag, as `readAgentConfig` takes them; commander names flags in camel case. */
export function readFlags(options: Record<string, string | undefined>): {
  file?: string;
  flags: Record<string, string | undefined>;
} {
  const camelCase = (flag: string) =>
    flag.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
  const flags = Object.fromEntries(
    SETTINGS.map(flagOf).map(flag => [flag, options[camelCase(flag)]]),
  );
  flags['master-url'] ??= options.master;
  return { file: options.config, flags };
}
