import { endpoints } from '@atlhyper/backstage-plugin-atlhyper-common';
import { useEndpoint } from '@atlhyper/backstage-plugin-atlhyper-react';

const POLL_MS = 15_000;

/** More at once than anybody reads; that there are more is said. */
export const MOST_ALERTS = 200;

/** Alerts of any kind that fire now, newest first; asked once for all who show them. */
export function useFiringAlerts() {
  return useEndpoint(
    endpoints.getAlerts,
    { query: { active: true, limit: MOST_ALERTS } },
    { intervalMs: POLL_MS },
  );
}
