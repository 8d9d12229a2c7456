// The page of topo graph in a real Chromium, as the built CLI writes it.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { default as axe } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import type { Screen, TestBrowser } from '../support/chromium.js';
import { startBrowser } from '../support/chromium.js';
import { applyJson } from '../support/plan-json.js';
import { topo } from '../support/topo.js';

const folder = mkdtempSync(join(tmpdir(), 'topo-page-'));
let browser: TestBrowser;

beforeAll(async () => {
  browser = await startBrowser((line) => {
    process.stderr.write(`${line}\n`);
  });
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

const small = `version: 1
routing: { direct: {}, unroutable: {} }
daemons: { dispatcher: { scope: global }, storage: { scope: hypervisor }, vm: { scope: hypervisor } }
clusters: { 5: { hypervisors: [1-30, 98] }, 6: { hypervisors: { 1-20: , 98: { state: draining } } } }
`;

async function pageOf(inventory: string, name: string): Promise<{ readonly file: string; readonly size: number }> {
  const { code, stdout } = await topo(['graph', '--offline', '--format', 'html'], { inventory });
  expect(code).toBe(0);
  return { file: write(name, stdout), size: Buffer.byteLength(stdout) };
}

function write(name: string, html: string): string {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, html);
  return file;
}

const row = (page: Page, name: string) => page.locator('.row', { has: page.getByText(name, { exact: true }) });
const rows = async (page: Page): Promise<readonly string[]> =>
  await page.locator('#tree [role=treeitem] > .row > .name').allTextContents();
const detail = async (page: Page): Promise<string> => (await page.locator('#detail').textContent()) ?? '';

brokerTest('a fleet on a broker: search, detail, the command to copy', async ({ vhost }) => {
  await applyJson({ inventory: small, broker: vhost });
  await vhost.amqp(async ({ channel }) => {
    await channel.unbindQueue('storage-5-98', 'storage-5', '', { 'x-match': 'all', hypervisor: '98' });
    await channel.deleteQueue('vm-5-7');
  });
  const { code, stdout } = await topo(['graph', '--format', 'html'], { inventory: small, broker: vhost });
  expect(code).toBe(0);
  const { page, requests, errors } = await browser.open(write('live', stdout));
  expect(await page.locator('#facts').textContent()).toContain(vhost.name);
  expect(await rows(page)).toEqual(['global', 'storage', 'vm', 'dispatcher', 'unroutable']);

  await page.keyboard.press('/');
  await page.keyboard.type('98');
  await page.getByRole('option').filter({ hasText: 'storage-5-98' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  const focused = page.locator('[role=treeitem]:focus > .row .name');
  expect(await focused.textContent()).toBe('storage-5-98');
  const told = await detail(page);
  for (const text of [
    'no route leads to it',
    'hypervisor=98 (missing)',
    'tasks do not arrive',
    'Also on 98',
    'vm-5-98',
  ])
    expect(told).toContain(text);

  const [byHeaders = '', byName = ''] = await page.locator('#detail code').allTextContents();
  const words = (command: string): readonly string[] => command.split(' -f ')[0]?.split(' ').slice(1) ?? [];
  expect(byHeaders).toContain('topo trace daemon=storage cluster=5 hypervisor=98');
  const options = { inventory: small, broker: vhost };
  expect(await topo(words(byHeaders), options)).toMatchObject({ code: 2 });
  expect(await topo(words(byName), options)).toMatchObject({ code: 0 });
  await page.getByRole('button', { name: /^Copy/ }).first().click();
  await page
    .getByRole('status')
    .filter({ hasText: /copied|Ctrl\+C/ })
    .waitFor();

  await page.getByRole('button', { name: 'vm-5-98' }).click();
  expect(await focused.textContent()).toBe('vm-5-98');
  expect(page.url()).toContain('#vm-5-98');
  expect({ requests, errors }).toEqual({ requests: [], errors: [] });
});

describe('the page', () => {
  test('the tree folds, by mouse and by keys', async () => {
    const { file } = await pageOf(small, 'folds');
    const { page } = await browser.open(file);
    await row(page, 'storage').locator('.twist').click();
    expect(await rows(page)).toContain('storage-5');
    await row(page, 'storage').locator('.twist').click();
    expect(await rows(page)).not.toContain('storage-5');
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'Enter'])
      await page.keyboard.press(key);
    expect(await detail(page)).toContain('storage-5-2');
    expect(await page.locator('[aria-selected=true] > .row .name').textContent()).toBe('storage-5-2');
    for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft'])
      await page.keyboard.press(key);
    expect(await rows(page)).toEqual(['global']);
  });

  test('a state filters the tree; the overview shows a queue where it is clicked', async () => {
    const { file } = await pageOf(small, 'filters');
    const { page } = await browser.open(file);
    await page.getByRole('button', { name: /draining/ }).click();
    expect(await rows(page)).toEqual(['global', 'storage', 'storage-6', 'storage-6-98', 'vm', 'vm-6', 'vm-6-98']);
    await page.getByRole('button', { name: /draining/ }).click();
    expect(await rows(page)).toContain('dispatcher');
    const canvas = page.locator('canvas');
    for (let x = 20; (await detail(page)).startsWith('Closeglobal') && x < 400; x += 5)
      await canvas.click({ position: { x, y: 60 } });
    expect(await page.locator('#detail h2').textContent()).toMatch(/^storage-5-/);
  });

  test('light and dark, by the system and by the button', async () => {
    const { file } = await pageOf(small, 'themes');
    const paper = async (page: Page): Promise<string> =>
      await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await browser.open(file);
    const dark = await browser.open(file, { width: 1280, height: 900, dark: true });
    const [white, black] = [await paper(light.page), await paper(dark.page)];
    expect(white).not.toBe(black);
    await light.page.getByRole('button', { name: 'Light or dark' }).click();
    await dark.page.getByRole('button', { name: 'Light or dark' }).click();
    expect([await paper(light.page), await paper(dark.page)]).toEqual([black, white]);
  });

  const screens: readonly Screen[] = [
    { width: 390, height: 844 },
    { width: 390, height: 844, dark: true },
    { width: 1280, height: 900 },
    { width: 1280, height: 900, dark: true },
  ];
  test.each(screens)('%j: it fits, and has no fault of accessibility that axe knows', async (screen) => {
    const { file } = await pageOf(small, 'screens');
    const { page } = await browser.open(file, screen);
    await page.fill('#search', '98');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(screen.width);
    await page.evaluate(axe.source);
    const found: readonly string[] = await page.evaluate(
      `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`,
    );
    expect(found).toEqual([]);
  });

  test('10,001 queues: under 4 MB, and open at once', async () => {
    const clusters = Array.from({ length: 25 }, (_, index) => `  ${index + 1}: { hypervisors: [1-200] }`).join('\n');
    const inventory = small.replace(/clusters:.*\n/, `clusters:\n${clusters}\n`);
    const { file, size } = await pageOf(inventory, 'large');
    expect(size).toBeLessThan(4_000_000);
    const { page, requests, errors } = await browser.open(file);
    const opened = await page.evaluate(() => performance.now());
    expect(opened).toBeLessThan(4000);
    expect(await page.locator('#filters').textContent()).toContain('10,0');
    await page.fill('#search', '25-200');
    await page.keyboard.press('Enter');
    expect(await page.locator('[role=treeitem]:focus > .row .name').textContent()).toBe('storage-25-200');
    expect({ requests, errors }).toEqual({ requests: [], errors: [] });
  });

  test('with what the licence of each library in it asks for', async () => {
    const { file } = await pageOf(small, 'notices');
    const html = readFileSync(file, 'utf8');
    expect(html).toMatch(/^d3-hierarchy 3\.[\d.]+, ISC$/m);
    expect(html).toContain('Permission to use, copy, modify, and/or distribute this software');
  });

  test('names are inert', async () => {
    const names = ['<img src=x onerror=alert(1)>', '</script><script>alert(2)</script>', 'a\u202egnp.exe', '"&\'#'];
    const daemons = names.map((name) => `  ${JSON.stringify(name)}: { scope: hypervisor }`).join('\n');
    const hypervisors = names.map((name) => JSON.stringify(name)).join(', ');
    const inventory = `version: 1\ndaemons:\n${daemons}\nclusters: { 1: { hypervisors: [${hypervisors}] } }\n`;
    const { file } = await pageOf(inventory, 'hostile');
    const { page, requests, errors } = await browser.open(file);
    await page.fill('#search', 'img');
    await page.keyboard.press('Enter');
    for (const chip of await page.locator('.chip').all()) await chip.click();
    const text = (await page.locator('body').textContent()) ?? '';
    expect(text).toContain('<img src=x onerror=alert(1)>');
    expect(text).toContain('a\\u{202e}gnp.exe');
    expect(text).not.toContain('\u202e');
    expect(await page.locator('img').count()).toBe(0);
    expect({ requests, errors }).toEqual({ requests: [], errors: [] });
  });
});
