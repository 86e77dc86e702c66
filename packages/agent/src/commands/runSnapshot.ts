import { readMetricsConfig } from '../config/readAgentConfig';
import { systemClock } from '../Clock';
import { createMetricsManager } from '../usage/MetricsManager';
import { stopSignal } from './stopSignal';
import { toMetricsTable } from './toMetricsTable';

/** Collects once, or for a while, and prints what was found. */
export async function runSnapshot(input: {
  file?: string;
  flags: Record<string, string | undefined>;
  forMs: number;
  table: boolean;
}): Promise<void> {
  const { env } = process;
  const config = readMetricsConfig({
    file: input.file ?? env.ATLHYPER_CONFIG,
    flags: input.flags,
    env,
  });
  const manager = await createMetricsManager(config);
  manager.start();
  try {
    await manager.collectNow();
    await systemClock.sleep(input.forMs, stopSignal());
    const snapshot = manager.snapshot();
    const nodes = Object.keys(snapshot.nodes);
    const series = {
      cluster: manager.series(),
      nodes: Object.fromEntries(
        nodes.map(node => [node, manager.series(node)]),
      ),
    };
    process.stdout.write(
      input.table
        ? toMetricsTable(snapshot)
        : `${JSON.stringify({ ...snapshot, series }, undefined, 2)}\n`,
    );
    for (const { name, state, message } of manager.states) {
      if (state !== 'ok') {
        process.stderr.write(
          `${name}: ${state}${message ? `: ${message}` : ''}\n`,
        );
      }
    }
  } finally {
    await manager.stop();
  }
}
