import type { Fault, ScenarioRoute, Traffic } from '../scenario/schema';
import { hashText, hashUnit } from './hashUnit';
import { splitCount } from './splitCount';
import { BLOCK_MS, isFaultOn, SLOT_MS, type World } from './World';

const SLOTS_PER_BLOCK = BLOCK_MS / SLOT_MS;
/** What the numbers of chance are for, so that no two are the same. */
const CHANCE = {
  noise: 1,
  total: 2,
  codes: 3,
  methods: 4,
  latency: 5,
  slots: 6,
  cells: 7,
};

/**
 * The requests of one route at any time, as a pure function of the world and the time.
 *
 * A count is a vector of cells, one per code, method and latency bucket:
 * `cells[(code · methods + method) · buckets + bucket]`. Vectors of slots add up to those of their
 * block.
 */
export class RouteTruth {
  readonly codes: readonly string[];
  readonly methods: readonly string[];
  readonly bucketCount: number;
  private readonly key: number;
  private readonly faults: readonly Fault[];
  private cached: { block: number; cells: Float64Array } | undefined;

  /** `faultId` is the name that faults know it by. */
  constructor(
    private readonly world: World,
    readonly route: ScenarioRoute,
    faultId: string = route.id,
  ) {
    const { scenario, seed } = world;
    this.key = hashText(`${seed} ${route.id}`);
    this.faults = scenario.faults.filter(f => f.routes.includes(faultId));
    const own = Object.keys(route.traffic?.codes ?? {});
    const faulty = this.faults.map(fault => String(fault.errorCode));
    this.codes = [...new Set([...own, ...faulty])].sort();
    this.methods = Object.keys(route.traffic?.methods ?? {}).sort();
    this.bucketCount = scenario.latencyBoundsMs.length + 1;
  }

  get cellCount(): number {
    return this.codes.length * this.methods.length * this.bucketCount;
  }

  /** Requests of the 5 minutes that begin at `blockMs`, a multiple of 5 minutes. Do not change it. */
  cellsInBlock(blockMs: number): Float64Array {
    const block = blockMs / BLOCK_MS;
    if (this.cached?.block !== block)
      this.cached = { block, cells: this.computeBlock(block) };
    return this.cached.cells;
  }

  /** Requests of the 30 s that begin at `slotMs`, a multiple of 30 s. */
  cellsInSlot(slotMs: number): Float64Array {
    const blockMs = Math.floor(slotMs / BLOCK_MS) * BLOCK_MS;
    const all = this.cellsInBlock(blockMs);
    const slot = (slotMs - blockMs) / SLOT_MS;
    const [before, after] = this.slotShares(blockMs / BLOCK_MS, slot);
    return all.map((count, cell) => {
      if (count === 0) return 0;
      const offset = this.chance(blockMs / BLOCK_MS, CHANCE.cells, cell);
      // The last slot takes what is left whatever the rounding of the shares.
      const upTo = after >= 1 ? count : Math.floor(count * after + offset);
      return (
        Math.min(count, upTo) -
        Math.min(count, Math.floor(count * before + offset))
      );
    });
  }

  /** Adds up `[fromMs, toMs)`, both multiples of 30 s. */
  cellsInWindow(fromMs: number, toMs: number): Float64Array {
    const sum = new Float64Array(this.cellCount);
    let at = fromMs;
    while (at < toMs) {
      const whole = at % BLOCK_MS === 0 && at + BLOCK_MS <= toMs;
      const part = whole ? this.cellsInBlock(at) : this.cellsInSlot(at);
      for (let i = 0; i < sum.length; i++) sum[i] += part[i];
      at += whole ? BLOCK_MS : SLOT_MS;
    }
    return sum;
  }

  private computeBlock(block: number): Float64Array {
    const { traffic } = this.route;
    const cells = new Float64Array(this.cellCount);
    if (!traffic) return cells;
    const { scenario } = this.world;
    const blockMs = block * BLOCK_MS;
    const fault = this.faults.find(f => isFaultOn(f, this.world, blockMs));
    const total = this.totalInBlock(block);
    const codeShares = this.codes.map(code => {
      const share =
        (traffic.codes[code] ?? 0) * (1 - (fault?.errorFraction ?? 0));
      return String(fault?.errorCode) === code
        ? share + fault!.errorFraction
        : share;
    });
    const methodShares = this.methods.map(method => traffic.methods[method]);
    const mix = scenario.latencies[fault?.latency ?? traffic.latency];
    const byCode = splitCount(
      total,
      codeShares,
      this.chance(block, CHANCE.codes),
    );
    byCode.forEach((ofCode, code) => {
      const byMethod = splitCount(
        ofCode,
        methodShares,
        this.chance(block, CHANCE.methods, code),
      );
      byMethod.forEach((ofMethod, method) => {
        const row = code * this.methods.length + method;
        const offset = this.chance(block, CHANCE.latency, row);
        cells.set(splitCount(ofMethod, mix, offset), row * this.bucketCount);
      });
    });
    return cells;
  }

  private totalInBlock(block: number): number {
    const traffic = this.route.traffic!;
    if (!isActive(traffic, block * BLOCK_MS)) return 0;
    const midMs = (block + 0.5) * BLOCK_MS;
    const hour = (midMs / 3_600_000) % 24;
    const day = Math.cos(((hour - traffic.peakHour) / 24) * 2 * Math.PI);
    // 1 January 1970 was a Thursday: days 2 and 3 of that week were Saturday and Sunday.
    const weekday = Math.floor(midMs / 86_400_000) % 7;
    const week = weekday === 2 || weekday === 3 ? traffic.weekendFactor : 1;
    const noise = 1 + 0.12 * (this.chance(block, CHANCE.noise) - 0.5);
    const mean = traffic.requestsPerSecond * (BLOCK_MS / 1000);
    const expected = mean * (1 + traffic.dailySwing * day) * week * noise;
    return Math.floor(expected + this.chance(block, CHANCE.total));
  }

  /** Shares of the block's requests before and up to the end of a slot. */
  private slotShares(block: number, slot: number): [number, number] {
    let all = 0;
    let before = 0;
    let own = 0;
    for (let i = 0; i < SLOTS_PER_BLOCK; i++) {
      const weight = 1 + 0.3 * (this.chance(block, CHANCE.slots, i) - 0.5);
      if (i < slot) before += weight;
      if (i === slot) own = weight;
      all += weight;
    }
    const isLast = slot === SLOTS_PER_BLOCK - 1;
    return [before / all, isLast ? 1 : (before + own) / all];
  }

  private chance(block: number, what: number, item = 0): number {
    return hashUnit(this.key, block, what, item);
  }
}

/** Whether anybody calls in the block that begins at `blockMs`. */
function isActive({ active }: Traffic, blockMs: number): boolean {
  return (
    !active ||
    blockMs % (active.everyMinutes * 60_000) < active.forMinutes * 60_000
  );
}
