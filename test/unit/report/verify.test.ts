// What verify found, as text and as a comment: errors first, alike ones folded, the sum in counts.

import { describe, expect, test } from 'vitest';
import { verifyMarkdown, verifyText } from '../../../src/report/index.js';
import { plain, textOf } from '../../support/report-text.js';
import { findingAt, ids, richVerifyReport } from '../../support/sample-plans.js';
import { say } from '../../../src/text/index.js';

const show = (report = richVerifyReport(), width = 80): string => textOf(verifyText(report, { style: plain, width }));
const clean = richVerifyReport({ ok: true, findings: [] });

describe('text', () => {
  test('clean is one line', () => {
    expect(show(clean)).toBe('Clean: no findings. Checked 7 exchanges, 9 queues, 15 bindings, proved 9 routes.\n');
  });
  test('routes that do not hold are not proved', () => {
    expect(show(richVerifyReport({ proved: 7 }), 200)).toContain('15 bindings, proved 7 of 9 routes.');
  });
  test('at 80 columns', () => {
    expect(show()).toMatchInlineSnapshot(`
      "missing  2 errors
        ✗ queue storage-54-98  storage › 54 › 98
        ✗ queue storage-54-99  storage › 54 › 99
          in the inventory, not on the broker
          → see it with \`topo plan\`, mend it with \`topo apply\`

      no-consumer  1 warning
        ! queue storage-54-96  12 messages, 0 consumers  storage › 54 › 96
          messages wait, and nobody reads
          → start the worker of this address

      extra-binding  1 warning
        ! binding storage-54 ── hypervisor:=97 ──▶ storage-54-97  storage › 54 › 97
          bound from storage-54 with hypervisor=97, which the inventory does not ask
          for
          → see it with \`topo plan\`, mend it with \`topo apply\`

      down  1 warning
        ! queue storage-54-95  counts unknown  storage › 54 › 95
          state down: it cannot be counted, and takes no message
          → start its node again; which one that is: rabbitmqctl cluster_status

      Not as the inventory has it: 2 errors, 3 warnings. Checked 7 exchanges, 9
      queues, 15 bindings, proved 9 routes.
      "
    `);
  });
  test('at 120 columns', () => {
    expect(show(richVerifyReport(), 120)).toMatchInlineSnapshot(`
      "missing  2 errors
        ✗ queue storage-54-98  storage › 54 › 98
        ✗ queue storage-54-99  storage › 54 › 99
          in the inventory, not on the broker
          → see it with \`topo plan\`, mend it with \`topo apply\`

      no-consumer  1 warning
        ! queue storage-54-96  12 messages, 0 consumers  storage › 54 › 96
          messages wait, and nobody reads
          → start the worker of this address

      extra-binding  1 warning
        ! binding storage-54 ── hypervisor:=97 ──▶ storage-54-97  storage › 54 › 97
          bound from storage-54 with hypervisor=97, which the inventory does not ask for
          → see it with \`topo plan\`, mend it with \`topo apply\`

      down  1 warning
        ! queue storage-54-95  counts unknown  storage › 54 › 95
          state down: it cannot be counted, and takes no message
          → start its node again; which one that is: rabbitmqctl cluster_status

      Not as the inventory has it: 2 errors, 3 warnings. Checked 7 exchanges, 9 queues, 15 bindings, proved 9 routes.
      "
    `);
  });
  test('many alike are ten and a count', () => {
    const findings = ids(1, 45).map((id) => findingAt('missing', 'error', id));
    expect(show(richVerifyReport({ findings }))).toMatchInlineSnapshot(`
      "missing  45 errors
        ✗ queue storage-54-1   storage › 54 › 1
        ✗ queue storage-54-2   storage › 54 › 2
        ✗ queue storage-54-3   storage › 54 › 3
        ✗ queue storage-54-4   storage › 54 › 4
        ✗ queue storage-54-5   storage › 54 › 5
        ✗ queue storage-54-6   storage › 54 › 6
        ✗ queue storage-54-7   storage › 54 › 7
        ✗ queue storage-54-8   storage › 54 › 8
        ✗ queue storage-54-9   storage › 54 › 9
        ✗ queue storage-54-10  storage › 54 › 10
          … 35 more like these: --format json has them all
          in the inventory, not on the broker
          → see it with \`topo plan\`, mend it with \`topo apply\`

      Not as the inventory has it: 45 errors. Checked 7 exchanges, 9 queues, 15
      bindings, proved 9 routes.
      "
    `);
  });
  test('what is only said for information does not make it unclean', () => {
    const findings = [findingAt('foreign', 'info', '7', { message: say`not ours`, remedy: say`nothing to do` })];
    const lines = show({ ...clean, findings }, 200)
      .trimEnd()
      .split('\n');
    expect(lines[0]).toBe('foreign  1 for information');
    expect(lines.at(-1)).toMatch(/^Clean: 1 for information\. Checked 7 exchanges/);
  });
});

describe('markdown', () => {
  test('clean', () => {
    expect(verifyMarkdown(clean)).toMatchInlineSnapshot(`
      "<!-- topo verify -->
      ### topo verify: clean

      **Clean: no findings. Checked 7 exchanges, 9 queues, 15 bindings, proved 9 routes.**
      "
    `);
  });
  test('errors are open, the rest is folded away', () => {
    expect(verifyMarkdown(richVerifyReport())).toMatchInlineSnapshot(`
      "<!-- topo verify -->
      ### topo verify: 2 missing, 1 no-consumer, 1 extra-binding, 1 down

      | kind | severity | count |
      |---|---|---:|
      | missing | error | 2 |
      | no-consumer | warning | 1 |
      | extra-binding | warning | 1 |
      | down | warning | 1 |

      **Not as the inventory has it: 2 errors, 3 warnings. Checked 7 exchanges, 9 queues, 15 bindings, proved 9 routes.**

      <b>missing: 2 errors</b>

      \`\`\`text
        ✗ queue storage-54-98  storage › 54 › 98
        ✗ queue storage-54-99  storage › 54 › 99
          in the inventory, not on the broker
          → see it with \`topo plan\`, mend it with \`topo apply\`
      \`\`\`

      <details><summary>no-consumer: 1 warning</summary>

      \`\`\`text
        ! queue storage-54-96  12 messages, 0 consumers  storage › 54 › 96
          messages wait, and nobody reads
          → start the worker of this address
      \`\`\`

      </details>

      <details><summary>extra-binding: 1 warning</summary>

      \`\`\`text
        ! binding storage-54 ── hypervisor:=97 ──▶ storage-54-97  storage › 54 › 97
          bound from storage-54 with hypervisor=97, which the inventory does not ask for
          → see it with \`topo plan\`, mend it with \`topo apply\`
      \`\`\`

      </details>

      <details><summary>down: 1 warning</summary>

      \`\`\`text
        ! queue storage-54-95  counts unknown  storage › 54 › 95
          state down: it cannot be counted, and takes no message
          → start its node again; which one that is: rabbitmqctl cluster_status
      \`\`\`

      </details>
      "
    `);
  });
});
