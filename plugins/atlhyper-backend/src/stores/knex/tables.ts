/** A bigint column: PostgreSQL returns text, SQLite a number. */
export type DbInteger = string | number;

export type DbAgentTokensRow = {
  id: string;
  cluster_id: string;
  token_hash: string;
  created_ms: DbInteger;
  created_by: string;
  last_used_ms: DbInteger | null;
  revoked_ms: DbInteger | null;
  backfill: boolean | number;
};

export type DbAgentsRow = {
  cluster_id: string;
  stream_id: string;
  hostname: string;
  version: string;
  leader: boolean | number;
  started_ms: DbInteger;
  last_heartbeat_ms: DbInteger;
  sources_json: string;
  spool_json: string;
};

export type DbAgentSessionsRow = {
  cluster_id: string;
  role: string;
  epoch: DbInteger;
  stream_id: string;
  opened_ms: DbInteger;
  last_push_ms: DbInteger | null;
  acked_through_ms: DbInteger | null;
  slots_through_ms: DbInteger | null;
  covers_from_ms: DbInteger | null;
  last_stream_id: string | null;
};

export type DbRoutesRow = {
  cluster_id: string;
  route_key: string;
  host: string;
  path: string;
  path_match: string;
  condition: string | null;
  source_kind: string;
  source_namespace: string;
  source_name: string;
  tls: boolean | number;
  services_json: string;
  series_key: string | null;
  shared_service: string | null;
  problem: string | null;
  generation: DbInteger;
};

export type DbSloSeriesRow = {
  id: DbInteger;
  cluster_id: string;
  series_key: string;
  kind: 'route' | 'shared' | 'unmapped' | 'edge' | 'authority';
  host: string | null;
  path: string | null;
  path_match: 'prefix' | 'exact' | 'regex' | null;
  condition: string | null;
  service: string | null;
  source_namespace: string | null;
  source_kind: string | null;
  source_workload: string | null;
  namespace: string | null;
  first_ms: DbInteger;
  last_ms: DbInteger;
};

export type DbNodeLatestRow = {
  cluster_id: string;
  node: string;
  timestamp_ms: DbInteger;
  snapshot_json: string;
};

export type DbResourcesRow = {
  cluster_id: string;
  kind: string;
  namespace: string;
  name: string;
  uid: string;
  resource_version: string;
  digest: string;
  generation: DbInteger;
  node_name: string | null;
  data_json: string;
};

export type DbSloTargetsRow = {
  subject_key: string;
  slo_window: string;
  source: 'api' | 'catalog';
  subject_json: string;
  objective_json: string;
  entity_ref: string | null;
  updated_ms: DbInteger;
  updated_by: string | null;
};

export type DbSloStatusesRow = {
  subject_key: string;
  slo_window: string;
  subject_text: string;
  status: string;
  since_ms: DbInteger;
};

export type DbSloStatusHistoryRow = {
  id: DbInteger;
  subject_key: string;
  slo_window: string;
  subject_json: string;
  at_ms: DbInteger;
  from_status: string | null;
  to_status: string;
  reasons_json: string;
};

export type DbKubernetesEventsRow = {
  cluster_id: string;
  uid: string;
  namespace: string | null;
  type: string;
  reason: string;
  message: string;
  object_kind: string;
  object_namespace: string | null;
  object_name: string;
  object_uid: string | null;
  reporter: string | null;
  node: string | null;
  count: DbInteger;
  first_ms: DbInteger;
  last_ms: DbInteger;
};

export type DbAlertsRow = {
  id: string;
  realm: string;
  rule: string;
  scope: string;
  entity: string;
  part: string | null;
  severity: 'warning' | 'critical';
  since_ms: DbInteger;
  fired_ms: DbInteger | null;
  resolved_ms: DbInteger | null;
  variants_json: string;
};

export type DbAlertOutboxRow = {
  id: DbInteger;
  at_ms: DbInteger;
  topic: string;
  /** Absent where a replica of the version before wrote it. */
  subject: string | null;
  payload_json: string;
  failures: number;
  retry_ms: DbInteger | null;
};

export type DbNodeRecentRow = {
  cluster_id: string;
  node: string;
  kind: 'snapshot' | 'slot';
  timestamp_ms: DbInteger;
  reading_json: string;
};
