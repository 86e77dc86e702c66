import type {
  ResourceKind,
  SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';

/** What is known of the objects of one watched kind. */
export type KindStatus = {
  /** Names the kind and its group, as in `kinds.ts`. */
  id: string;
  kind?: ResourceKind;
  state: SourceState;
  /**
   * `listed`: all of them, at some time since the start. `absent`: the API server has had no such
   * kind for so long that it is believed. `nothing`: it could not be looked at yet.
   */
  knowledge: 'listed' | 'absent' | 'nothing';
  /** The right to read them is missing. */
  isDenied: boolean;
};

/**
 * Whether there is no use in waiting for the kinds any longer: each was listed, is not served, or may
 * not be read. Where the API server stays away `isLate` ends the waiting.
 */
export function areSettled(
  kinds: readonly KindStatus[],
  isLate: boolean,
): boolean {
  return kinds.every(
    ({ state: { state }, knowledge, isDenied }) =>
      knowledge !== 'nothing' ||
      state === 'not_available' ||
      isDenied ||
      (isLate && state === 'failing'),
  );
}

/**
 * Kinds of which nothing is known. They are not empty: what anyone holds of them stays until they
 * could be listed.
 */
export function unknownKinds(kinds: readonly KindStatus[]): ResourceKind[] {
  const unknown = kinds
    .filter(({ knowledge }) => knowledge === 'nothing')
    .flatMap(({ kind }) => kind ?? []);
  return [...new Set(unknown)].sort();
}
