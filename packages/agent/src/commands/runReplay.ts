import { open } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Slot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { version } from '../../package.json';
import { systemClock } from '../Clock';
import { readAgentConfig } from '../config/readAgentConfig';
import { createLogger } from '../Logger';
import { BackendClient } from '../push/BackendClient';
import { readLegacyDatabase } from '../replay/readLegacyDatabase';
import { readLines } from '../replay/readLines';
import { readSlots } from '../replay/readSlots';
import { replay, type ReplayProgress } from '../replay/replay';
import { stopSignal } from './stopSignal';

/** Loads a history and prints how far it is. */
export async function runReplay(input: {
  file?: string;
  flags: Record<string, string | undefined>;
  /** A file of slots, or `-`. */
  input?: string;
  /** A file of an earlier store. */
  legacyDatabase?: string;
  json: boolean;
}): Promise<void> {
  const config = readAgentConfig({
    file: input.file ?? process.env.ATLHYPER_CONFIG,
    flags: input.flags,
    env: process.env,
  });
  const print = (event: string, progress: ReplayProgress) =>
    process.stdout.write(
      input.json
        ? `${JSON.stringify({ event, ...progress })}\n`
        : `${describe(event, progress)}\n`,
    );
  const notes = { rows: 0, entryPoints: 0, empty: 0, unmapped: 0 };
  const logger = createLogger(config.log.level);
  const done = await replay({
    slots: input.legacyDatabase
      ? toAsync(
          readLegacyDatabase(input.legacyDatabase, {
            clusterId: config.cluster_id,
            nowMs: Date.now(),
            notes,
          }),
        )
      : await readInput(input.input ?? '-'),
    client: new BackendClient({
      masterUrl: config.master_url,
      readToken: config.readToken,
      timeoutMs: config.push.timeout,
      nowMs: () => Date.now(),
    }),
    clusterId: config.cluster_id,
    agent: { version, hostname: hostname() },
    clock: systemClock,
    logger,
    signal: stopSignal(),
    onProgress: progress => print('progress', progress),
  });
  if (input.legacyDatabase) logger.info('read an earlier store', notes);
  print('done', done);
}

async function readInput(file: string): Promise<AsyncIterator<Slot>> {
  const stream =
    file === '-' ? process.stdin : (await open(file)).createReadStream();
  return readSlots(readLines(stream));
}

async function* toAsync<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

function describe(event: string, progress: ReplayProgress): string {
  const through =
    progress.throughMs === undefined
      ? 'nothing'
      : `through ${new Date(progress.throughMs).toISOString()}`;
  return `${event}: ${progress.slots} slots sent, ${progress.skippedSlots} were there, ${through}`;
}
