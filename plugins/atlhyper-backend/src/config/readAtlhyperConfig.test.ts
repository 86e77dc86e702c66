import { evaluateSlo } from '@atlhyper/core';
import { ConfigReader } from '@backstage/config';
import { readAtlhyperConfig } from './readAtlhyperConfig';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('readAtlhyperConfig', () => {
  it('has the documented defaults', () => {
    expect(readAtlhyperConfig(new ConfigReader({}))).toEqual({
      retention: {
        levels: [
          { levelMs: 30_000, keepMs: 48 * HOUR_MS },
          { levelMs: 300_000, keepMs: 35 * DAY_MS },
          { levelMs: HOUR_MS, keepMs: 90 * DAY_MS },
          { levelMs: DAY_MS, keepMs: 400 * DAY_MS },
        ],
        engineInputsMs: 6 * HOUR_MS,
        ledgerMs: 8 * DAY_MS,
        gapsMs: 90 * DAY_MS,
        agentsMs: DAY_MS,
      },
      agent: {
        maxCompressedBytes: 1_048_576,
        maxSlotAgeMs: DAY_MS,
        maxSlotAheadMs: 60_000,
        disconnectedAfterMs: 60_000,
      },
      sloTargets: {
        '1d': { availabilityFraction: 0.95, latencyMs: 300, quantile: 0.95 },
        '7d': { availabilityFraction: 0.96, latencyMs: 280, quantile: 0.95 },
        '30d': { availabilityFraction: 0.97, latencyMs: 250, quantile: 0.95 },
      },
    });
  });

  it('reads durations and targets', () => {
    const { retention, sloTargets } = readAtlhyperConfig(
      new ConfigReader({
        atlhyper: {
          retention: { raw: '36h', gaps: { days: 7 } },
          slo: {
            targets: {
              thirtyDays: { availabilityPercent: 99.9, p95LatencyMs: 500 },
            },
          },
        },
      }),
    );
    expect(retention.levels[0].keepMs).toBe(36 * HOUR_MS);
    expect(retention.gapsMs).toBe(7 * DAY_MS);
    expect(sloTargets['30d']).toEqual({
      availabilityFraction: 0.999,
      latencyMs: 500,
      quantile: 0.95,
    });
  });

  it.each([
    [99.9, 1_000, 1],
    [99.99, 10_000, 1],
    [99.95, 2_000, 1],
    [97, 100, 3],
  ])(
    'makes %d %% a target that is met exactly',
    (availabilityPercent, total, bad) => {
      const { sloTargets } = readAtlhyperConfig(
        new ConfigReader({
          atlhyper: { slo: { targets: { oneDay: { availabilityPercent } } } },
        }),
      );
      const statusAt = (badRequests: number) =>
        evaluateSlo({ total, bad: badRequests, target: sloTargets['1d'] })
          .status;
      expect(statusAt(bad)).toBe('healthy');
      expect(statusAt(bad + 1)).toBe('critical');
    },
  );

  it.each([
    [
      { retention: { fiveMinutes: '1h' } },
      /retention.fiveMinutes must not be shorter than atlhyper.retention.raw/,
    ],
    [
      { retention: { raw: '0s' } },
      /atlhyper.retention.raw must be longer than nothing/,
    ],
    [
      { agent: { maxCompressedBytes: 0 } },
      /atlhyper.agent.maxCompressedBytes must be a whole number above 0/,
    ],
    [
      { retention: { ledger: '1h' } },
      /retention.ledger must not be shorter than atlhyper.agent.maxSlotAge/,
    ],
    [
      { slo: { targets: { oneDay: { availabilityPercent: 100 } } } },
      /oneDay.availabilityPercent must be above 0 and below 100/,
    ],
    [
      { slo: { targets: { sevenDays: { p95LatencyMs: 0 } } } },
      /sevenDays.p95LatencyMs must be above 0/,
    ],
  ])('refuses %j', (atlhyper, message) => {
    expect(() => readAtlhyperConfig(new ConfigReader({ atlhyper }))).toThrow(
      message,
    );
  });
});
