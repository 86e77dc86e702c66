import { messageOf } from '../messageOf';
import { forEachConcurrently } from './forEachConcurrently';
import type { ScrapeTarget } from './podScraper';

const MAX_CONCURRENT = 16;

/**
 * Works on every target; one that fails takes nothing from the others. Gives what went wrong with
 * some of them.
 *
 * @throws Error naming the first, if all failed
 */
export async function scrapeAll(
  targets: readonly ScrapeTarget[],
  work: (target: ScrapeTarget) => Promise<void>,
): Promise<string | undefined> {
  const failures: { target: ScrapeTarget; message: string }[] = [];
  await forEachConcurrently(targets, MAX_CONCURRENT, async target => {
    try {
      await work(target);
    } catch (error) {
      failures.push({ target, message: messageOf(error) });
    }
  });
  if (failures.length === 0) return undefined;
  const problem = describeFailures(targets.length, failures);
  if (failures.length === targets.length) throw new Error(problem);
  return problem;
}

/** How many cannot be scraped, and why the first cannot. */
function describeFailures(
  targets: number,
  failures: readonly { target: ScrapeTarget; message: string }[],
): string {
  const [{ target, message }] = failures;
  return `${failures.length} of ${targets} pods cannot be scraped; ${target.namespace}/${target.pod} on port ${target.port}: ${message}`;
}
