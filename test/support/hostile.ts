// Texts that want to be more than text, and every document of topo full of them.

import fc from 'fast-check';
import type { ApplyReport, StepResult } from '../../src/apply/index.js';
import type { Compiled } from '../../src/compile/index.js';
import type { Problem } from '../../src/inventory/index.js';
import type { Plan, Step, StepAction } from '../../src/plan/index.js';
import type { ShownError } from '../../src/report/index.js';
import type { Finding, VerifyReport } from '../../src/verify/index.js';
import { findingKinds } from '../../src/verify/index.js';
import { compiled, sampleDaemons, sampleInventory, samplePlan, sampleReport } from './sample-plans.js';
import { plain } from '../../src/text/index.js';

/** Stands in each of them, so that a test sees where they come out. */
export const MARK = 'zq';

export const hostilePieces: readonly string[] = [
  '\u001b[31mzq',
  '\u001b]0;zq\u0007',
  '\u009b2Jzq',
  'zq\u202egnp.exe',
  'z\u200bq\u2060zq\ufeff',
  'zq\r\n::error::zq\n',
  'zq\tzq\u0000\u007f\u0085\u2028\u2029',
  ' ::error file=zq,line=1::zq',
  '::zq::',
  '##[error]zq',
  '#',
  '#[zq]',
  '##vso[task.setvariable variable=zq]zq',
  'section_start:1:zq\r\u001b[0K',
  '</details></summary></code></b>zq',
  '<img src=zq onerror=zq>',
  '<!-- zq -->',
  '\n```\n# zq\n',
  '`zq`` ',
  '````````zq',
  '| zq | zq |\n|---|---|',
  '@zq/team',
  '#42zq',
  '[zq](javascript:zq)',
  'https://zq.example/?a=zq&b',
  '$(zq) "zq" \'zq\' \\zq',
  ' ── zq=zq ──▶ ',
  ' ',
];

/** Three of them, two hyphens and numbers are a name: 255 bytes at most. */
const MOST_BYTES = 80;

/** Short enough for a name. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...hostilePieces) }, fc.string({ unit: 'binary' })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((pieces) => shortened(pieces.join('').slice(0, 60)));

function shortened(text: string): string {
  return Buffer.byteLength(text) > MOST_BYTES ? shortened(text.slice(0, -1)) : text;
}

/** Twelve of them, taken in turn. */
export const hostileWords: fc.Arbitrary<readonly string[]> = fc.array(hostileText, { minLength: 12, maxLength: 12 });

/** Lines with what a terminal obeys or hides, or what a CI runner obeys. */
export function unsafeLines(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.filter(
    (line) =>
      /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u.test(line) ||
      /^\s*::/.test(line) ||
      /##\w*\[/.test(line),
  );
}

function taker(words: readonly string[]): () => string {
  let next = 0;
  return () => words[next++ % words.length] ?? MARK;
}

const actions: readonly StepAction[] = ['declare', 'bind', 'adopt', 'set', 'replace', 'unbind', 'delete', 'clear'];

/** `size` times every action; at a daemon, a cluster, a hypervisor and nowhere. */
function hostileSteps(words: readonly string[], size: number): readonly Step[] {
  const word = taker(words);
  return Array.from({ length: size }, (_, round) => round).flatMap((round) =>
    actions.map((action, index): Step => {
      const depth = (round + index) % 4;
      const path = {
        daemon: word(),
        ...(depth > 1 && { cluster: word() }),
        ...(depth > 2 && { hypervisor: word() }),
      };
      const place = { ...(depth > 0 && { path }), ...(index % 3 > 0 && { reason: plain(word()) }), source: word() };
      const name = word();
      if (action === 'bind' || action === 'unbind') {
        const args = { 'x-match': 'all', [word()]: word(), n: round, [`x-${word()}`]: [word()] };
        const ends = { source: word(), destination: name, destinationType: 'queue' as const, routingKey: word() };
        return { action, kind: 'binding', name, binding: { ...ends, arguments: args }, ...place };
      }
      const args = { 'x-queue-type': word(), [word()]: word(), deep: { [word()]: [word(), null] } };
      const kind = round % 2 === 0 ? 'queue' : 'exchange';
      if (action === 'adopt') return { action, kind, name, ...place };
      if (action === 'set' || action === 'clear') {
        const policy = { name, pattern: word(), applyTo: word(), priority: round, definition: args };
        return { action, kind: 'policy', name, policy, ...place };
      }
      const object = { type: word(), durable: round % 3 > 0, arguments: args };
      return { action, kind, name, object, ...place } as const;
    }),
  );
}

