export * from './NodeReading';
export type {
  NodeMetricName,
  NodeMetricRule,
  NodeRule,
} from './NodeMetricRule';
export * from './judgeNode';
export * from './judgeNodesNow';
