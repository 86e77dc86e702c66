/** Rules that have words in every language; one of a newer backend goes by its name. */
export const RULE_TITLES = {
  burn_rate: 'rule.burn_rate',
  absent: 'rule.absent',
  cpuUsedFraction: 'rule.cpuUsedFraction',
  memoryUsedFraction: 'rule.memoryUsedFraction',
  diskUsedFraction: 'rule.diskUsedFraction',
  temperatureCelsius: 'rule.temperatureCelsius',
  cpuPressureFraction: 'rule.cpuPressureFraction',
  memoryPressureFraction: 'rule.memoryPressureFraction',
  ioPressureFraction: 'rule.ioPressureFraction',
  diskFullMs: 'rule.diskFullMs',
  agent_silent: 'rule.agent_silent',
  no_nodes: 'rule.no_nodes',
  node_not_ready: 'rule.node_not_ready',
  node_pressure: 'rule.node_pressure',
  workloads_not_ready: 'rule.workloads_not_ready',
  node_silent: 'rule.node_silent',
  workloads_partly_ready: 'rule.workloads_partly_ready',
  containers_crash_looping: 'rule.containers_crash_looping',
  containers_not_starting: 'rule.containers_not_starting',
  pods_stuck_creating: 'rule.pods_stuck_creating',
  pods_unschedulable: 'rule.pods_unschedulable',
  pods_evicted: 'rule.pods_evicted',
  containers_oom_killed: 'rule.containers_oom_killed',
  pods_close_to_limit: 'rule.pods_close_to_limit',
  requests_over_allocatable: 'rule.requests_over_allocatable',
  usage_source_failing: 'rule.usage_source_failing',
} as const;

/** Whether a rule has words of its own. */
export function hasTitle(rule: string): rule is keyof typeof RULE_TITLES {
  return Object.hasOwn(RULE_TITLES, rule);
}
