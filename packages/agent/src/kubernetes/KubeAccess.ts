import type { Agent } from 'node:http';

/** How the API server is reached. */
export interface KubeAccess {
  /** Base URL without a trailing slash. */
  readonly server: string;
  /** Connection and credentials for the next request; credentials may change over time. */
  connect(): Promise<{ agent: Agent; headers: Record<string, string> }>;
}
