// A process of its own: the made-up cluster behind the demo's API, which changes when it is told to.
import { createRequire } from 'node:module';
import {
  clusterObjects,
  endpointSlice,
  event,
  node,
  NODES,
  pod,
  PODS,
  PODS_PER_WORKLOAD,
} from './cluster.mjs';

const require = createRequire(import.meta.url);
require('@backstage/cli/config/nodeTransform.cjs');
const { KubeApi } = require('@atlhyper/demo');

const api = new KubeApi();
const lives = Array.from({ length: PODS }, () => ({
  generation: 0,
  restarts: 0,
  ready: true,
}));
let objects = 0;
for (const one of clusterObjects()) {
  api.apply(one);
  objects += 1;
}
let next = 0;
let events = PODS;

/** Changes so many pods: every other one restarts, the others are replaced by new ones. */
function churn(count) {
  for (let n = 0; n < count; n++) {
    // Far apart, so that few changes meet in one workload.
    const index = (next * 1_237) % PODS;
    next += 1;
    const life = lives[index];
    const old = pod(index, life);
    if (next % 2 === 0) {
      life.restarts += 1;
      api.apply(pod(index, life));
    } else {
      api.remove('pods', old.metadata.namespace, old.metadata.name);
      life.generation += 1;
      life.restarts = 0;
      api.apply(pod(index, life));
      const workload = Math.floor(index / PODS_PER_WORKLOAD);
      const first = workload * PODS_PER_WORKLOAD;
      const siblings = Array.from({ length: PODS_PER_WORKLOAD }, (_, i) =>
        pod(first + i, lives[first + i]),
      );
      api.apply(endpointSlice(workload, siblings));
    }
    for (let i = 0; i < 3; i++) {
      api.apply(event(events, Date.now()));
      events += 1;
    }
  }
}

/** What every kubelet does, and what no agent should send. */
function beat() {
  for (let i = 0; i < NODES; i++) api.apply(node(i, Date.now()));
}

process.on('message', message => {
  if (message.churn) churn(message.churn);
  if (message.beat) beat();
  if (message.stop) process.exit(0);
});
process.once('disconnect', () => process.exit(0));

await api.start();
process.send({ url: api.url, objects });
