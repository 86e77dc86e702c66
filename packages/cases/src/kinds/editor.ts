import {
  TargetIndex,
  type PutTargetRequest,
  type SloSubject,
  type SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  toForm,
  toObjective,
  type TargetForm,
} from '../../../../plugins/atlhyper-slo/src/model/targetForm';
import { TargetBook } from '@atlhyper/backstage-plugin-atlhyper-backend/src/services/slo/TargetBook';
import { withStack, type Stack } from './stack';

type Input = {
  now: string;
  targets: PutTargetRequest[];
  opened: { subject: SloSubject; window: SloWindow };
  typed: Partial<TargetForm>;
};

const EDITOR = {
  name: 'user:default/cases',
  access: { domains: 'all', services: 'all' },
} as const;

/** Kind `editor`: the form as it opens, what is typed, what is saved and judged by then. */
export async function runEditor(input: Input) {
  const { subject, window } = input.opened;
  return withStack({ nowMs: Date.parse(input.now) }, async stack => {
    for (const target of input.targets) {
      await stack.targets.putTarget(target, EDITOR);
    }
    const { targets } = await stack.targets.listTargets(EDITOR.access);
    const inForce = new TargetIndex(targets).find(subject, window)!;
    const form = { ...toForm(inForce.objective), ...input.typed };
    const result = toObjective(form);
    if ('mistakes' in result) return { mistakes: [...result.mistakes] };
    const { objective } = result;
    await stack.targets.putTarget({ subject, window, objective }, EDITOR);
    return { saved: objective, after: await judgedBy(stack, input.opened) };
  });
}

async function judgedBy(stack: Stack, { subject, window }: Input['opened']) {
  const { targets } = await stack.targets.listTargets(EDITOR.access);
  const book = new TargetBook(targets, stack.config.slo.defaults);
  const { shown, rules } = book.resolve(subject, window, []);
  return {
    availability: shown.availability,
    bad_requests: shown.bad_requests,
    burn_rules: rules.map(
      ({ longMs, shortMs, factor, severity }) =>
        `${longMs / 60_000}m/${shortMs / 60_000}m x${factor} ${severity}`,
    ),
  };
}
