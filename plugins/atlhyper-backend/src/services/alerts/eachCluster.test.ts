import { mockServices } from '@backstage/backend-test-utils';
import { eachCluster } from './eachCluster';

describe('eachCluster', () => {
  it('goes on after one that fails, names it in the log and gives it back', async () => {
    const logger = mockServices.logger.mock();
    const error = new Error('no such table');
    const used: string[] = [];
    const failed = await eachCluster(
      ['a', 'b', 'c'],
      async id => {
        used.push(id);
        if (id === 'b') throw error;
      },
      { logger, purpose: 'judge the nodes' },
    );
    expect(used).toEqual(['a', 'b', 'c']);
    expect(failed).toEqual(['b']);
    expect(logger.error.mock.calls).toEqual([
      [`Could not judge the nodes of cluster 'b'`, error],
    ]);
  });
});
