import type { AvailabilityOf, SourceInput } from './types';

/** Whether a source of the agent gives the use of pods and nodes: `usage`, or `usage/kubelet`. */
export function isUsageSource({ name }: SourceInput): boolean {
  return firstPart(name) === 'usage';
}

/** Whether a source of the agent measures the network between nodes. */
export function isNetworkSource({ name }: SourceInput): boolean {
  return firstPart(name) === 'network';
}

/** Whether a source of the agent gives figures of the adopter's own. */
export function isCustomSource({ name }: SourceInput): boolean {
  return firstPart(name) === 'custom';
}

/** Whether a source of the agent knows graphics processors. */
export function isGpuSource({ name }: SourceInput): boolean {
  return firstPart(name) === 'gpu' || lastPart(name) === 'dcgm';
}

/**
 * How figures stand that come from these sources: there are some, or why there are none, as the
 * sources say themselves, else by what is to be done.
 */
export function availabilityOf(
  hasFigures: boolean,
  sources: readonly SourceInput[],
  advice: string,
): AvailabilityOf {
  if (hasFigures) return { state: 'ok' };
  const told = sources
    .filter(source => source.state !== 'ok')
    .map(({ name, state, message }) =>
      message ? `${name}: ${message}` : `${name} is ${state.replace('_', ' ')}`,
    );
  return { state: 'not_available', reason: told.join('; ') || advice };
}

function firstPart(name: string): string {
  return name.split('/')[0];
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
