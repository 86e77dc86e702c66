import { open } from 'node:fs/promises';
import { hostname } from 'node:os';
import { version } from '../../package.json';
import { systemClock } from '../Clock';
import { readAgentConfig } from '../config/readAgentConfig';
import { createLogger } from '../Logger';
import { BackendClient } from '../push/BackendClient';
import { readLines } from '../replay/readLines';
import { readSlots } from '../replay/readSlots';
import { replay, type ReplayProgress } from '../replay/replay';
import { stopSignal } from './stopSignal';

/** Loads a history and prints how far it is. */
export async function runReplay(input: {
  file?: string;
  flags: Record<string, string | undefined>;
  input: string;
  json: boolean;
}): Promise<void> {
  const config = readAgentConfig({
    file: input.file ?? process.env.ATLHYPER_CONFIG,
    flags: input.flags,
    env: process.env,
  });
  const stream =
    input.input === '-'
      ? process.stdin
      : (await open(input.input)).createReadStream();
  const print = (event: string, progress: ReplayProgress) =>
    process.stdout.write(
      input.json
        ? `${JSON.stringify({ event, ...progress })}\n`
        : `${describe(event, progress)}\n`,
    );
  const done = await replay({
    slots: readSlots(readLines(stream)),
    client: new BackendClient({
      masterUrl: config.master_url,
      readToken: config.readToken,
      timeoutMs: config.push.timeout,
      nowMs: () => Date.now(),
    }),
    clusterId: config.cluster_id,
    agent: { version, hostname: hostname() },
    clock: systemClock,
    logger: createLogger(config.log.level),
    signal: stopSignal(),
    onProgress: progress => print('progress', progress),
  });
  print('done', done);
}

function describe(event: string, progress: ReplayProgress): string {
  const through =
    progress.throughMs === undefined
      ? 'nothing'
      : `through ${new Date(progress.throughMs).toISOString()}`;
  return `${event}: ${progress.slots} slots sent, ${progress.skippedSlots} were there, ${through}`;
}
