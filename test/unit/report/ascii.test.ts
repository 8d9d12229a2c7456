// A terminal that is not UTF-8, names wider than their letters, and 40 columns.

import { expect, test } from 'vitest';
import { isUtf8 } from '../../../src/cli/terminal/output.js';
import { readInventory } from '../../../src/inventory/index.js';
import {
  applyText,
  compileText,
  errorText,
  makeStyle,
  planText,
  problemsText,
  traceText,
  verifyText,
} from '../../../src/report/index.js';
import { pad, widthOf } from '../../../src/report/page/layout.js';
import { explainedTrace, prepareRoutes } from '../../../src/route/index.js';
import { desiredOf, liveOf, planOf, verifyOf } from '../../support/desired.js';
import { makeVerifyReport } from '../../../src/verify/index.js';
import { hostileApply, hostileVerify } from '../../support/hostile.js';
import { textOf } from '../../support/report-text.js';
import { richPlan } from '../../support/sample-plans.js';
import { asciiForm } from '../../../src/text/index.js';

const wanted = desiredOf(`daemons: { speicher: { scope: hypervisor, state: draining }, 存储: { scope: hypervisor } }
clusters: { 54: { hypervisors: [98, 1-30] } }`);
const live = liveOf(wanted, (draft) => {
  draft.unbind('存储-54-98');
  draft.queue('存储-54-99');
});

function texts(ascii: boolean, width: number): readonly (readonly [string, string])[] {
  const paper = { style: makeStyle(false, ascii), width, full: false };
  const { topology } = wanted.compiled;
  const routes = prepareRoutes(live.topology);
  const traced = (headers: Record<string, string>): string => {
    const message = { exchange: 'global', headers };
    const view = { trace: explainedTrace(routes, message), message, where: 'live', hints: ['it drains'] };
    return textOf(traceText(view, paper));
  };
  const { problems } = readInventory([
    { file: 'größe.yaml', text: 'version: 1\ndaemons: { 存储存储存储: { scope: hypervizor } }' },
  ]);
  expect(topology.queues.size).toBeGreaterThan(0);
  return [
    ['plan', textOf(planText(planOf(wanted, live).plan, paper))],
    ['rich plan', textOf(planText(richPlan(), paper))],
    ['verify', textOf(verifyText(makeVerifyReport(wanted.compiled, verifyOf(wanted, live), undefined), paper))],
    ['verify of anything', textOf(verifyText(hostileVerify(['a', 'größe', '→'], 3), paper))],
    ['apply', textOf(applyText(hostileApply(['a', 'größe', '→'], 3), paper))],
    ['compile', textOf(compileText(wanted.compiled, paper.style))],
    ['trace', traced({ daemon: '存储', cluster: '54', hypervisor: '5' })],
    ['a lost one', traced({ daemon: '存储', cluster: '54', hypervisor: '98' })],
    ['problems', problemsText(problems, { ...paper, limit: 50 })],
    ['error', errorText({ message: 'größe', remedy: 'do it' }, paper.style)],
  ];
}

test.each(texts(true, 80))('%s in ASCII', (_, text) => {
  expect(text.split('\n').filter((line) => /[^ -~]/.test(line))).toEqual([]);
});

test('what topo draws keeps its width, but for an ellipsis', () => {
  expect(asciiForm('├─ daemon=a ──▶ a ✗ › · ╌╌ ┄┄▶ ━ └─ │')).toBe('|- daemon=a --> a x > * .. ..> = `- |');
  expect(asciiForm('1 … 3, größe 🐇')).toBe('1 ... 3, gr\\u{f6}\\u{df}e \\u{1f407}');
});

test.each<[Record<string, string>, boolean]>([
  [{}, true],
  [{ LANG: 'C' }, false],
  [{ LANG: 'POSIX' }, false],
  [{ LANG: 'de_DE.ISO-8859-1' }, false],
  [{ LANG: 'C.UTF-8' }, true],
  [{ LANG: 'en_US.utf8' }, true],
  [{ LC_ALL: 'POSIX', LANG: 'C.UTF-8' }, false],
  [{ LC_ALL: '', LC_CTYPE: 'C.UTF-8', LANG: 'C' }, true],
])('UTF-8 in %j: %s', (env, utf8) => {
  expect(isUtf8(env)).toBe(utf8);
});

test.each<[string, number]>([
  ['storage', 7],
  ['存储', 4],
  ['🐇', 2],
  ['👩‍🚀', 2],
  ['u\u0308', 1],
  ['a ──▶ b', 7],
  ['한국', 4],
])('%s takes %i columns', (text, width) => {
  expect(widthOf(text)).toBe(width);
  expect(pad(text, 10)).toBe(text + ' '.repeat(10 - width));
});

test.each(texts(false, 40).filter(([name]) => !['compile', 'verify of anything', 'apply'].includes(name)))(
  '%s in 40 columns: only what has no blank to break at, a row or a command is longer',
  (_, text) => {
    const long = text.split('\n').filter((line) => widthOf(line) > 40);
    expect(
      long.filter(
        (line) =>
          !/──|: (rabbitmq|topo|curl)|^ +(rabbitmq|topo|curl)|^ *(\S+ )?\S+$|scanned$|^\s*([-+~!✗]|-\/\+) /.test(line),
      ),
    ).toEqual([]);
  },
);
