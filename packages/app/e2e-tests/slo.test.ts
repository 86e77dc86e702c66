import { expect, test } from '@playwright/test';
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
const DOMAIN_PAGE = `/slo/domains/${HOST}`;
const SERVICE_PAGE = '/slo/services/demo/shop/api';

test.beforeEach(async ({ page }) => {
  await signIn(page);
});

test('shows who calls whom as the API gives it', async ({ page }) => {
  await waitForHistory(page, readWorld());
  const { services, authorities } = await askApi(
    page,
    'v2/slo/services?window=1d',
  );
  const api = services.find(
    (s: { namespace: string; service: string }) =>
      s.namespace === 'shop' && s.service === 'api',
  );
  expect(api.edges.length).toBeGreaterThan(0);
  // What comes in through the ingress is what the ingress itself counted on the routes to it.
  const fromTraefik = api.edges.find(
    (e: { source: { workload: string } }) => e.source.workload === 'traefik',
  );
  expect(fromTraefik.current.total_requests).toBeGreaterThan(0);
  expect(api.summary.availability).toBeLessThanOrEqual(100);

  await page.goto('/slo?tab=services');
  await page.getByRole('tab', { name: 'Service to service' }).click();
  const table = page.getByRole('table', { name: 'Services and their callers' });
  await expect(
    table.getByRole('row').filter({ hasText: 'shop' }).first(),
  ).toBeVisible();
  await expect(table).toContainText('traefik');
  await expect(page.getByText('Hosts as the mesh sees them')).toBeVisible();
  expect(Array.isArray(authorities)).toBe(true);
  await checkAccessibility(page);
  await keepScreenshot(page, 'slo-services');
});

test('explains one domain: history, budget, latency, codes, comparison, changes', async ({
  page,
}) => {
  await waitForHistory(page, readWorld());
  await page.goto(`${DOMAIN_PAGE}?window=7d`);
  await expect(
    page.getByRole('heading', { name: HOST, level: 2 }),
  ).toBeVisible();
  await expect(
    page.getByText(/Healthy|At risk|Warning|Critical/).first(),
  ).toBeVisible();
  await checkAccessibility(page);
  await keepScreenshot(page, 'slo-domain');
  for (const [tab, text] of [
    ['Error budget', /At this rate|No forecast|used up/],
    ['Latency', /of the requests were answered within/],
    ['Status codes', /Status code/],
    ['Compare', /Period before/],
    ['Status changes', /Because|has not changed/],
    ['Paths', /\/api\/\*/],
  ] as const) {
    await page.getByRole('tab', { name: tab }).click();
    await expect(page.getByText(text).first()).toBeVisible();
    await checkAccessibility(page);
  }
  await page.getByRole('tab', { name: 'Latency' }).click();
  await keepScreenshot(page, 'slo-domain-latency');
  await page.reload();
  await expect(page.getByRole('tab', { name: 'Latency' })).toHaveAttribute(
    'aria-selected',
    'true',
  );
});

test('sets a target, judges by it, and lets it go again', async ({ page }) => {
  await waitForHistory(page, readWorld());
  await page.goto(`${DOMAIN_PAGE}?window=1d`);
  await page.getByRole('button', { name: 'Edit target' }).first().click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('No target of its own');
  const availability = dialog.getByLabel('Availability in percent');
  await availability.fill('100');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toContainText('A percentage above 0 and below 100');
  await availability.fill('99.999');
  await checkAccessibility(page);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(
    page.getByText(/Availability \d.* < 99\.99/).first(),
  ).toBeVisible({ timeout: 30_000 });
  const { targets } = await askApi(page, 'v2/slo/targets');
  expect(
    targets.filter((t: { source: string }) => t.source === 'api'),
  ).toMatchObject([
    {
      subject: { kind: 'domain', domain: HOST },
      window: '1d',
      objective: { availability: 99.999 },
      updatedBy: 'user:default/guest',
    },
  ]);

  await page.getByRole('button', { name: 'Edit target' }).first().click();
  await expect(availability).toHaveValue('99.999');
  await dialog
    .getByRole('button', { name: 'Remove, and inherit again' })
    .click();
  await expect(dialog).toBeHidden();
  await expect
    .poll(async () =>
      (
        await askApi(page, 'v2/slo/targets')
      ).targets.filter((t: { source: string }) => t.source === 'api'),
    )
    .toEqual([]);
});

test('takes targets from the catalog and does not let them be changed here', async ({
  page,
}) => {
  await expect
    .poll(
      async () =>
        (
          await askApi(page, 'v2/slo/targets')
        ).targets.map((t: { entity_ref?: string }) => t.entity_ref),
      { timeout: 120_000, intervals: [5_000] },
    )
    .toContain('component:default/checkout');
  const { problems } = await askApi(page, 'v2/slo/targets');
  expect(problems).toEqual([]);
  await page.goto('/slo/services/demo/shop/checkout?window=30d');
  await page.getByRole('button', { name: 'Edit target' }).first().click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('defined in the catalog');
  await expect(dialog.getByRole('button', { name: 'Save' })).toHaveCount(0);
});

test('shows a card on the overview of an entity', async ({ page }) => {
  await waitForHistory(page, readWorld());
  await page.goto('/catalog/default/component/storefront');
  await expect(
    page.getByText('By their own objectives, the worst first'),
  ).toBeVisible();
  await expect(
    page.getByRole('link', { name: 'Details and history' }),
  ).toBeVisible();
  await keepScreenshot(page, 'slo-card');
});

for (const language of ['zh', 'ja']) {
  test(`speaks ${language} on every SLO page`, async ({ page }) => {
    await setPreference(page, 'language', language);
    for (const [path, name] of [
      ['/slo', 'slo-page'],
      ['/slo?tab=services', 'slo-services'],
      [DOMAIN_PAGE, 'slo-domain'],
      [SERVICE_PAGE, 'slo-service'],
      ['/catalog/default/component/storefront', 'slo-card'],
    ]) {
      await page.goto(path);
      await expect(page.locator('body')).toContainText(
        language === 'ja' ? /[\u3040-\u30ff]/ : /[\u4e00-\u9fff]/,
      );
      await page.waitForLoadState('networkidle');
      await expect(page.getByRole('progressbar')).toHaveCount(0);
      await keepScreenshot(page, `${name}-${language}`);
    }
  });
}
