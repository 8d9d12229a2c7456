// The room for a policy's pattern. topo never takes more than 1,024 bytes, because a broker that refuses more is what an
// older one becomes.

import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { openWriter } from '../../src/broker/index.js';
import { MAX_PATTERN_BYTES, packNames, patternBytes, patternOf } from '../../src/policy/index.js';
import { AdminApiError } from '../support/admin-api.js';
import { brokerTest } from '../support/broker-test.js';

const digest = (index: number): string => createHash('sha1').update(String(index)).digest('hex');
const kinds: Readonly<Record<string, (index: number) => string>> = {
  'names with nothing in common': digest,
  'numbers of five digits': (index) => String(10_000 + (parseInt(digest(index).slice(0, 8), 16) % 90_000)),
  'characters of three bytes': (index) =>
    Array.from(digest(index).slice(0, 8), (digit) => String.fromCodePoint(0x4e00 + parseInt(digit, 16))).join(''),
  'what a pattern reads otherwise': (index) =>
    digest(index).replace(/\d/g, (digit) => '.*+?^$()|['[Number(digit)] ?? ''),
  'each begins the next': (index) => 'n'.repeat(index + 1),
};

brokerTest.for(Object.keys(kinds))('%s: what topo makes of them is taken', async (kind, { vhost }) => {
  const name = kinds[kind] ?? digest;
  const names = [...new Set(Array.from({ length: 250 }, (_, index) => name(index)))];
  const writer = openWriter({ url: vhost.managementUrl, timeoutSeconds: 30 });
  const packs = packNames(names.map((each) => ({ cluster: each, names: [each] })));
  for (const pack of packs) {
    expect(patternBytes(pack)).toBeLessThanOrEqual(MAX_PATTERN_BYTES);
    const definition = { 'alternate-exchange': 'n' };
    const policy = { name: 'p', pattern: patternOf(pack), applyTo: 'exchanges', priority: 0, definition };
    await expect(writer.setPolicy(vhost.name, policy)).resolves.toBeUndefined();
  }
});

brokerTest(
  '1,024 bytes are taken, on each version; what is longer by one that takes no more is refused',
  async ({ vhost }) => {
    const set = async (bytes: number): Promise<string | undefined> => {
      const pattern = `^${'x'.repeat(bytes - 2)}$`;
      const body = { pattern, definition: { 'alternate-exchange': 'n' }, 'apply-to': 'exchanges' };
      try {
        await vhost.api.put(`/policies/${vhost.path}/p`, body);
        return undefined;
      } catch (error) {
        if (error instanceof AdminApiError) return error.message;
        throw error;
      }
    };
    expect(await set(MAX_PATTERN_BYTES)).toBeUndefined();
    // Seen on 4.3: "pattern must not exceed 1024 bytes". 3.10 and 4.0 take it.
    const longer = await set(MAX_PATTERN_BYTES + 1);
    if (longer !== undefined) expect(longer).toContain('pattern must not exceed 1024 bytes');
    else expect(await set(2 * MAX_PATTERN_BYTES)).toBeUndefined();
  },
);
