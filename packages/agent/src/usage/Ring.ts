/** What fell into one bucket of time. */
export type RingBucket = {
  /** A multiple of the bucket's length. */
  startMs: number;
  sum: number;
  count: number;
  max: number;
};

/**
 * The newest figures of one thing by buckets of time: of one hour by the minute, unless told
 * otherwise.
 *
 * It holds buckets of the time up to its newest sample. A sample that is older than all of them is
 * left out; one of a clock that was set back falls into the bucket it names, and if it is set back
 * by more than the ring holds the ring begins anew, as it would otherwise stand still for as long.
 */
export class Ring {
  private readonly buckets: (RingBucket | undefined)[];
  private newestIndex: number | undefined;

  constructor(
    private readonly bucketMs: number = 60_000,
    private readonly length: number = 60,
  ) {
    this.buckets = new Array(length);
  }

  /** Adds a sample; what is no finite number is none. */
  add(timeMs: number, value: number): void {
    if (!Number.isFinite(value) || !Number.isFinite(timeMs)) return;
    const index = Math.floor(timeMs / this.bucketMs);
    const newest = this.newestIndex ?? index;
    if (newest - index >= this.length) {
      if (newest - index < 2 * this.length) return;
      this.buckets.fill(undefined);
      this.newestIndex = index;
    } else {
      this.newestIndex = Math.max(newest, index);
    }
    const slot = ((index % this.length) + this.length) % this.length;
    const startMs = index * this.bucketMs;
    const known = this.buckets[slot];
    this.buckets[slot] =
      known?.startMs === startMs
        ? {
            startMs,
            sum: known.sum + value,
            count: known.count + 1,
            max: Math.max(known.max, value),
          }
        : { startMs, sum: value, count: 1, max: value };
  }

  /** The buckets of the time up to the newest sample, rising; minutes without a sample are left out. */
  series(): RingBucket[] {
    const { newestIndex } = this;
    if (newestIndex === undefined) return [];
    const oldestMs = (newestIndex - this.length + 1) * this.bucketMs;
    return this.buckets
      .filter(bucket => bucket !== undefined && bucket.startMs >= oldestMs)
      .map(bucket => bucket!)
      .sort((a, b) => a.startMs - b.startMs);
  }

  /** Time of the end of the newest bucket; absent while there is none. */
  get endMs(): number | undefined {
    return this.newestIndex === undefined
      ? undefined
      : (this.newestIndex + 1) * this.bucketMs;
  }
}
