import { MeshScrapeReader } from '@atlhyper/agent/src/counters/linkerd/MeshScrapeReader';
import { isEndpointEdgeKey } from '@atlhyper/agent/src/counters/linkerd/meshSeries';
import { toMeshRows } from '@atlhyper/agent/src/counters/linkerd/toMeshRows';
import { computeIncrements } from '@atlhyper/core';

/** Kind `proxy`. */
export function runProxy(input: { source: string; scrapes: string[] }) {
  const [namespace, kind, workload] = input.source.split('/');
  const reader = new MeshScrapeReader({
    targetNamespaces: new Set(),
    isIngress: false,
    adminPort: '4191',
  });
  const [previous, current] = input.scrapes.map((body, i) =>
    reader.read(Buffer.from(body), {
      process: 'linkerd/proxy',
      scrapedAtMs: 1e12 + i * 30_000,
    }),
  );
  const rows = toMeshRows(computeIncrements({ previous, current }), {
    source: { namespace, kind: kind as 'deployment', workload },
    hasEndpointSeries: [...current.counters.keys()].some(isEndpointEdgeKey),
  });
  const edges = new Map<
    string,
    { edge: string; responses: number; failed: number }
  >();
  for (const { series, codes, mesh } of rows) {
    if (series.kind !== 'edge') continue;
    const { source, destination } = series;
    const edge = `${source.namespace}/${source.workload} -> ${destination.namespace}/${destination.service}`;
    const sum = edges.get(edge) ?? { edge, responses: 0, failed: 0 };
    sum.responses += Object.values(codes).reduce((a, b) => a + b, 0);
    sum.failed += mesh?.failed ?? 0;
    edges.set(edge, sum);
  }
  return [...edges.values()];
}
