// Waiting for a condition, never for a time.

import { setTimeout as delay } from 'node:timers/promises';

/** Asks again and again until `probe` gives something; throws after `timeout` milliseconds, saying what it waited for. */
export async function until<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  timeout = 30_000,
): Promise<T> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`waited ${timeout / 1000} s in vain: ${what}`);
    await delay(20);
  }
}
