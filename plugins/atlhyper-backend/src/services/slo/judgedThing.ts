import type {
  SloJudgement,
  SloStatus,
  SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { mergeCauses } from './causes';
import { worseOf, worstOwn } from './ownView';

/** A route of a domain, or a caller of a service, as it was judged in one window. */
export type JudgedPart<P> = {
  /** The same for one part in every window. */
  key: string;
  /** What a cause calls it. */
  name: string;
  /** What a search finds it by. */
  names: readonly string[];
  judgement: SloJudgement;
  write: () => P;
};

/** A domain or service with its parts, as it was judged in one window. */
export type JudgedThing<W, P> = {
  /** By its own target alone; absent where only some parts are meant, of which the worst speaks. */
  own?: SloJudgement;
  parts: readonly JudgedPart<P>[];
  /** Since when all of it has had a status, where that is known. */
  sinceMs: (status: SloStatus) => number | undefined;
  /** What is written of it beside, with its figures by the rules of the target that it is shown with. */
  writeWith: (target: SloJudgement['target']) => W;
};

/** A thing with one judgement over it and its parts. */
export type WholeThing<W, P> = {
  whole: W & SloJudgement & { worst_window: SloWindow };
  parts: readonly JudgedPart<P>[];
};

/**
 * A thing that was judged in one window or in several: it and each of its parts in the window of its own
 * worst target, so that no part is judged by a default because of another's objective. Its status is
 * the worst of all, its reasons are those of whatever is that bad.
 */
export function bringTogether<W, P>(
  inWindows: readonly JudgedThing<W, P>[],
): WholeThing<W, P> {
  const parts = ownParts(inWindows);
  const judgements = parts.map(part => part.judgement);
  const alone = inWindows.flatMap(({ own }) => own ?? []);
  const own = worstOwn(alone);
  const shown = own ?? judgements.reduce(worseOf);
  const worst = [shown, ...judgements].reduce(worseOf);
  const thing = inWindows.find(one => windowOf(one) === shown.window)!;
  return {
    whole: {
      ...thing.writeWith(shown.target),
      ...shown,
      status: worst.status,
      ...mergeCauses(worst.status, own, parts),
      sinceMs:
        own && worst.window === shown.window
          ? thing.sinceMs(worst.status)
          : worst.sinceMs,
      worst_window: worst.window,
    },
    parts,
  };
}

function windowOf<W, P>({ own, parts }: JudgedThing<W, P>): SloWindow {
  return (own ?? parts[0].judgement).window;
}

/** Each part once, as it was judged in the window of its own worst target. */
function ownParts<W, P>(
  inWindows: readonly JudgedThing<W, P>[],
): readonly JudgedPart<P>[] {
  if (inWindows.length === 1) return inWindows[0].parts;
  const byKey = new Map<string, JudgedPart<P>[]>();
  for (const part of inWindows.flatMap(one => one.parts)) {
    const known = byKey.get(part.key);
    if (known) known.push(part);
    else byKey.set(part.key, [part]);
  }
  return [...byKey.values()].map(same => {
    const worst = worstOwn(same.map(one => one.judgement));
    return same.find(one => one.judgement === worst)!;
  });
}
