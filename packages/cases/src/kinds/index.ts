import type { RunCase } from '../Case';
import { runCatalog } from './catalog';
import { runCluster, runHealthOverTime, runNodeAlerts } from './cluster';
import { runEditor } from './editor';
import { runExposition } from './exposition';
import {
  runPodRequests,
  runPublish,
  runQuantity,
  runRoutesPush,
  runTrim,
} from './kubernetes';
import { runForecast } from './forecast';
import { runLegacy } from './legacy';
import { runProxy } from './mesh';
import { runExporter, runSysfs } from './nodes';
import { runOpenSlo } from './openslo';
import { runSlo, runSloDetail } from './slo';
import { runLatency, runTraefik } from './traefik';
import { runCrdRestart, runWatch, runWatchState } from './watches';

/** How each kind of input is read. `lab` is left to people. */
export const KINDS_OF_CASES: Record<string, RunCase> = {
  catalog: runCatalog,
  cluster: runCluster,
  crdRestart: runCrdRestart,
  editor: runEditor,
  exporter: runExporter,
  exposition: runExposition,
  healthOverTime: runHealthOverTime,
  latency: runLatency,
  forecast: runForecast,
  legacy: runLegacy,
  nodeAlerts: runNodeAlerts,
  openslo: runOpenSlo,
  podRequests: runPodRequests,
  proxy: runProxy,
  publish: runPublish,
  quantity: runQuantity,
  routesPush: runRoutesPush,
  slo: runSlo,
  sloDetail: runSloDetail,
  sysfs: runSysfs,
  traefik: runTraefik,
  trim: runTrim,
  watch: runWatch,
  watchState: runWatchState,
};
