import type { PushUnit } from '../stores/Ledger';
import type { Stores } from '../stores/Stores';
import type { PushBatch, PushOutcome, PushState } from './PushBatch';
import {
  PUSH_SECTIONS,
  SECTION_NAMES,
  type PushSection,
  type SectionStores,
} from './pushSections';

/** Writes pushes: what the ledger lets in, to the store of each part. */
export class PushWriter {
  constructor(
    private readonly stores: SectionStores &
      Pick<Stores, 'samples' | 'nodeHistory' | 'nodeReadings'>,
  ) {}

  /** @throws PushConflictError see `Ledger.commit` */
  async write({ entry, plan, state }: PushBatch): Promise<PushOutcome> {
    const { ledger, samples, nodeHistory, nodeReadings } = this.stores;
    const commit = await ledger.commit(entry, async (unit, isFresh) => {
      if (plan && isFresh) {
        await samples.add(unit, plan.requests);
        await nodeHistory.add(unit, plan.nodes);
        if (entry.role === 'live') {
          await nodeReadings.put(unit, plan.readings);
        }
      }
      return this.writeState(unit, state);
    });
    return {
      result: entry.part && !commit.isFresh ? 'duplicate' : 'applied',
      ackedThroughMs: commit.ackedThroughMs,
      resync: commit.written,
    };
  }

  /** True where a section must be sent anew. */
  private async writeState(unit: PushUnit, state: PushState): Promise<boolean> {
    let resync = false;
    for (const name of SECTION_NAMES) {
      const value = state[name];
      if (value !== undefined && !isEmptyList(value)) {
        // The value is that of the section's own name, which the type of a loop cannot say.
        const section = PUSH_SECTIONS[name] as PushSection<any>;
        const anew = await section.write(this.stores, unit, value);
        resync ||= anew === true;
      }
    }
    return resync;
  }
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
