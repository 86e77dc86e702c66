import { createLogger } from '../Logger';
import { ManualClock } from '../testing/ManualClock';
import { FailureLog } from './FailureLog';
import { PushError } from './PushError';

const MINUTE_MS = 60_000;

describe('a failure that lasts', () => {
  let clock: ManualClock;
  let log: any[];
  let failures: FailureLog;

  beforeEach(() => {
    clock = new ManualClock(1_000_000);
    log = [];
    failures = new FailureLog({
      what: 'heartbeat failed',
      clock,
      logger: createLogger('info', line => log.push(JSON.parse(line))),
    });
  });
  const fail = (kind: PushError['kind'], message: string) =>
    failures.failed(new PushError(kind, message));

  it('is told again when its reason changes, with what to do', () => {
    fail('unreachable', 'ECONNREFUSED');
    fail('unreachable', 'ECONNREFUSED');
    fail('unauthorized', 'status 401');
    expect(log.map(({ reason }) => reason)).toEqual([
      'ECONNREFUSED',
      'status 401',
    ]);
    expect(log[1].advice).toContain('token');
    expect(failures.reason).toBe('status 401');
  });

  it.each([
    [5 * MINUTE_MS - 1, 1],
    [5 * MINUTE_MS, 2],
  ])('is told again after a while: within %i ms %i times', (ms, times) => {
    fail('unauthorized', 'status 401');
    clock.set(clock.nowMs() + ms);
    fail('unauthorized', 'status 401');
    expect(log).toHaveLength(times);
  });

  it('is over when it works again, which is told once', () => {
    failures.succeeded('again');
    fail('unreachable', 'away');
    failures.succeeded('again');
    failures.succeeded('again');
    expect(log.map(({ level }) => level)).toEqual(['warn', 'info']);
    expect(failures.reason).toBeUndefined();
  });
});
