import { WorkLine } from './WorkLine';

describe('WorkLine', () => {
  it('does one after the other, also after one that failed', async () => {
    const line = new WorkLine(3);
    const steps: string[] = [];
    const work = (name: string) => async () => {
      steps.push(`${name} begins`);
      await Promise.resolve();
      steps.push(`${name} ends`);
      if (name === 'a') throw new Error('a failed');
      return name;
    };
    const all = ['a', 'b', 'c'].map(name => line.do(work(name)));
    await expect(line.do(work('d'))).rejects.toThrow('Too many wait');
    const outcomes = await Promise.allSettled(all);
    expect(outcomes.map(one => one.status)).toEqual([
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(steps).toEqual(
      ['a', 'b', 'c'].flatMap(name => [`${name} begins`, `${name} ends`]),
    );
    expect(await line.do(work('e'))).toBe('e');
  });
});
