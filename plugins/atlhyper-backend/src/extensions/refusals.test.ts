import type { AlertRecord } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { EventStore } from '@atlhyper/backstage-plugin-atlhyper-node';
import { mockServices } from '@backstage/backend-test-utils';
import { AddedHearers } from './AddedHearers';
import { AddedStores } from './AddedStores';

const receive = async () => {};

describe('what modules add', () => {
  it('is refused where a receiver has no id, or one that is taken', () => {
    const hearers = new AddedHearers();
    hearers.addReceiver({ id: 'chat', receive });
    expect(() => hearers.addReceiver({ id: 'chat', receive })).toThrow(
      "There is a receiver 'chat' already",
    );
    expect(() => hearers.addReceiver({ id: 'a b', receive })).toThrow(
      "Receiver 'a b' must have an id of letters, digits and hyphens",
    );
  });

  it('is refused where there is a policy, or such a store, already', () => {
    const hearers = new AddedHearers();
    hearers.setPublishPolicy(() => true);
    expect(() => hearers.setPublishPolicy(() => true)).toThrow(/already/);
    const stores = new AddedStores();
    stores.setStore('events', {} as EventStore);
    expect(() => stores.setStore('events', {} as EventStore)).toThrow(
      "Store 'events' is replaced already",
    );
    expect(() => stores.setStore('ledger' as 'events', {} as never)).toThrow(
      "Store 'ledger' cannot be replaced",
    );
  });

  it('publishes an alert of which the policy cannot say', () => {
    const logger = mockServices.logger.mock();
    const hearers = new AddedHearers();
    hearers.setPublishPolicy(({ severity }) => {
      if (severity === 'critical') throw new Error('fault');
      return false;
    });
    const { isPublished } = hearers.join(logger);
    const alert = { id: 'a1', severity: 'critical' } as AlertRecord;
    expect(isPublished(alert)).toBe(true);
    expect(logger.error.mock.calls[0][0]).toContain("alert 'a1'");
    expect(isPublished({ ...alert, severity: 'warning' })).toBe(false);
  });
});
