import { spawn } from 'node:child_process';
import { cpus, hostname, release, totalmem } from 'node:os';
import { expect, test } from '@playwright/test';
import { truthForWindow } from '@atlhyper/demo';
import {
  askApi,
  checkAccessibility,
  keepScreenshot,
  readWorld,
  setPreference,
  signIn,
  waitForHistory,
} from './portal';

const HOST = 'shop.example.com';
const SLO_TAB = '/catalog/default/component/storefront/slo';

/** The longest stretch of live traffic that may be missing: the first scrape of a process is only a
 * baseline, and the newest slot may still be on its way. */
const LIVE_SLACK_MS = 150_000;

const SLOT_MS = 30_000;

const inEnglish = new Intl.NumberFormat('en');

const sumOf = (counts: Record<string, number>) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

test.beforeEach(async ({ page }) => {
  await signIn(page);
});

test('stores the scenario exactly: every hour of the history', async ({
  page,
}) => {
  const world = readWorld();
  await waitForHistory(page, world);
  for (const path of ['/', '/api', '/api/checkout']) {
    const history = await askApi(
      page,
      `v2/slo/domains/${HOST}/history?window=7d&path=${encodeURIComponent(
        path,
      )}`,
    );
    const hours = history.points.filter(
      (p: { startMs: number }) => p.startMs + history.bucketMs <= world.startMs,
    );
    expect(hours.length).toBeGreaterThan(160);
    for (const hour of hours) {
      const truth = truthForWindow(world, {
        host: HOST,
        path,
        fromMs: hour.startMs,
        toMs: hour.startMs + history.bucketMs,
      });
      const bad = Object.entries(truth.codes)
        .filter(([code]) => code.startsWith('5'))
        .reduce((sum, [, count]) => sum + count, 0);
      const total = sumOf(truth.codes);
      expect(hour.total_requests).toBe(total);
      expect(hour.availability).toBeCloseTo(100 * (1 - bad / total), 9);
    }
  }
});

test('shows on the SLO tab what the API gives and the scenario implies', async ({
  page,
}) => {
  const world = readWorld();
  await waitForHistory(page, world);
  const answered = page.waitForResponse(/v2\/slo\/domains\?/);
  // A day ends exactly, which what an objective of a month is judged by does not.
  await page.goto(`${SLO_TAB}?window=1d`);
  const shown = await (await answered).json();
  const table = page.getByRole('table', { name: 'Domains and paths' });
  const domain = shown.domains.find(
    (d: { domain: string }) => d.domain === HOST,
  );

  const domainRow = table.getByRole('row').filter({
    has: page.getByRole('rowheader', { name: HOST }),
  });
  await expect(domainRow).toContainText(
    inEnglish.format(domain.summary.total_requests),
  );
  await expect(domainRow).toContainText(
    `${inEnglish.format(
      Math.floor(domain.summary.availability * 100) / 100,
    )} %`,
  );
  await expect(domainRow).toContainText(
    `${Number(domain.summary.p95_latency.toPrecision(4))} ms`,
  );
  for (const route of domain.routes) {
    const prefix = `${route.path_prefix.replace(/\/$/, '')}/*`;
    const row = table.getByRole('row').filter({
      has: page.getByRole('link', { name: prefix, exact: true }),
    });
    await expect(row).toContainText(
      inEnglish.format(route.current.total_requests),
    );
    await expect(row).toContainText(/Healthy|At risk|Warning|Critical/);

    const truth = truthForWindow(world, {
      host: HOST,
      path: route.path_prefix,
      fromMs: shown.fromMs,
      toMs: shown.toMs,
    });
    const total = sumOf(truth.codes);
    const recent = truthForWindow(world, {
      host: HOST,
      path: route.path_prefix,
      fromMs: shown.toMs - 2 * LIVE_SLACK_MS,
      toMs: shown.toMs,
    });
    const slack = sumOf(recent.codes) / 2;
    expect(route.current.total_requests).toBeLessThanOrEqual(total);
    expect(route.current.total_requests).toBeGreaterThan(total - slack);
  }

  await expect(page.getByText(`History of ${HOST}`)).toBeVisible();
  await expect(
    page.getByRole('figure', { name: 'Availability' }).locator('canvas'),
  ).toBeVisible();
  await checkAccessibility(page);
  await keepScreenshot(page, 'slo-tab');
});

test('judges an entity by the objective that it defines', async ({ page }) => {
  await waitForHistory(page, readWorld());
  await page.goto('/catalog/default/component/checkout');
  const card = page.getByRole('listitem').filter({
    hasText: 'shop.example.com, 1 of 5 paths',
  });
  await expect(card).toContainText('Availability ≥ 99.5 % · 30d');
  await expect(card).toContainText('Defined by component:default/checkout');
  await checkAccessibility(page);
  await page.goto('/catalog/default/component/checkout/slo');
  await expect(
    page.getByRole('button', { name: 'Own objective' }),
  ).toHaveAttribute('aria-pressed', 'true');
  const row = page
    .getByRole('table', { name: 'Domains and paths' })
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: /1 of 5 paths/ }) })
    .first();
  await expect(row).toContainText('99.5 %');
  await checkAccessibility(page);
  await keepScreenshot(page, 'slo-tab-own');
});

