// Advice in lines: words are wrapped, a command is never broken, whatever its first word and wherever it stands.

import { expect, test } from 'vitest';
import { adviceLines } from '../../../src/report/page/advice.js';
import type { Sentence } from '../../../src/text/index.js';
import { command, plain, say } from '../../../src/text/index.js';

const show = (advice: Sentence, width = 40): string => adviceLines('→ ', advice, width).join('\n');

test.each<[string, Sentence, string]>([
  ['what fits stays in a line', say`mend it: ${command`rabbitmqctl version`}`, '→ mend it: rabbitmqctl version'],
  [
    'words alone are wrapped',
    plain('stop the worker, or write the address back with `state: draining` first'),
    '→ stop the worker, or write the address\n  back with `state: draining` first',
  ],
  [
    'a command has a line of its own',
    say`if nobody needs it: ${command`any-program do the long thing -p / to storage-54-98`}`,
    `→ if nobody needs it:\n  any-program do the long thing -p / to storage-54-98`,
  ],
  [
    'two commands, and words between and behind them',
    say`look at one: ${command`curl -u me http://broker:15672/api/queues`}; then read it; or throw it away: ${command`rabbitmqctl purge_queue -p / q`}; and go`,
    '→ look at one:\n  curl -u me http://broker:15672/api/queues\n  then read it; or throw it away:\n  rabbitmqctl purge_queue -p / q\n  and go',
  ],
  [
    'what is in it does not end it',
    say`if nobody needs it: ${command`rabbitmqctl purge_queue -p ${'a; b'} ${"it's; c"}`}`,
    "→ if nobody needs it:\n  rabbitmqctl purge_queue -p 'a; b' 'it'\\''s; c'",
  ],
  [
    'one in brackets stays in its sentence, and is one word of it',
    say`too few nodes run (${command`rabbitmqctl cluster_status`} names them, ${command`rabbitmqctl version`} too): start them: ${command`start`}`,
    '→ too few nodes run\n  (rabbitmqctl cluster_status names\n  them, rabbitmqctl version too): start\n  them:\n  start',
  ],
  [
    'one that begins the advice',
    say`${command`topo apply --adopt storage-54-98 --max-removals 20`}: then again`,
    '→ topo apply --adopt storage-54-98 --max-removals 20\n  : then again',
  ],
])('%s', (_, advice, lines) => {
  expect(show(advice)).toBe(lines);
});
