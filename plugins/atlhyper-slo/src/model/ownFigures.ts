import type {
  SloFigures,
  SloReason,
} from '@atlhyper/backstage-plugin-atlhyper-common';

/** Figures as they are shown: any of them may be unknown, even how many requests there were. */
export type ShownFigures = Partial<SloFigures>;

/** Stands where nothing was counted apart, or nothing was observed: neither is a zero. */
export const UNKNOWN_FIGURES: ShownFigures = {};

/** Whether requests are counted only together with those of other routes. */
export function isCountedTogether(judged: {
  reasons: readonly SloReason[];
  shared_service?: string;
}): boolean {
  return (
    judged.reasons.includes('shared') || judged.shared_service !== undefined
  );
}

/** The figures that something has of its own. */
export function ownFigures(
  judged: Parameters<typeof isCountedTogether>[0],
  figures: SloFigures,
): ShownFigures {
  return isCountedTogether(judged) ? UNKNOWN_FIGURES : figures;
}
