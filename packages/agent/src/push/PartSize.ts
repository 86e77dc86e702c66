import { PUSH_LIMITS } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { PartLimits } from '../slots/takePart';

/** Room for what surrounds the slots or items in a request. */
const ENVELOPE_BYTES = 65_536;
/** What any request may hold. */
export const FULL_PART: PartLimits = {
  maxRows: PUSH_LIMITS.maxRows,
  maxBytes: PUSH_LIMITS.maxInflatedBytes - ENVELOPE_BYTES,
};
/** Parts of 31 rows and 15 KB; nobody limits requests to less. */
const MAX_DIVISOR = 64;
/** After so long without a refusal parts may be twice as large again. */
const REMEMBER_MS = 3_600_000;

/** How large parts are: as large as the backend takes, or less while something in between takes less. */
export class PartSize {
  private divisor = 1;
  private shrunkMs = 0;

  constructor(private readonly nowMs: () => number) {}

  get limits(): PartLimits {
    const divisor = this.divisorNow();
    return {
      maxRows: Math.floor(FULL_PART.maxRows / divisor),
      maxBytes: Math.floor(FULL_PART.maxBytes / divisor),
    };
  }

  /** Halves what parts may hold; gives `false` where they are as small as they get. */
  shrink(): boolean {
    const divisor = this.divisorNow();
    this.shrunkMs = this.nowMs();
    this.divisor = Math.min(2 * divisor, MAX_DIVISOR);
    return divisor < MAX_DIVISOR;
  }

  private divisorNow(): number {
    const quietMs = Math.max(0, this.nowMs() - this.shrunkMs);
    return Math.max(1, this.divisor / 2 ** Math.floor(quietMs / REMEMBER_MS));
  }
}
