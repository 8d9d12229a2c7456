// A real Chromium for the tests of the page: the machine's own, else Debian's, unpacked as the brokers are. Pages are files;
// whatever they ask for beyond that is refused and written down.

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { findProgram } from './debian.js';

export interface TestBrowser {
  /** `requests`: what the page asked for beside its own file. `errors`: what it threw or wrote to its console. */
  open(file: string, screen?: Screen): Promise<OpenedPage>;
  close(): Promise<void>;
}

export interface Screen {
  readonly width: number;
  readonly height: number;
  readonly dark?: boolean;
}

export interface OpenedPage {
  readonly page: Page;
  readonly requests: readonly string[];
  readonly errors: readonly string[];
}

/** Not the wrapper in /usr/bin of Debian's, which reads /etc. */
const PATH = '/usr/lib/chromium/chromium';

/** With the flags by which it looks for nothing in the network. */
export async function startBrowser(log: (line: string) => void): Promise<TestBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'topo-browser-'));
  const start = join(folder, 'chromium');
  const words = (await findProgram(['chromium', 'chromium-browser', 'google-chrome'], PATH, 'browser', log)).map(
    (word) => `'${word.replaceAll("'", "'\\''")}'`,
  );
  writeFileSync(start, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`);
  chmodSync(start, 0o755);
  const browser: Browser = await chromium.launch({
    executablePath: start,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
  });
  return {
    async open(file, { width, height, dark = false } = { width: 1280, height: 900 }) {
      const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' });
      const page = await context.newPage();
      const requests: string[] = [];
      const errors: string[] = [];
      page.on('request', (request) => {
        if (request.url().split('#')[0] !== `file://${file}`) requests.push(request.url());
      });
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => errors.push(message.text()));
      await page.goto(`file://${file}`);
      await page.waitForSelector('body.ready');
      return { page, requests, errors };
    },
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
