/**
 * Lets only so many do something at the same time; the others wait in the order in which they came.
 */
export class Turns {
  private taken = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly atOnce: number) {}

  /** Runs `work` when it is its turn. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.taken >= this.atOnce) {
      await new Promise<void>(resolve => {
        this.waiting.push(resolve);
      });
    } else {
      this.taken += 1;
    }
    try {
      return await work();
    } finally {
      // Whoever is next takes over the place, so that nobody can come in between.
      const next = this.waiting.shift();
      if (next) next();
      else this.taken -= 1;
    }
  }
}
