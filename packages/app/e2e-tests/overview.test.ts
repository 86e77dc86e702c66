import { expect, test } from '@playwright/test';
import { askApi, checkAccessibility, keepScreenshot, signIn } from './portal';

test.beforeEach(async ({ page }) => {
  await signIn(page);
});

test('opens on what burns and what is broken, each a link to its page', async ({
  page,
}) => {
  const { domains } = await askApi(
    page,
    'v2/slo/domains?window=own&status=critical&limit=1',
  );
  await page.goto('/atlhyper');
  const row = page
    .getByRole('table', { name: 'Domains' })
    .getByRole('row', { name: new RegExp(domains[0].domain) });
  await expect(row).toContainText('Critical');
  await expect(row.getByRole('link', { name: /^team-/ })).toBeVisible();
  await expect(
    page.getByRole('table', { name: 'Nodes, pods and workloads' }),
  ).toBeVisible();
  await expect(page).toHaveTitle('Overview');
  await checkAccessibility(page);
  await keepScreenshot(page, 'overview');

  await row.getByRole('link', { name: domains[0].domain }).click();
  await expect(page).toHaveURL(/\/slo\/domains\//);
  await expect(page).toHaveTitle(`Critical · ${domains[0].domain} · SLO`);
  await page.goBack();
  await expect(page).toHaveURL(/\/atlhyper$/);
});

test('rolls up on a system what is below it', async ({ page }) => {
  await page.goto('/catalog/default/system/shop/health');
  const domains = page.getByRole('table', { name: 'Domains' });
  await expect(domains).toContainText('shop.example.com');
  await expect(domains).not.toContainText('ops.example.com');
  await checkAccessibility(page);
});

test('has a page for a node, to which the overview leads', async ({ page }) => {
  const { nodes } = await askApi(page, 'v2/clusters/demo/node-metrics');
  const name = nodes.find((one: { stale: boolean }) => !one.stale).node;
  await page.goto(`/nodes/demo/${name}`);
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await expect(page.getByText(/^Last figures/)).toBeVisible();
  await expect(page).toHaveTitle(`${name} · Nodes`);
  await checkAccessibility(page);
  await page.getByRole('link', { name: 'All nodes' }).click();
  await expect(page).toHaveURL(/\/nodes\?cluster=demo$/);
});

test('registers a cluster and says what starts its agent', async ({ page }) => {
  await page.goto('/clusters');
  await page.getByRole('button', { name: 'Register cluster' }).click();
  const dialog = page.getByRole('dialog');
  const id = `e2e-${Date.now()}`;
  await dialog.getByLabel(/^Id/).fill(id);
  await checkAccessibility(page, '[role=dialog]');
  await dialog.getByRole('button', { name: 'Register' }).click();
  await expect(dialog).toContainText(`${id} is registered`);
  await expect(dialog).toContainText(`cluster_id: ${id}`);
  await keepScreenshot(page, 'register-cluster');
  await dialog.getByRole('button', { name: 'I have copied the token' }).click();
  await expect(page.getByText('Waiting for the first agent')).toBeVisible();
  await checkAccessibility(page);
});
