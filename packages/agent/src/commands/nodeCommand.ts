import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { Command } from 'commander';
import { ConfigError } from '../config/ConfigError';
import { parseDuration } from '../config/parseDuration';

type NodeFlags = {
  proc?: string;
  sys?: string;
  root?: string;
  nodeName?: string;
  agentUrl?: string;
  interval?: string;
  secretFile?: string;
  probePort?: string;
  probeAddress?: string;
  once?: boolean;
};

/** Adds `atlhyper-agent node`, the collector that runs on every node. */
export function addNodeCommand(program: Command): void {
  program
    .command('node')
    .description(
      "Reads this node's hardware figures and posts them to the agent",
    )
    .option(
      '--proc <dir>',
      'the host\'s /proc (ATLHYPER_PROC; default "/proc")',
    )
    .option('--sys <dir>', 'the host\'s /sys (ATLHYPER_SYS; default "/sys")')
    .option(
      '--root <dir>',
      'where the host\'s root is mounted (ATLHYPER_ROOT; default "/")',
    )
    .option('--node-name <name>', 'ATLHYPER_NODE_NAME; default: host name')
    .option(
      '--agent-url <url>',
      'base URL of the agent, e.g. http://atlhyper-agent:8095 (ATLHYPER_AGENT_URL)',
    )
    .option('--interval <duration>', 'ATLHYPER_INTERVAL; default 5s')
    .option(
      '--secret-file <file>',
      'shared secret or service account token, read again for every post (ATLHYPER_SECRET_FILE; or the secret itself in ATLHYPER_SECRET)',
    )
    .option(
      '--probe-port <port>',
      'listen here for probes of other nodes, and probe those that the agent names (ATLHYPER_PROBE_PORT; default: neither)',
    )
    .option(
      '--probe-address <ip>',
      'where other nodes reach this one (ATLHYPER_PROBE_ADDRESS; default: the address it reaches the agent from)',
    )
    .option('--once', 'print one snapshot (of two samples) and end')
    .action(async (flags: NodeFlags) => {
      const { runNodeCollector } = await import(
        '../collector/runNodeCollector'
      );
      await runNodeCollector(readNodeOptions(flags, process.env));
    });
}

function readNodeOptions(flags: NodeFlags, env: NodeJS.ProcessEnv) {
  const interval = flags.interval ?? env.ATLHYPER_INTERVAL ?? '5s';
  const intervalMs = parseDuration(interval);
  if (intervalMs === undefined || intervalMs < 1_000) {
    throw new ConfigError(
      `interval: "${interval}" is not a duration of at least 1s such as "5s"`,
    );
  }
  const agentUrl = flags.agentUrl ?? env.ATLHYPER_AGENT_URL;
  if (!flags.once && !agentUrl) {
    throw new ConfigError('agent-url: is required');
  }
  if (agentUrl && !/^https?:$/.test(URL.parse(agentUrl)?.protocol ?? '')) {
    throw new ConfigError(`agent-url: "${agentUrl}" is not an http(s) URL`);
  }
  return {
    paths: {
      proc: flags.proc ?? env.ATLHYPER_PROC ?? '/proc',
      sys: flags.sys ?? env.ATLHYPER_SYS ?? '/sys',
      root: flags.root ?? env.ATLHYPER_ROOT ?? '/',
    },
    nodeName: flags.nodeName ?? env.ATLHYPER_NODE_NAME ?? hostname(),
    agentUrl,
    intervalMs,
    secretFile: flags.secretFile ?? env.ATLHYPER_SECRET_FILE,
    secret: env.ATLHYPER_SECRET,
    ...readProbeOptions(
      flags.probePort ?? env.ATLHYPER_PROBE_PORT,
      flags.probeAddress ?? env.ATLHYPER_PROBE_ADDRESS,
    ),
    once: flags.once ?? false,
  };
}

function readProbeOptions(port: string | undefined, address?: string) {
  if (port === undefined) return {};
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    throw new ConfigError(`probe-port: "${port}" is not a port`);
  }
  if (address !== undefined && isIP(address) === 0) {
    throw new ConfigError(`probe-address: "${address}" is not an IP address`);
  }
  return { probePort: Number(port), probeAddress: address };
}
