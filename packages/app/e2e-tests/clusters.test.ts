import { expect, test, type Page } from '@playwright/test';
import {
  askApi,
  checkAccessibility,
  keepScreenshot,
  setPreference,
  signIn,
} from './portal';

test.beforeEach(async ({ page }) => {
  await signIn(page);
});

/** Waits until the agent's first figures of pods are stored. */
async function waitForUsage(page: Page): Promise<void> {
  await expect
    .poll(
      async () => {
        const { pods } = await askApi(
          page,
          'v1/metrics/pods?cluster=demo&namespace=shop&limit=500',
        );
        return pods.filter(
          (pod: { memory: { used?: number } }) => pod.memory.used !== undefined,
        ).length;
      },
      { timeout: 120_000 },
    )
    .toBeGreaterThan(5);
}

test('says whether the cluster is healthy, why not, and what is left of it', async ({
  page,
}) => {
  await waitForUsage(page);
  await page.goto('/clusters');
  const card = page.getByTestId('cluster-demo');
  await expect(card).toContainText('Connected');
  await expect(card).toContainText('leader');
  const metrics = await askApi(page, 'v1/metrics/cluster?cluster=demo');
  expect(metrics.health.issues.length).toBeGreaterThan(2);
  for (const { objects } of metrics.health.issues) {
    await expect(
      page.getByRole('alert').filter({ hasText: objects[0] }).first(),
    ).toBeVisible();
  }
  const capacity = page.getByRole('table', { name: 'Capacity' });
  await expect(capacity).toContainText(`CPU (cores)${metrics.cpu.capacity}`);
  await checkAccessibility(page);
  await keepScreenshot(page, 'clusters-page');
});

test('shows which pods come close to their limits, and one of them in full', async ({
  page,
}) => {
  await waitForUsage(page);
  await page.goto('/clusters?view=pods');
  await page.getByRole('button', { name: /^Show All pods/ }).click();
  await page.getByRole('option', { name: 'Close to a limit' }).click();
  const { pods } = await askApi(
    page,
    'v1/metrics/pods?cluster=demo&close_to_limit=true',
  );
  expect(pods.length).toBeGreaterThan(0);
  const row = page.getByRole('row', { name: new RegExp(`^${pods[0].name}`) });
  await expect(row).toContainText('Uses 90 % of a limit or more');
  await checkAccessibility(page);
  await keepScreenshot(page, 'clusters-pods');

  await row.getByRole('button', { name: pods[0].name }).click();
  const panel = page.getByRole('dialog');
  await expect(panel.getByRole('table', { name: 'Containers' })).toContainText(
    pods[0].containers[0].name,
  );
  await expect(panel.getByRole('table', { name: 'Conditions' })).toContainText(
    'Ready',
  );
  await checkAccessibility(page, '[role=dialog]');
  await keepScreenshot(page, 'clusters-pod');
});

test("keeps events with Kubernetes' own count, and finds them", async ({
  page,
}) => {
  const backOff = async () => {
    const { events } = await askApi(
      page,
      'v2/clusters/demo/events?reason=BackOff',
    );
    return events[0];
  };
  await expect
    .poll(async () => (await backOff())?.count ?? 0, { timeout: 120_000 })
    .toBeGreaterThan(1);
  const { object } = await backOff();
  await page.goto('/clusters?view=events&type=Warning');
  await page.getByRole('searchbox', { name: 'Find in events' }).fill('BackOff');
  const table = page.getByRole('table', { name: 'Events in demo' });
  await expect(
    table.getByRole('row', { name: new RegExp(`BackOff.*${object.name}`) }),
  ).toBeVisible();
  await checkAccessibility(page);
  await keepScreenshot(page, 'clusters-events');
  await table
    .getByRole('button', { name: new RegExp(object.name) })
    .first()
    .click();
  await expect(
    page.getByRole('dialog').getByRole('table', { name: 'Events' }),
  ).toContainText('BackOff');
});

