import { ServiceUnavailableError } from '@backstage/errors';

/** Does one piece of work after the other, in the order in which they came. */
export class WorkLine {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  /** `most` may wait or be at work at once. */
  constructor(private readonly most: number) {}

  /**
   * What the work gives, or why it failed, which does not keep those behind it.
   *
   * @throws ServiceUnavailableError where too many wait already
   */
  async do<T>(work: () => Promise<T>): Promise<T> {
    if (this.waiting >= this.most) {
      throw new ServiceUnavailableError('Too many wait for this already');
    }
    this.waiting += 1;
    const done = this.last.then(work).finally(() => {
      this.waiting -= 1;
    });
    this.last = done.catch(() => {});
    return done;
  }
}