export function hostilePlan(words: readonly string[], size: number): Plan {
  const word = taker(words);
  const times = <Item>(make: () => Item): readonly Item[] => Array.from({ length: size }, make);
  const path = (): Step['path'] => ({ daemon: word(), cluster: word(), hypervisor: word() });
  return samplePlan(hostileSteps(words, size), {
    vhost: word(),
    broker: { clusterName: word(), rabbitmqVersion: word() },
    options: { prune: false, replace: [word()], adopt: [word()] },
    held: times(() => ({
      kind: 'queue',
      name: word(),
      messages: 1,
      path: path() ?? {},
      reason: plain(word()),
      remedy: plain(word()),
    })),
    refusals: times(() => ({ kind: 'policy', name: word(), reason: plain(word()), remedy: plain(word()) })),
    foreign: times(() => ({ kind: 'queue', name: word(), reason: plain(word()) })),
    guards: [{ name: 'removals', limit: 10, actual: 11, remedy: word() }],
    notes: times(word),
  });
}

const results: readonly StepResult[] = ['done', 'failed', 'held', 'refused', 'skipped'];

export function hostileApply(words: readonly string[], size: number): ApplyReport {
  const word = taker(words);
  const outcomes = hostileSteps(words, size).map((step, index) => {
    const result = results[index % results.length] ?? 'done';
    return { step, result, error: plain(word()), remedy: plain(word()), messages: index };
  });
  return sampleReport(outcomes, { vhost: word() });
}

export function hostileVerify(words: readonly string[], size: number): VerifyReport {
  const word = taker(words);
  const findings = hostileSteps(words, size).map(({ kind, name, path, binding }, index): Finding => {
    const found = findingKinds[index % findingKinds.length] ?? 'missing';
    return {
      kind: found,
      severity: severities[index % severities.length] ?? 'error',
      object: { kind, name },
      ...(binding && { binding }),
      ...(path && { path }),
      messages: null,
      message: plain(word()),
      remedy: plain(word()),
    };
  });
  return { version: 1, ok: false, findings, checked: { exchanges: 1, queues: 2, bindings: 3, routes: 4 }, proved: 4 };
}

const severities: readonly Finding['severity'][] = ['error', 'warning', 'info'];

export function hostileProblems(words: readonly string[], size: number): readonly Problem[] {
  const word = taker(words);
  return Array.from({ length: size }, (_, index) => {
    const sourceLine = `${word()}${word()}${word()}`;
    return {
      file: word(),
      line: index + 1,
      column: (index * 7) % (sourceLine.length + 1) || 1,
      severity: index % 2 === 0 ? 'error' : 'warning',
      message: word(),
      expected: word(),
      hint: word(),
      sourceLine,
    };
  });
}

export function hostileError(words: readonly string[]): ShownError {
  const word = taker(words);
  return { message: word(), object: word(), remedy: word() };
}

/** The entry's name, and a tree of daemons, clusters and hypervisors. */
export function hostileCompiled(words: readonly string[], size: number): { entry: string; compiled: Compiled } {
  const word = taker(words);
  // Entry, daemons and ids have to differ, or it is no tree.
  const own = (index: number): string => `${word()}${index}`;
  const daemons = sampleDaemons.map((daemon, index) => ({
    ...daemon,
    name: own(index),
    queue: { ...daemon.queue, arguments: { [word()]: word() } },
  }));
  const hypervisors = Array.from({ length: size }, (_, index) => own(index).replace(/!$/, ''));
  const inventory = sampleInventory([{ id: own(8), hypervisors }], daemons);
  const entry = own(9);
  return { entry, compiled: compiled({ ...inventory, routing: { ...inventory.routing, entry } }) };
}
