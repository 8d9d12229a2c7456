// The room that RabbitMQ has for a policy's pattern: one that just fits is taken, the next one is refused, and topo says
// so beforehand (compiledSize, used by plan) and afterwards (the remedy of the error).

import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { openWriter } from '../../src/broker/index.js';
import { MAX_COMPILED, compiledSize, patternOf } from '../../src/topology/index.js';
import { brokerTest } from '../support/broker-test.js';

const digest = (index: number): string => createHash('sha1').update(String(index)).digest('hex');
const kinds: Readonly<Record<string, (index: number) => string>> = {
  'names with nothing in common': digest,
  'numbers of five digits': (index) => String(10_000 + (parseInt(digest(index).slice(0, 8), 16) % 90_000)),
  'characters of three bytes': (index) =>
    Array.from(digest(index).slice(0, 8), (digit) => String.fromCodePoint(0x4e00 + parseInt(digit, 16))).join(''),
};

/** The pattern of as many names as fit, and the one of one name more. */
function atTheLimit(name: (index: number) => string): readonly [string, string] {
  const make = (count: number): string => patternOf(Array.from({ length: count }, (_, index) => name(index)));
  let [fits, tooMany] = [1, 8000];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (compiledSize(make(middle)) > MAX_COMPILED) tooMany = middle;
    else fits = middle;
  }
  return [make(fits), make(tooMany)];
}

brokerTest.for(Object.keys(kinds))('%s', { timeout: 120_000 }, async (kind, { vhost }) => {
  const [fits, tooLarge] = atTheLimit(kinds[kind] ?? digest);
  const writer = openWriter({ url: vhost.managementUrl, timeoutSeconds: 30 });
  const set = (pattern: string): Promise<void> =>
    writer.setPolicy(vhost.name, {
      name: 'p',
      pattern,
      applyTo: 'exchanges',
      priority: 0,
      definition: { 'alternate-exchange': 'n' },
    });
  await set(fits);
  await expect(set(tooLarge)).rejects.toMatchObject({
    message: expect.stringMatching(/its pattern is too large: .*\{"regular expression is too large", \d+\}$/),
    remedy: expect.stringContaining('shorter names'),
  });
});
