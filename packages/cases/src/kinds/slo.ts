import { kindStatus } from '@atlhyper/agent/src/testing/kindStatus';
import { namesSeen } from '@atlhyper/agent/src/counters/traefik/TraefikSource';
import type { JsonObject } from '@backstage/types';
import type { Manifest } from './clusterObjects';
import { pushTraffic, type Traffic } from './sloTraffic';
import { EVERYTHING, StackAgent, withStack, type Stack } from './stack';
import { routesOf } from './traefik';

type Input = {
  now: string;
  role?: 'live' | 'backfill';
  config?: JsonObject;
  objects?: Manifest[];
  traffic: Traffic[];
  then?: { minutes: number; traffic: Traffic[] };
};

/** Kind `slo`. */
export async function runSlo(input: Input) {
  const nowMs = Date.parse(input.now);
  try {
    return await withStack({ nowMs, config: input.config }, async stack => {
      await observe(stack, input, nowMs);
      await stack.monitor.run();
      const before = await answer(stack);
      if (!input.then) return before;
      const resolved = await goBlind(stack, { ...input, then: input.then }, nowMs);
      const after = await answer(stack);
      return { before: brief(before), after: { ...brief(after), resolved } };
    });
  } catch (error) {
    return { refused: String(error) };
  }
}

async function observe(stack: Stack, input: Input, nowMs: number) {
  const agent = await StackAgent.open(stack, { role: input.role });
  const book = routesOf(input.objects ?? []);
  const table = book.tableFor(namesSeen([]));
  if (input.role !== 'backfill') {
    await agent.push({
      routes: { generation: 1, complete: true, upserts: [...book.routes!] },
    });
    await agent.heartbeat();
  } else {
    const live = await StackAgent.open(stack, { streamId: 'live' });
    await live.push({
      routes: { generation: 1, complete: true, upserts: [...book.routes!] },
    });
  }
  await pushTraffic(agent, input.traffic, { nowMs, table });
}

/** A new agent that may not read the IngressRoutes; what resolves meanwhile. */
async function goBlind(
  stack: Stack,
  { objects = [], then }: Input & { then: NonNullable<Input['then']> },
  nowMs: number,
): Promise<string[]> {
  const agent = await StackAgent.open(stack, { streamId: 'stream-2' });
  const services = objects.filter(({ kind }) => kind === 'Service');
  const book = routesOf(services, [
    kindStatus('ingressroute', {
      knowledge: 'nothing',
      isDenied: true,
      state: { state: 'failing', message: 'status 403: forbidden' },
    }),
  ]);
  const table = book.tableFor(namesSeen([]));
  const { routes } = book;
  if (routes) {
    await agent.push({
      routes: {
        generation: 2,
        complete: book.isComplete,
        upserts: [...routes],
      },
    });
  }
  let sequence = 0;
  for (let second = 30; second <= then.minutes * 60; second += 30) {
    const atMs = nowMs + second * 1000;
    stack.time.nowMs = atMs;
    const traffic = then.traffic.map(one => ({ ...one, from: '30s' }));
    sequence = await pushTraffic(agent, traffic, {
      nowMs: atMs,
      table,
      sequence,
    });
    await agent.heartbeat([
      {
        name: 'kubernetes/ingressroute',
        state: 'failing',
        message: 'status 403: forbidden',
      },
    ]);
    await stack.monitor.run();
  }
  const { alerts } = await stack.alerts.listSloAlerts({ limit: 100 }, EVERYTHING);
  return alerts
    .filter(({ resolvedMs }) => resolvedMs !== undefined)
    .map(({ subject, window, severity }) =>
      [JSON.stringify(subject), window, severity].join(' '),
    );
}

async function answer(stack: Stack) {
  const { domains } = await stack.slo.listDomains({
    window: '1d',
    access: 'all',
  });
  const { alerts } = await stack.alerts.listSloAlerts(
    { active: true, limit: 100 },
    EVERYTHING,
  );
  return {
    domains: domains.map(({ domain, status, reasons, summary }) => ({
      domain,
      status,
      reasons,
      availability: summary.availability,
      total_requests: summary.total_requests,
    })),
    alerts: alerts.map(({ kind, severity, window, subject }) => ({
      kind,
      severity,
      window,
      of: subject.kind,
      domain: 'domain' in subject ? subject.domain : undefined,
    })),
  };
}

function brief({ domains, alerts }: Awaited<ReturnType<typeof answer>>) {
  return {
    firing: alerts.length,
    domains: domains.map(({ domain }) => domain),
  };
}

type DetailRequest = Omit<
  Parameters<Stack['clusterSlo']['getDetail']>[1],
  'access'
>;

/** Kind `sloDetail`. */
export async function runSloDetail(
  input: Input & { requests: Record<string, string>[] },
) {
  const nowMs = Date.parse(input.now);
  return withStack({ nowMs, config: input.config }, async stack => {
    await observe(stack, input, nowMs);
    const answers: Record<string, unknown> = {};
    for (const request of input.requests) {
      answers[String(new URLSearchParams(request))] = await detailOf(
        stack,
        request,
      );
    }
    return answers;
  });
}

async function detailOf(stack: Stack, request: Record<string, string>) {
  try {
    const { points, item } = await stack.clusterSlo.getDetail('prod', {
      access: EVERYTHING,
      ...(request as DetailRequest),
    });
    const total = points.reduce((sum, one) => sum + one.total_requests, 0);
    const good = points.reduce(
      (sum, { success_rate: rate = 0, total_requests: count }) =>
        sum + (rate * count) / 100,
      0,
    );
    const { namespace, target } = item;
    return {
      points_total: total,
      points_success_rate: total > 0 ? (100 * good) / total : undefined,
      item: {
        ...item,
        ...(target !== undefined && { target: `${namespace}/${target}` }),
      },
    };
  } catch (error) {
    const isBadInput = (error as Error).name === 'InputError';
    return { status: isBadInput ? 400 : 500, message: String(error) };
  }
}
