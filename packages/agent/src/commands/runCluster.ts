import { hostname } from 'node:os';
import { version } from '../../package.json';
import { ClusterAgent } from '../agent/ClusterAgent';
import { createSteadyClock } from '../Clock';
import { readAgentConfig } from '../config/readAgentConfig';
import { readKubeAccess } from '../kubernetes/readKubeAccess';
import { createLogger } from '../Logger';
import { stopSignal } from './stopSignal';

/** Runs the agent of one cluster until SIGTERM or SIGINT. */
export async function runCluster(input: {
  file?: string;
  flags: Record<string, string | undefined>;
}): Promise<void> {
  const { env } = process;
  const config = readAgentConfig({
    file: input.file ?? env.ATLHYPER_CONFIG,
    flags: input.flags,
    env,
  });
  const logger = createLogger(config.log.level);
  const access = await readKubeAccess({ ...config.sources.kubernetes, env });
  const { protocol, hostname: host } = new URL(config.master_url);
  if (protocol === 'http:' && !/^(localhost|127\.|\[::1\])/.test(host)) {
    logger.warn(
      'master_url is not https: the token can be read on the way to the backend',
    );
  }
  const agent = new ClusterAgent({
    config,
    access,
    clock: createSteadyClock(),
    logger,
    agent: { version, hostname: hostname() },
  });
  logger.info('started', { cluster: config.cluster_id, version });
  await agent.run(stopSignal());
  logger.info('stopped');
}
