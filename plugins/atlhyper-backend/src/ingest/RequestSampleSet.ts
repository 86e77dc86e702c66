import type {
  RequestSeries,
  Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  RequestPlan,
  RequestSample,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import { seriesEntity, toEntityKey } from '@atlhyper/core';

/** Gathers samples; those of one series, level, bucket and layout become one. */
export class RequestSampleSet {
  private readonly seriesIndex = new Map<string, number>();
  private readonly series: RequestPlan['series'] = [];
  private readonly layoutIndex = new Map<string, number>();
  private readonly layouts: (readonly number[])[] = [];
  private readonly samples = new Map<string, RequestSample>();

  /** Number of the series, whose span then reaches over the slot. */
  indexOfSeries(identity: RequestSeries, slot: Slot): number {
    const lastMs = slot.startMs + slot.durationMs;
    const key = toEntityKey(seriesEntity(identity));
    const known = this.seriesIndex.get(key);
    if (known === undefined) {
      this.seriesIndex.set(key, this.series.length);
      return this.series.push({ identity, firstMs: slot.startMs, lastMs }) - 1;
    }
    const span = this.series[known];
    span.firstMs = Math.min(span.firstMs, slot.startMs);
    span.lastMs = Math.max(span.lastMs, lastMs);
    return known;
  }

  /** Number of the layout with these bounds. */
  indexOfLayout(boundsMs: readonly number[]): number {
    const key = boundsMs.join();
    const known = this.layoutIndex.get(key);
    if (known !== undefined) {
      return known;
    }
    this.layoutIndex.set(key, this.layouts.length);
    return this.layouts.push(boundsMs) - 1;
  }

  /** Takes a sample in; one without any request leaves no trace. */
  add(sample: RequestSample): void {
    if (!hasCounts(sample)) {
      return;
    }
    const { series, levelMs, startMs, latency } = sample;
    const key = `${series} ${levelMs} ${startMs} ${latency?.layout}`;
    const known = this.samples.get(key);
    this.samples.set(key, known ? sumOf(known, sample) : sample);
  }

  toPlan(): RequestPlan {
    return {
      series: this.series,
      layouts: this.layouts,
      samples: [...this.samples.values()],
    };
  }
}

function hasCounts(sample: RequestSample): boolean {
  const { classes, methods, mesh = [], latency } = sample;
  return [classes, methods, mesh, latency?.counts ?? []].some(counts =>
    counts.some(count => count > 0),
  );
}

function sumOf(a: RequestSample, b: RequestSample): RequestSample {
  return {
    ...a,
    classes: addEach(a.classes, b.classes),
    methods: addEach(a.methods, b.methods),
    mesh: a.mesh && b.mesh ? addEach(a.mesh, b.mesh) : a.mesh ?? b.mesh,
    latency:
      a.latency && b.latency
        ? {
            layout: a.latency.layout,
            counts: addEach(a.latency.counts, b.latency.counts),
            sumMs: a.latency.sumMs + b.latency.sumMs,
          }
        : undefined,
  };
}

function addEach(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, i) => value + b[i]);
}
