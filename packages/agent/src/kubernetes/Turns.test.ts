import { Turns } from './Turns';

describe('Turns', () => {
  it('lets only so many work at once, in the order in which they came', async () => {
    const turns = new Turns(2);
    const ends: (() => void)[] = [];
    const begun: number[] = [];
    const all = [0, 1, 2, 3].map(i =>
      turns.take(
        () =>
          new Promise<number>(resolve => {
            begun.push(i);
            ends[i] = () => resolve(i);
          }),
      ),
    );
    expect(begun).toEqual([0, 1]);
    ends[1]();
    await all[1];
    expect(begun).toEqual([0, 1, 2]);
    ends[0]();
    await all[0];
    ends[2]();
    ends[3]();
    expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
  });

  it('gives the turn on also from one that fails', async () => {
    const turns = new Turns(1);
    const failing = turns.take(async () => {
      throw new Error('because');
    });
    const next = turns.take(async () => 'done');
    await expect(failing).rejects.toThrow('because');
    expect(await next).toBe('done');
    expect(await turns.take(async () => 'again')).toBe('again');
  });
});
