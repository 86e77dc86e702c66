import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { readScenario, type World } from '@atlhyper/demo';

/** Where `playwright.config.ts` lets the portal keep its data. */
const DATA_DIR = join(__dirname, '../../../.data/test/portal');
const SCREENSHOT_DIR =
  process.env.ATLHYPER_SCREENSHOT_DIR ??
  join(__dirname, '../../../.data/test/screenshots');

/** The scenario, seed and start of the demo that is running: with them its truth is known. */
export function readWorld(): World {
  const state = JSON.parse(
    readFileSync(join(DATA_DIR, 'demo', 'demo.json'), 'utf8'),
  );
  return { scenario: readScenario(), ...state };
}

export async function signIn(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Enter' }).click();
  await expect(page.getByRole('link', { name: 'storefront' })).toBeVisible();
}

/** Asks the API as the guest who is signed in. */
export async function askApi(page: Page, path: string): Promise<any> {
  const session = await page.request.get('/api/auth/guest/refresh', {
    headers: { 'x-requested-with': 'XMLHttpRequest' },
  });
  const { backstageIdentity } = await session.json();
  const response = await page.request.get(`/api/atlhyper/${path}`, {
    headers: { Authorization: `Bearer ${backstageIdentity.token}` },
  });
  expect(response.status(), `${path} answered ${await response.text()}`).toBe(
    200,
  );
  return response.json();
}

/** Waits until the newest hour of the generated history is stored. */
export async function waitForHistory(page: Page, world: World): Promise<void> {
  await expect
    .poll(
      async () => {
        const history = await askApi(
          page,
          'v2/slo/domains/shop.example.com/history?window=7d',
        );
        const before = history.points.filter(
          (point: { startMs: number }) =>
            point.startMs + history.bucketMs <= world.startMs,
        );
        return before.at(-1).total_requests;
      },
      { timeout: 180_000, intervals: [2_000] },
    )
    .toBeGreaterThan(0);
}

/** Fails on what the WCAG rules call serious within a part of the page; without one, that which is ours. */
export async function checkAccessibility(
  page: Page,
  part = 'article',
): Promise<void> {
  // Labels and buttons fade into their colours: what is seen in between counts only if it stays.
  await expect
    .poll(() => findViolations(page, part), { timeout: 10_000 })
    .toEqual([]);
}

async function findViolations(page: Page, part: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .include(part)
    .withTags(['wcag2a', 'wcag2aa'])
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' | ')}`,
    );
}

export async function keepScreenshot(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.screenshot({
    path: join(SCREENSHOT_DIR, `${name}.png`),
    fullPage: true,
  });
}

/** Chooses a language or theme as the settings page stores it, and loads the page again. */
export async function setPreference(
  page: Page,
  key: 'language' | 'theme',
  value: string,
): Promise<void> {
  await page.evaluate(
    ([k, v]) => window.localStorage.setItem(k, v),
    [key, value],
  );
  await page.reload();
}
