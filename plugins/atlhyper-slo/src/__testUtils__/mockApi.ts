import {
  answerWith,
  type Answers,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { createAnswers } from '../__fixtures__/fixtureApi';

/** The API of the fixtures with each question recorded; `given` replaces answers. */
export function createMockApi(given: Answers = {}) {
  const recorded = Object.fromEntries(
    Object.entries(createAnswers(given)).map(([name, answer]) => [
      name,
      jest.fn(answer as (...args: unknown[]) => unknown),
    ]),
  ) as unknown as { [name in keyof Answers]-?: jest.Mock };
  return { ...answerWith(recorded), ...recorded };
}
