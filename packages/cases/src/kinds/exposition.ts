import { createExpositionReader } from '@atlhyper/core';

/** Kind `exposition`. */
export function runExposition(input: { metrics: string[]; scrapes: string[] }) {
  const reader = createExpositionReader({ metrics: input.metrics });
  return input.scrapes.map(body => {
    const samples: object[] = [];
    const problems = reader.read(
      Buffer.from(body),
      ({ name, labels }, value) => {
        samples.push({ name, labels, value });
      },
    );
    return {
      samples,
      problems: problems.map(({ line, message }) => `line ${line}: ${message}`),
    };
  });
}
