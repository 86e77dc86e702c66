import { createLogger } from '../Logger';
import { ManualClock } from '../testing/ManualClock';
import { DeniedError, NotAvailableError, SourceStatus } from './SourceStatus';

describe('SourceStatus', () => {
  const create = () => {
    const lines: string[] = [];
    const clock = new ManualClock(1_000);
    const status = new SourceStatus({
      name: 'traefik',
      title: 'Traefik',
      intervalMs: 30_000,
      clock,
      logger: createLogger('info', line => lines.push(line)),
    });
    return { status, clock, lines };
  };

  it('begins as one of which nothing is known', () => {
    const { status } = create();
    expect(status.state).toEqual({
      name: 'traefik',
      intervalMs: 30_000,
      state: 'starting',
    });
    expect(status.hasSucceeded).toBe(false);
  });

  it.each([
    ['is absent', new NotAvailableError('no pod'), 'not_available', false],
    ['is denied', new DeniedError('status 403'), 'failing', true],
    ['fails', new Error('refused'), 'failing', false],
  ])('%s by the type of an error', (_, error, state, isDenied) => {
    const { status, clock } = create();
    status.succeed();
    clock.set(2_000);
    status.fail(error);
    expect(status.state).toMatchObject({
      state,
      message: error.message,
      lastSuccessMs: 1_000,
    });
    expect(status.isDenied).toBe(isDenied);
    status.succeed();
    expect(status.state).toEqual({
      name: 'traefik',
      intervalMs: 30_000,
      state: 'ok',
      lastSuccessMs: 2_000,
    });
    expect(status.isDenied).toBe(false);
  });

  it('fails in part, and yet has succeeded', () => {
    const { status } = create();
    status.succeed({ problem: '1 of 2 pods' });
    expect(status.state).toMatchObject({
      state: 'failing',
      message: '1 of 2 pods',
      lastSuccessMs: 1_000,
    });
  });

  it('cuts what is too long for the wire', () => {
    const { status } = create();
    status.fail(new Error('x'.repeat(2_000)));
    expect(status.state.message).toHaveLength(1_024);
  });

  it('tells the log what changes, and nothing twice', () => {
    const { status, lines } = create();
    status.succeed();
    status.fail(new Error('refused'));
    status.fail(new Error('refused'));
    status.fail(new Error('timeout'));
    status.succeed();
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('Traefik is failing');
    expect(lines[1]).toContain('timeout');
    expect(lines[2]).toContain('Traefik is ok');
  });
});
