// Annotations of GitHub Actions: which level, at which line, and that a name stays a name.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { annotations } from '../../../src/report/page/annotations.js';
import { planGithub } from '../../../src/report/plan/github.js';
import { problemsGithub } from '../../../src/report/problems/github.js';
import { verifyGithub } from '../../../src/report/verify/github.js';
import { makeVerifyReport } from '../../../src/verify/index.js';
import { readInventory } from '../../../src/inventory/index.js';
import { desiredOf, liveOf, planOf, verifyOf } from '../../support/desired.js';
import { hostilePlan, hostileProblems, hostileVerify, hostileWords } from '../../support/hostile.js';
import { textOf } from '../../support/report-text.js';

const yaml = `daemons:
  vm: { scope: hypervisor }
clusters:
  5:
    hypervisors:
      1-30:
      31: { state: draining }
`;
const desired = desiredOf(yaml);
const mark = { 'x-queue-type': 'classic', 'x-topo-owner': 'global' };
const live = liveOf(desired, (draft) => {
  draft.queues.delete('vm-5-7');
  draft.queue('vm-5-8', { arguments: { ...mark, 'x-max-length': 5 } });
  draft.queue('vm-6-1', { arguments: mark });
});

test('problems: at their lines, with what was expected and what to do', () => {
  const { problems } = readInventory([
    { file: 'inventory/5, a.yaml', text: 'version: 1\ndaemons:\n  vm: { scop: hypervisor }\n' },
  ]);
  expect(textOf(problemsGithub(problems))).toMatchInlineSnapshot(`
    "::error file=inventory/5%2C a.yaml,line=3,col=3,title=topo%3A the inventory::"vm" has no "scope"%0Aexpected: scope: global or cluster or hypervisor
    ::error file=inventory/5%2C a.yaml,line=3,col=9,title=topo%3A the inventory::unknown key "scop" under "vm"%0Aexpected: one of scope, state, queue%0Adid you mean "scope"?
    "
  `);
});

test('a plan: what is refused is at the line that asks for it', () => {
  const held = new Map([['vm-6-1', { messages: 3, unacknowledged: 0, consumers: 0, readers: [] }]]);
  expect(textOf(planGithub(planOf(desired, live, { activity: held }).plan))).toMatchInlineSnapshot(`
    "::error file=topo.yaml,line=7,col=7,title=topo plan%3A refused%3A queue vm-5-8::x-max-length is 5 on the broker and not set in the inventory: RabbitMQ cannot change that in place%0Aa policy cannot lift an argument, so it has to go: empty it, stop its workers, and apply with --replace vm-5-8
    ::warning title=topo plan%3A held%3A queue vm-6-1::3 messages in it and nobody reads%0Alet a worker read them, or throw them away: rabbitmqctl purge_queue -p / vm-6-1
    ::notice title=topo plan::Plan: 1 to declare, 1 to bind, 1 to delete, 1 held, 1 refused; no queue loses its route; 63 unchanged.
    ::notice title=topo plan::1 whole cluster (6) is gone from the inventory: is a file missing?
    ::notice title=topo plan::1 queue is draining: a message to such an address is returned to a publisher that sets \`mandatory\`, and LOST for any other.
    "
  `);
});

test('a guard comes first, with its question', () => {
  const emptied = desiredOf('daemons: { d: { scope: global } }');
  const [first = ''] = textOf(planGithub(planOf(emptied, live).plan)).split('\n');
  expect(first).toMatch(/^::error title=topo plan%3A apply will refuse all of it::.*%0A29 queues would lose the route/);
});

test('verify: an error, a warning, a notice; what is not in the inventory has no line', () => {
  const report = makeVerifyReport(desired.compiled, verifyOf(desired, live), undefined);
  expect(textOf(verifyGithub(report))).toMatchInlineSnapshot(`
    "::error file=topo.yaml,line=7,col=7,title=topo verify%3A missing%3A queue vm-5-7::in the inventory, not on the broker%0Asee it with \`topo plan\`, mend it with \`topo apply\`
    ::error file=topo.yaml,line=7,col=7,title=topo verify%3A missing%3A binding vm-5-7::no binding from vm-5 with hypervisor=7: tasks do not arrive%0Asee it with \`topo plan\`, mend it with \`topo apply\`
    ::error file=topo.yaml,line=7,col=7,title=topo verify%3A mismatch%3A queue vm-5-8::x-max-length is 5 on the broker and not set in the inventory%0ARabbitMQ cannot change that in place: \`topo plan\` says what can be done
    ::warning title=topo verify%3A orphan%3A queue vm-6-1::ours, and not in the inventory%0Awrite it back into the inventory, or let \`topo apply\` remove it
    ::notice file=topo.yaml,line=8,col=7,title=topo verify%3A draining%3A queue vm-5-31::drained: empty, and nobody reads%0Atake it out of the inventory, and let \`topo apply\` remove it
    ::notice file=topo.yaml,line=7,col=7,title=topo verify%3A foreign%3A binding vm-5-7::bound from our exchange "vm-5" to the queue, which is not ours%0Anone needed: topo leaves it alone
    ::notice title=topo verify::Not as the inventory has it: 3 errors, 1 warning, 2 for information. Checked 3 exchanges, 31 queues, 32 bindings, proved 29 of 30 routes.
    "
  `);
});

test('what a runner would read as an escape is written as one', () => {
  const place = { file: 'a%2Cb', line: 1, column: 2 };
  const [line] = annotations([{ level: 'error', place, title: '1: x', lines: ['100 %0A', 'b'] }], 'topo plan');
  expect(line).toBe('::error file=a%252Cb,line=1,col=2,title=1%3A x::100 %250A%0Ab\n');
});

test.each([
  [10, 10, ''],
  [11, 10, 'and 2 more errors: topo plan shows all'],
])('of %d errors %d lines are written', (count, lines, last) => {
  const all = Array.from({ length: count }, () => ({ level: 'error' as const, title: 'x', lines: ['y'] }));
  const written = textOf(annotations(all, 'topo plan')).trimEnd().split('\n');
  expect(written).toHaveLength(lines);
  expect(written.at(-1)).toContain(last);
});

describe('whatever a name holds, each line is one annotation', () => {
  const writers: readonly (readonly [string, (words: readonly string[]) => Iterable<string>])[] = [
    ['plan', (words) => planGithub(hostilePlan(words, 3))],
    ['verify', (words) => verifyGithub(hostileVerify(words, 3))],
    ['problems', (words) => problemsGithub(hostileProblems(words, 3))],
  ];
  test.each(writers)('%s', (_, write) => {
    fc.assert(
      fc.property(hostileWords, (words) => {
        for (const line of textOf(write(words)).trimEnd().split('\n'))
          expect(line).toMatch(
            /^::(error|warning|notice) (file=[^,:\p{Cc}]*,line=\d+,col=\d+,)?title=[^,:\p{Cc}]*::[^\p{Cc}\p{Cf}]*$/u,
          );
      }),
      { numRuns: 60 },
    );
  });
});
