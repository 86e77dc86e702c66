/** What rules are called, in English; one of a newer backend goes by its name. */
export const RULE_TITLES = {
  burn_rate: 'Error budget burns',
  absent: 'No requests where there used to be',
  cpuUsedFraction: 'CPU utilisation',
  memoryUsedFraction: 'Memory utilisation',
  diskUsedFraction: 'File system utilisation',
  temperatureCelsius: 'Temperature',
  cpuPressureFraction: 'CPU pressure (PSI)',
  memoryPressureFraction: 'Memory pressure (PSI)',
  ioPressureFraction: 'I/O pressure (PSI)',
  diskFullMs: 'File system about to be full',
  agent_silent: 'Agent not heard of',
  no_nodes: 'No nodes',
  node_not_ready: 'Node NotReady',
  node_pressure: 'Node under pressure: pods may be evicted',
  workloads_not_ready: 'Workload without a single ready pod',
  node_silent: 'Node collector not heard of',
  workloads_partly_ready: 'Workload with too few ready pods',
  containers_crash_looping: 'CrashLoopBackOff',
  containers_not_starting: 'Container cannot start',
  pods_stuck_creating: 'Stuck in ContainerCreating',
  pods_unschedulable: 'Unschedulable pod',
  pods_evicted: 'Pod evicted or refused in the last hour',
  containers_oom_killed: 'OOMKilled in the last hour',
  pods_close_to_limit: 'At least 90 % of a CPU or memory limit used',
  requests_over_allocatable: 'Requests exceed what is allocatable',
  usage_source_failing: 'Source of usage figures fails',
} as const;

/** Whether a rule has words of its own. */
export function hasTitle(rule: string): rule is keyof typeof RULE_TITLES {
  return Object.hasOwn(RULE_TITLES, rule);
}