test('switches the window and keeps it in the address', async ({ page }) => {
  await page.goto('/slo');
  await page.getByRole('button', { name: 'Month' }).click();
  await expect(page).toHaveURL(/window=30d/);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Month' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await expect(
    page
      .getByRole('table', { name: 'Domains and paths' })
      .getByRole('rowheader', { name: 'ops.example.com' }),
  ).toBeVisible();
  await expect(
    page.getByText('Services shared by several routes'),
  ).toBeVisible();
  await expect(
    page.getByText('Traffic that belongs to no route'),
  ).toBeVisible();
  await checkAccessibility(page);
  await keepScreenshot(page, 'slo-page');
});

test("shows this machine's own hardware and CPU", async ({ page }) => {
  const me = hostname().toLowerCase();
  await page.goto('/nodes');
  const node = page.getByTestId(`node-${me}`);
  await expect(node).toBeVisible();
  await node.getByRole('button', { name: new RegExp(`^${me}`) }).click();
  await expect(node).toContainText(`CPU · ${cpus().length} core`);
  await expect(node).toContainText(`Kernel ${release()}`);
  const snapshot = async () => {
    const answer = await askApi(page, `v2/clusters/demo/node-metrics/${me}`);
    return answer.snapshot;
  };
  expect((await snapshot()).memory.totalBytes).toBe(totalmem());

  // Every core is kept busy: what the page shows must follow.
  const burners = cpus().map(() =>
    spawn(process.execPath, [
      '-e',
      'const end = Date.now() + 25_000; while (Date.now() < end);',
    ]),
  );
  try {
    await expect
      .poll(async () => (await snapshot()).cpu.usedFraction, {
        timeout: 24_000,
      })
      .toBeGreaterThan(0.95);
    await expect(node).toContainText(/(9[5-9](\.\d+)?|100) %/);
  } finally {
    burners.forEach(burner => burner.kill());
  }
  await expect(node.getByRole('figure', { name: 'CPU' })).toBeVisible();
  await checkAccessibility(page);
});

test('shows the nodes under the pods of an entity', async ({ page }) => {
  await page.goto('/nodes');
  await expect(page.getByTestId('node-demo-worker-1')).toContainText('OK');
  await keepScreenshot(page, 'nodes-page');
  await page.goto('/catalog/default/component/storefront/nodes');
  await expect(
    page.getByRole('row', { name: /^storefront-.*shop.*Running/ }).first(),
  ).toBeVisible();
  await expect(page.getByText(/\d pods? here/).first()).toBeVisible();
  await checkAccessibility(page);
  await keepScreenshot(page, 'nodes-tab');
});

for (const [language, tab, nodes] of [
  ['zh', '域名与路径', '上报的节点'],
  ['ja', 'ドメインとパス', '報告中のノード'],
]) {
  test(`speaks ${language}, and reads well on a dark background`, async ({
    page,
  }) => {
    await setPreference(page, 'language', language);
    await setPreference(page, 'theme', 'dark');
    await page.goto(SLO_TAB);
    await expect(page.getByRole('table', { name: tab })).toBeVisible();
    await checkAccessibility(page);
    await keepScreenshot(page, `slo-tab-${language}`);
    await page.goto('/nodes');
    await expect(page.getByText(nodes)).toBeVisible();
    await checkAccessibility(page);
    await keepScreenshot(page, `nodes-page-${language}`);
  });
}

// Last, because it waits for live traffic.
test('counts live requests at the rate of the scenario', async ({ page }) => {
  test.setTimeout(300_000);
  const world = readWorld();
  await waitForHistory(page, world);
  const totalOf = (fromMs: number, toMs: number) =>
    sumOf(truthForWindow(world, { host: HOST, fromMs, toMs }).codes);

  /** The day's requests, with the end of the newest slot among them. */
  const read = async () => {
    for (;;) {
      const [before] = (await askApi(page, 'v2/clusters')).clusters;
      const { fromMs, domains } = await askApi(
        page,
        `v2/slo/domains?window=1d&domains=${HOST}`,
      );
      const [after] = (await askApi(page, 'v2/clusters')).clusters;
      if (
        before.ackedThroughMs &&
        before.ackedThroughMs === after.ackedThroughMs
      ) {
        const toMs = Math.floor(after.ackedThroughMs / SLOT_MS) * SLOT_MS;
        return { fromMs, toMs, total: domains[0].summary.total_requests };
      }
      await page.waitForTimeout(1_000);
    }
  };

  const first = await read();
  await page.waitForTimeout(5 * SLOT_MS);
  const second = await read();
  expect(second.toMs - first.toMs).toBeGreaterThanOrEqual(4 * SLOT_MS);
  // The window lost at its begin what it gained at its end, less what is new.
  const counted =
    second.total - first.total + totalOf(first.fromMs, second.fromMs);
  const truth = totalOf(first.toMs, second.toMs);
  // A busy machine scrapes some seconds after the boundary; what that moves into a slot at one end
  // it takes out at the other.
  const tenSeconds = (truth * 10_000) / (second.toMs - first.toMs);
  expect(Math.abs(counted - truth)).toBeLessThan(tenSeconds);
});
