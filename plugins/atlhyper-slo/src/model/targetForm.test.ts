import type { SloObjective } from '@atlhyper/backstage-plugin-atlhyper-common';
import { toForm, toObjective, type TargetForm } from './targetForm';

const objective: SloObjective = {
  availability: 99.9,
  latency: { threshold_ms: 250, objective: 95, by: 'share' },
  bad_requests: ['5xx', 'no_response'],
  burn_rules: [
    { long_ms: 3_600_000, short_ms: 300_000, factor: 14.4, severity: 'fast' },
  ],
};
const form = toForm(objective);
const mistakesOf = (changed: Partial<TargetForm>) => {
  const result = toObjective({ ...form, ...changed });
  return 'mistakes' in result ? [...result.mistakes] : [];
};

describe('the form of a target', () => {
  it('gives back what it was made from', () => {
    expect(toObjective(form)).toEqual({ objective });
    expect(toObjective(toForm({ availability: 95 }))).toEqual({
      objective: { availability: 95 },
    });
  });

  it('begins with the rules in force where a target has none of its own', () => {
    const inherited = toForm({ availability: 95 }, objective.burn_rules);
    expect(inherited.rules).toHaveLength(1);
    expect(toObjective(inherited)).toEqual({ objective: { availability: 95 } });
  });

  it('keeps an empty list of rules apart from none: it switches alerts off', () => {
    expect(toObjective({ ...form, rules: [] })).toEqual({
      objective: { ...objective, burn_rules: [] },
    });
  });

  it.each(['', '0', '100', '-1', 'x', '100.1'])(
    'refuses an availability of %j',
    availability => {
      expect(mistakesOf({ availability })).toEqual(['availability']);
    },
  );

  it.each(['0.001', '99.999'])('takes an availability of %j', availability => {
    expect(mistakesOf({ availability })).toEqual([]);
  });

  it('names the field that is wrong', () => {
    expect(mistakesOf({ thresholdMs: '' })).toEqual(['thresholdMs']);
    expect(mistakesOf({ latencyObjective: '100' })).toEqual([
      'latencyObjective',
    ]);
    expect(
      mistakesOf({ rules: [{ ...form.rules[0], shortMinutes: '4' }] }),
    ).toEqual(['rules.0']);
    expect(mistakesOf({ rules: Array(9).fill(form.rules[0]) })).toEqual([
      'rules',
    ]);
  });

  it('does not check what is switched off', () => {
    expect(mistakesOf({ hasLatency: false, thresholdMs: '' })).toEqual([]);
  });
});
