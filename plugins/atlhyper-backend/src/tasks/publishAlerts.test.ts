import { mockServices } from '@backstage/backend-test-utils';
import type { MonitorEvent } from '../services/monitor/SloMonitor';
import { publishAlerts } from './publishAlerts';

function fired(i: number): MonitorEvent {
  return {
    kind: 'fired',
    alert: {
      id: `alert-${i}`,
      kind: 'absent',
      subject: { kind: 'domain', domain: `d${i}.example` },
      window: '1d',
      severity: 'slow',
      firedMs: i,
    },
  };
}

describe('publishAlerts', () => {
  it('publishes all, though one is refused, and logs a few', async () => {
    const logger = mockServices.logger.mock();
    const published: unknown[] = [];
    const events = mockServices.events.mock({
      publish: async event => {
        if (published.push(event) === 3) throw new Error('bus is full');
      },
    });
    const changes = Array.from({ length: 50 }, (_, i) => fired(i));
    await publishAlerts(changes, { events, logger });
    expect(published).toHaveLength(50);
    expect(published[0]).toEqual({
      topic: 'atlhyper.slo-alert',
      eventPayload: changes[0],
    });
    expect(logger.info).toHaveBeenCalledTimes(20);
    expect(logger.info.mock.calls[0][0]).toBe(
      `SLO alert fired: absent of domain 'd0.example' over 1d`,
    );
    expect(logger.warn.mock.calls.map(([message]) => message)).toEqual([
      '30 more SLO alerts changed',
      '1 events of SLO alerts could not be published',
    ]);
  });

  it('says nothing where nothing changed', async () => {
    const logger = mockServices.logger.mock();
    await publishAlerts([], { events: mockServices.events.mock(), logger });
    expect(logger.info).not.toHaveBeenCalled();
    expect(logger.warn).not.toHaveBeenCalled();
  });
});
