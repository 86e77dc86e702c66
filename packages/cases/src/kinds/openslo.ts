import { parseOpenSlo } from '@atlhyper/backstage-plugin-atlhyper-backend/src/services/targets/openSlo';

/** Kind `openslo`. */
export function runOpenSlo({ yaml }: { yaml: string }) {
  try {
    return parseOpenSlo(yaml);
  } catch (error) {
    return { refused: String(error) };
  }
}