test('shows the objects of a cluster by kind, none of their secrets', async ({
  page,
}) => {
  await page.goto('/clusters?view=objects');
  const pods = page.getByRole('table', { name: 'Pod in demo' });
  await expect(
    pods.getByRole('row', { name: /^storefront-.* shop Running yes/ }).first(),
  ).toBeVisible();
  await checkAccessibility(page);
  await keepScreenshot(page, 'clusters-objects');

  await page.getByRole('button', { name: /^ConfigMap/ }).click();
  const flags = page.getByRole('row', { name: /^storefront shop 2 no/ });
  // Anywhere in the row: the button of the name lies over it, which the test must not wait to go.
  await flags.getByRole('cell').nth(1).click({ force: true });
  const panel = page.getByRole('dialog', { name: 'ConfigMap shop/storefront' });
  await expect(panel).toContainText('features.yaml');
  // Keys only: what they hold never left the cluster.
  await expect(panel).not.toContainText('checkout: v2');
  await checkAccessibility(page, '[role=dialog]');
  await keepScreenshot(page, 'clusters-object');

  await setPreference(page, 'theme', 'dark');
  // The address opens the same object again.
  await expect(panel).toContainText('features.yaml');
  await checkAccessibility(page, '[role=dialog]');
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(flags).toBeVisible();
  await checkAccessibility(page);
  await keepScreenshot(page, 'clusters-objects-dark');
});

test('leads from the nodes of an entity to its Kubernetes tab, where the same pods are', async ({
  page,
}) => {
  await page.goto('/catalog/default/component/shop-api/nodes');
  const link = page.getByRole('link', {
    name: 'shop-api in the Kubernetes tab',
  });
  await expect(link).toBeVisible();
  await expect(
    page.getByRole('row', { name: /^api-.*shop.*Running/ }).first(),
  ).toBeVisible();
  await link.click();
  await expect(page).toHaveURL(/\/shop-api\/kubernetes$/);
  await expect(page.getByText('Demo cluster').first()).toBeVisible();
});

test('maps an entity by the annotations of the Kubernetes plugin alone', async ({
  page,
}) => {
  await page.goto('/catalog/default/component/traefik/nodes');
  await expect(
    page.getByRole('row', { name: /^traefik-.*kube-system.*Running/ }).first(),
  ).toBeVisible();
});

test('is kept up to date by signals', async ({ page }) => {
  const asked: number[] = [];
  page.on('request', request => {
    if (request.url().includes('/node-metrics')) asked.push(Date.now());
  });
  const frames: string[] = [];
  page.on('websocket', socket =>
    socket.on('framereceived', ({ payload }) => frames.push(String(payload))),
  );
  await page.goto('/nodes');
  await expect(page.getByTestId('node-demo-worker-1')).toBeVisible();
  await expect
    .poll(
      () => frames.filter(frame => frame.includes('atlhyper:nodes')).length,
      {
        timeout: 60_000,
      },
    )
    .toBeGreaterThan(2);
  expect(asked.length).toBeGreaterThan(2);
  // Topic, cluster and version, and nothing of what changed.
  const { message } = JSON.parse(
    frames.find(frame => frame.includes('"atlhyper:nodes"'))!,
  );
  expect(Object.keys(message).sort()).toEqual(['cluster', 'topic', 'version']);
});

test('forecasts when memory and disks run out', async ({ page }) => {
  await page.goto('/nodes');
  await page.getByRole('button', { name: /^Capacity/ }).click();
  await expect(page.getByRole('table', { name: 'Capacity' })).toContainText(
    'demo-worker-1',
  );
  await checkAccessibility(page);
  await keepScreenshot(page, 'nodes-capacity');
});

for (const [language, healthy, pods, events] of [
  ['zh', '健康节点', 'demo 中的 Pod', 'demo 中的事件'],
  ['ja', '正常なノード', 'demo の Pod', 'demo のイベント'],
]) {
  test(`speaks ${language} on the page of clusters`, async ({ page }) => {
    await waitForUsage(page);
    await setPreference(page, 'language', language);
    await setPreference(page, 'theme', 'dark');
    await page.goto('/clusters');
    await expect(page.getByText(healthy)).toBeVisible();
    await checkAccessibility(page);
    await keepScreenshot(page, `clusters-page-${language}`);
    await page.goto('/clusters?view=pods');
    await expect(page.getByRole('table', { name: pods })).toBeVisible();
    await checkAccessibility(page);
    await page.goto('/clusters?view=events');
    await expect(page.getByRole('table', { name: events })).toBeVisible();
    await checkAccessibility(page);
    await keepScreenshot(page, `clusters-events-${language}`);
  });
}
