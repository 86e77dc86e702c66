import type { Slot } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { MetaTable } from './MetaTable';

/**
 * The slots that were split off a part that may have been counted whole: they count with it, or like
 * slots that were never sent.
 */
export class SplitRest {
  constructor(private readonly meta: MetaTable) {}

  read(): Slot[] {
    return JSON.parse(this.meta.getText('split_rest') ?? '[]');
  }

  /** Whether it comes of two parts that each may have been counted, and nobody says which. */
  get isAmbiguous(): boolean {
    return this.meta.getNumber('split_twice') === 1;
  }

  /**
   * Takes what is split off a part.
   *
   * @returns what has nothing to do with the part any more: neither it nor the one before was in doubt
   */
  take(slots: readonly Slot[], inDoubt: boolean): readonly Slot[] {
    const before = this.read();
    const isLinked = before.length > 0;
    if (!inDoubt && !isLinked) return slots;
    this.meta.set('split_rest', JSON.stringify([...slots, ...before]));
    if (inDoubt && isLinked) this.meta.set('split_twice', 1);
    return [];
  }

  forget(): void {
    this.meta.delete('split_rest');
    this.meta.delete('split_twice');
  }
}
