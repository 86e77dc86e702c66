import {
  DEFAULT_BURN_RULES,
  DEFAULT_NODE_RULES,
  NODE_METRIC_RULES,
  evaluateSlo,
} from '@atlhyper/core';
import { ConfigReader } from '@backstage/config';
import { TargetBook } from '../services/slo/TargetBook';
import { readAtlhyperConfig } from './readAtlhyperConfig';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const p95Within = (ms: number) => ({
  threshold_ms: ms,
  objective: 95,
  by: 'quantile',
});

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
        ledgerMs: 8 * DAY_MS,
        gapsMs: 90 * DAY_MS,
        agentsMs: DAY_MS,
        statusesMs: 180 * DAY_MS,
        eventsMs: 30 * DAY_MS,
      },
      nodeRules: DEFAULT_NODE_RULES,
      metrics: { cacheRetentionMs: 300_000 },
      agent: {
        maxCompressedBytes: 1_048_576,
        maxSlotAgeMs: DAY_MS,
        maxSlotAheadMs: 60_000,
        disconnectedAfterMs: 60_000,
      },
      slo: {
        defaults: {
          objectives: {
            '1d': { availability: 95, latency: p95Within(300) },
            '7d': { availability: 96, latency: p95Within(280) },
            '30d': { availability: 97, latency: p95Within(250) },
          },
          badRequests: ['5xx'],
          burnRules: DEFAULT_BURN_RULES,
        },
        guards: { minimumRequests: 50, minimumCoveredFraction: 0.5 },
        catalogGrants: [],
      },
    });
  });

  it('reads durations and targets', () => {
    const { retention, slo } = readAtlhyperConfig(
      new ConfigReader({
        atlhyper: {
          retention: { raw: '36h', gaps: { days: 7 } },
          slo: {
            targets: {
              thirtyDays: { availabilityPercent: 99.9, p95LatencyMs: 500 },
            },
            badRequests: ['5xx', 'no_response'],
            guards: { minimumRequests: 0, minimumCoveredFraction: 0.25 },
            catalogTargets: {
              grants: [{ owner: 'Shop', hosts: ['*.shop.example'] }],
            },
          },
        },
      }),
    );
    expect(retention.levels[0].keepMs).toBe(36 * HOUR_MS);
    expect(retention.gapsMs).toBe(7 * DAY_MS);
    expect(slo.defaults.objectives['30d']).toEqual({
      availability: 99.9,
      latency: p95Within(500),
    });
    expect(slo.defaults.badRequests).toEqual(['5xx', 'no_response']);
    expect(slo.guards).toEqual({
      minimumRequests: 0,
      minimumCoveredFraction: 0.25,
    });
    expect(slo.catalogGrants).toEqual([
      {
        owner: 'group:default/shop',
        hosts: [{ kind: 'wildcard', pattern: '*.shop.example' }],
        namespaces: [],
      },
    ]);
  });

  it('reads how long usage is shown, and rules of nodes', () => {
    const { metrics, nodeRules } = readAtlhyperConfig(
      new ConfigReader({
        atlhyper: {
          metrics: { cacheRetention: '2m' },
          nodes: {
            alerts: [
              { metric: 'cpuUsedFraction', limit: 0.7, for: '1m' },
              {
                metric: 'diskFullMs',
                limit: { days: 2 },
                severity: 'critical',
              },
            ],
          },
        },
      }),
    );
    expect(metrics).toEqual({ cacheRetentionMs: 120_000 });
    expect(nodeRules).toEqual([
      {
        watch: NODE_METRIC_RULES.cpuUsedFraction,
        severity: 'warning',
        limit: 0.7,
        clear: 0.6,
        forMs: 60_000,
      },
      {
        watch: NODE_METRIC_RULES.diskFullMs,
        severity: 'critical',
        limit: 2 * DAY_MS,
        clear: 3 * DAY_MS,
        forMs: 300_000,
      },
    ]);
    const none = { atlhyper: { nodes: { alerts: [] } } };
    expect(readAtlhyperConfig(new ConfigReader(none)).nodeRules).toEqual([]);
  });

  it.each([
    [99.9, 1_000, 1],
    [99.99, 10_000, 1],
    [99.95, 2_000, 1],
    [97, 100, 3],
  ])(
    'makes %d %% a target that is met exactly',
    (availabilityPercent, total, bad) => {
      const { slo } = readAtlhyperConfig(
        new ConfigReader({
          atlhyper: { slo: { targets: { oneDay: { availabilityPercent } } } },
        }),
      );
      const targets = new TargetBook([], slo.defaults);
      const subject = { kind: 'domain', domain: 'a.example' } as const;
      const target = targets.resolve(subject, '1d', []).fractions;
      const guards = { minimumRequests: 0, minimumCoveredFraction: 0 };
      const statusAt = (badRequests: number) =>
        evaluateSlo({
          total,
          bad: badRequests,
          coveredFraction: 1,
          target,
          guards,
        }).status;
      // Met, with nothing of the budget left.
      expect(statusAt(bad)).toBe('at_risk');
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
      {
        slo: {
          targets: { oneDay: { availabilityPercent: 99.99999999999999 } },
        },
      },
      /oneDay.availabilityPercent must be above 0 and below 100/,
    ],
    [
      { slo: { targets: { oneDay: { availabilityPercent: 100 } } } },
      /oneDay.availabilityPercent must be above 0 and below 100/,
    ],
    [
      { slo: { targets: { sevenDays: { p95LatencyMs: 0 } } } },
      /sevenDays.p95LatencyMs must be above 0/,
    ],
    [
      { metrics: { cacheRetention: '0s' } },
      /metrics.cacheRetention must be longer than nothing/,
    ],
    [
      { nodes: { alerts: [{ metric: 'load', limit: 1 }] } },
      /nodes.alerts\[0\].metric must be one of cpuUsedFraction/,
    ],
    [
      { nodes: { alerts: [{ metric: 'cpuUsedFraction', limit: 0 }] } },
      /nodes.alerts\[0\].limit must be above 0/,
    ],
    [
      {
        nodes: {
          alerts: [{ metric: 'cpuUsedFraction', limit: 0.5, clear: 0.6 }],
        },
      },
      /nodes.alerts\[0\].clear must not be greater than its limit/,
    ],
    [
      {
        nodes: {
          alerts: [{ metric: 'diskFullMs', limit: '2d', clear: '1d' }],
        },
      },
      /nodes.alerts\[0\].clear must not be shorter than its limit/,
    ],
    [
      {
        nodes: {
          alerts: [
            { metric: 'cpuUsedFraction', limit: 0.5 },
            { metric: 'cpuUsedFraction', limit: 0.6 },
          ],
        },
      },
      /nodes.alerts\[1\] must not be for the same metric and severity/,
    ],
    [{ slo: { badRequests: ['3xx'] } }, /badRequests must hold one or more of/],
    [
      { slo: { guards: { minimumRequests: 1.5 } } },
      /guards.minimumRequests must be a whole number/,
    ],
    [
      { slo: { guards: { minimumCoveredFraction: 2 } } },
      /minimumCoveredFraction must be between 0 and 1/,
    ],
  ])('refuses %j', (atlhyper, message) => {
    expect(() => readAtlhyperConfig(new ConfigReader({ atlhyper }))).toThrow(
      message,
    );
  });
});
