import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { AlertRecord } from '@atlhyper/backstage-plugin-atlhyper-common';
import { AlertsTable } from './AlertsTable';

const FIRED_MS = Date.parse('2026-03-01T10:00:00Z');

function alertOf(
  rule: string,
  variant: Pick<AlertRecord['variants'][number], 'unit' | 'current'> &
    Partial<AlertRecord['variants'][number]>,
): AlertRecord {
  const times = { sinceMs: FIRED_MS, firedMs: FIRED_MS };
  return {
    ...{ id: rule, kind: 'cluster', rule, title: rule, cluster: 'east-1' },
    ...{ severity: 'warning', state: 'firing', ...times },
    entity: 'east-1/shop/pod/cart-1',
    variants: [{ severity: 'warning', state: 'firing', ...times, ...variant }],
  };
}

describe('a list of alerts', () => {
  it('says what was counted, now and when it fired', () => {
    renderInTestApp(
      <AlertsTable
        title="Alerts"
        alerts={[
          alertOf('containers_crash_looping', {
            unit: 'restarts',
            current: { value: 27, reason: 'CrashLoopBackOff' },
            at_firing: { value: 1 },
          }),
          alertOf('workloads_partly_ready', {
            unit: 'ready_pods',
            current: { value: 1, threshold: 3 },
          }),
          alertOf('absent', {
            unit: 'requests',
            current: { value: 0, threshold: 0 },
          }),
        ]}
      />,
    );
    const [, loop, pods, absent] = screen.getAllByRole('row');
    expect(loop).toHaveTextContent(
      '27 restarts · 1 restart when it fired · CrashLoopBackOff',
    );
    expect(pods).toHaveTextContent('1 pod ready · 3 wanted');
    expect(absent).toHaveTextContent('0 requests · limit 0 requests');
  });

  it('calls a rule as its pages do, else by its own title, else by its name', () => {
    const quiet = { unit: 'count', current: { value: 7 } } as const;
    const titled = (rule: string, rule_title?: string) => ({
      ...alertOf(rule, quiet),
      rule_title,
    });
    renderInTestApp(
      <AlertsTable
        title="Alerts"
        alerts={[
          titled('no_nodes', 'None at all'),
          titled('acme_many', 'More than planned'),
          titled('acme_few'),
        ]}
      />,
    );
    const [, ours, many, few] = screen.getAllByRole('row');
    expect(ours).toHaveTextContent('No nodes');
    expect(many).toHaveTextContent('More than planned');
    expect(few).toHaveTextContent(/acme_few.*acme_few/);
  });
});
