import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { AlertRecord } from '@atlhyper/backstage-plugin-atlhyper-common';
import { AlertsTable } from './AlertsTable';

const NOW_MS = Date.UTC(2026, 10, 20, 12);

function alertOf(rule: string, rule_title?: string): AlertRecord {
  return {
    ...{ id: rule, kind: 'cluster', rule, rule_title, severity: 'warning' },
    ...{ state: 'firing', entity: 'prod/_/cluster/prod', title: 'prod' },
    ...{ sinceMs: NOW_MS, firedMs: NOW_MS },
    variants: [
      {
        ...{ severity: 'warning', state: 'firing', unit: 'count' },
        ...{ sinceMs: NOW_MS, firedMs: NOW_MS, current: { value: 7 } },
      },
    ],
  };
}

describe('AlertsTable', () => {
  it('calls a rule as its pages do, else by its own title, else by its name', async () => {
    const alerts = [
      alertOf('no_nodes', 'None at all'),
      alertOf('acme_many', 'More than planned'),
      alertOf('acme_few'),
    ];
    renderInTestApp(<AlertsTable alerts={alerts} title="Alerts" />);
    for (const text of ['No nodes', 'More than planned', 'acme_few']) {
      expect(await screen.findByText(text)).toBeInTheDocument();
    }
  });
});
