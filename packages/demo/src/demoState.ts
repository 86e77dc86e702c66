import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const demoStateSchema = z.strictObject({
  seed: z.number().int(),
  startMs: z.number().int().positive(),
});

/** What must stay the same over the starts of one demo: its chances, and when it began. */
export type DemoState = z.infer<typeof demoStateSchema>;

/**
 * The state kept in a data directory; written at the first start. A later start with another seed
 * begins anew.
 */
export function loadDemoState(
  dataDir: string,
  fresh: { seed?: number; nowMs: number },
): DemoState {
  const file = join(dataDir, 'demo.json');
  const known = readState(file);
  if (known && (fresh.seed === undefined || fresh.seed === known.seed))
    return known;
  const state = { seed: fresh.seed ?? 1, startMs: fresh.nowMs };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, `${JSON.stringify(state)}\n`);
  return state;
}

function readState(file: string): DemoState | undefined {
  try {
    return demoStateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Missing or from another version: the demo begins anew.
    return undefined;
  }
}
