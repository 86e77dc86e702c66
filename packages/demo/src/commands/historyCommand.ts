import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { loadDemoState } from '../demoState';
import { generateHistory } from '../history/generateHistory';
import { readScenario } from '../scenario/readScenario';

export type HistoryCommandOptions = {
  data: string;
  output: string;
  days: string;
  seed?: string;
  scenario?: string;
};

/** Writes the slots of the days before the demo's start, one JSON object per line. */
export async function runHistoryCommand(
  options: HistoryCommandOptions,
): Promise<void> {
  const scenario = readScenario(options.scenario);
  const state = loadDemoState(options.data, {
    seed: options.seed === undefined ? undefined : Number(options.seed),
    nowMs: Date.now(),
  });
  const toMs = state.startMs;
  const slots = generateHistory({
    world: { scenario, ...state },
    fromMs: toMs - Number(options.days) * 86_400_000,
    toMs,
    diskUsedFraction: await readDiskUsedFraction(options.data),
  });
  const toStdout = options.output === '-';
  const output = toStdout ? process.stdout : createWriteStream(options.output);
  for (const slot of slots) {
    if (!output.write(`${JSON.stringify(slot)}\n`)) await once(output, 'drain');
  }
  if (!toStdout) {
    output.end();
    await once(output, 'finish');
  }
}

/** How full the disk is that the nodes' collectors will find, counted as they and `df` do: without reserved blocks. */
async function readDiskUsedFraction(dir: string): Promise<number | undefined> {
  if (!existsSync(dir)) return undefined;
  const { blocks, bfree, bavail } = await statfs(dir);
  const used = blocks - bfree;
  return used + bavail > 0 ? used / (used + bavail) : undefined;
}
