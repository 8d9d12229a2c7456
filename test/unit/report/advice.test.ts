// Advice in lines: words are wrapped, a command is never broken, whatever its first word and wherever it stands.

import { expect, test } from 'vitest';
import { adviceLines } from '../../../src/report/page/advice.js';

const show = (advice: string, width = 40): string => adviceLines('→ ', advice, width).join('\n');

test.each<[string, string, string]>([
  ['what fits stays in a line', 'mend it: rabbitmqctl version', '→ mend it: rabbitmqctl version'],
  [
    'words alone are wrapped',
    'stop the worker, or write the address back with `state: draining` first',
    '→ stop the worker, or write the address\n  back with `state: draining` first',
  ],
  ...['rabbitmqctl', 'rabbitmq-diagnostics', 'rabbitmqadmin', 'curl', 'topo', 'git'].map(
    (first): [string, string, string] => [
      first,
      `if nobody needs it: ${first} do the long thing -p / to storage-54-98`,
      `→ if nobody needs it:\n  ${first} do the long thing -p / to storage-54-98`,
    ],
  ),
  [
    'two commands, and words between and behind them',
    'look at one: curl -u me http://broker:15672/api/queues; then read it; or throw it away: rabbitmqctl purge_queue -p / q; and go',
    '→ look at one:\n  curl -u me http://broker:15672/api/queues\n  then read it; or throw it away:\n  rabbitmqctl purge_queue -p / q\n  and go',
  ],
  [
    'a semicolon in quotes is the command’s',
    "if nobody needs it: rabbitmqctl purge_queue -p 'a; b' 'it'\\''s; c'",
    "→ if nobody needs it:\n  rabbitmqctl purge_queue -p 'a; b' 'it'\\''s; c'",
  ],
  [
    'one that an option tells',
    'it is UTF-16 and nobody reads it, convert it: iconv -f UTF-16 -t UTF-8 topo.yaml',
    '→ it is UTF-16 and nobody reads it,\n  convert it:\n  iconv -f UTF-16 -t UTF-8 topo.yaml',
  ],
  [
    'an apostrophe before it is no quote',
    'if it is this tree’s or it\'s yours: topo apply --adopt "storage-54-98"',
    '→ if it is this tree’s or it\'s yours:\n  topo apply --adopt "storage-54-98"',
  ],
])('%s', (_, advice, lines) => {
  expect(show(advice)).toBe(lines);
});
