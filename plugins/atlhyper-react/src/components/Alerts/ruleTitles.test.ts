import { CLUSTER_RULES, NODE_METRIC_RULES } from '@atlhyper/core';
import ja from '../../translations/ja';
import zh from '../../translations/zh';
import { RULE_TITLES } from './ruleTitles';

const RULES = [
  'burn_rate',
  'absent',
  ...Object.keys(NODE_METRIC_RULES),
  ...CLUSTER_RULES.map(rule => rule.code),
];

it('has a title for every rule, and for no other', () => {
  expect(Object.keys(RULE_TITLES).sort()).toEqual([...RULES].sort());
});

it.each(RULES)('says %s in every language', rule => {
  const key = `rule.${rule}`;
  for (const messages of [zh, ja]) {
    const text = (messages as Record<string, string>)[key];
    expect(text).toEqual(expect.any(String));
  }
});
