// What an inventory takes: the inventory's own rules are asked, with an inventory of one line a question. So no text that
// is printed here is ever refused.

import type { QueueType } from '../../inventory/index.js';
import { isHostRange, readInventory } from '../../inventory/index.js';
import type { Arguments, Level } from '../../topology/index.js';
import { OWNER_ARGUMENT, QUEUE_TYPE_ARGUMENT } from '../../topology/index.js';

/** Most names need not be asked about. */
const SIMPLE = /^(?!undefined$|amq|topo|x-)[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9_])?$/;

/** The ids of this level that can be written; each once. */
export function writableIds(level: Level, ids: ReadonlySet<string>): ReadonlySet<string> {
  const odd = [...ids].filter((id) => !SIMPLE.test(id) && !isHostRange(id));
  if (odd.length === 0) return new Set([...ids].filter((id) => !isHostRange(id)));
  const [head, line] = questionOf(level);
  const refused = linesRefused([...head, ...odd.map((id) => line(JSON.stringify(id)))]);
  const bad = new Set(odd.filter((_, index) => refused.has(head.length + index + 1)));
  return new Set([...ids].filter((id) => !bad.has(id) && !isHostRange(id)));
}

function questionOf(level: Level): readonly [head: readonly string[], line: (id: string) => string] {
  switch (level) {
    case 'daemon':
      return [['version: 1', 'daemons:'], (id) => `  ${id}: { scope: global }`];
    case 'cluster':
      return [['version: 1', 'clusters:'], (id) => `  ${id}: {}`];
    case 'hypervisor':
      return [['version: 1', 'clusters:', '  c:', '    hypervisors:'], (id) => `      - ${id}`];
  }
}

/** Whether the key of `routing` takes this text. */
export function isWritable(key: 'entry' | 'owner' | 'unroutable' | 'direct' | 'header', text: string): boolean {
  if (SIMPLE.test(text)) return true;
  const value = JSON.stringify(text);
  const written = {
    entry: `entry: ${value}`,
    owner: `owner: ${value}`,
    unroutable: `unroutable: { name: ${value} }`,
    direct: `direct: { name: ${value} }`,
    header: `headers: { daemon: ${value}, cluster: "a cluster", hypervisor: "a hypervisor" }`,
  }[key];
  return linesRefused(['version: 1', `routing: { ${written} }`]).size === 0;
}

export function isWritableVhost(vhost: string): boolean {
  return SIMPLE.test(vhost) || linesRefused(['version: 1', `vhost: ${JSON.stringify(vhost)}`]).size === 0;
}

/** Those of a queue's arguments, or of its policy's limits, that an inventory can ask for, as the broker shows them. */
export function writableArguments(
  type: QueueType,
  args: Arguments,
  part: 'arguments' | 'policy' = 'arguments',
): Arguments {
  let kept = Object.entries(args).filter(
    ([name, value]) => name !== QUEUE_TYPE_ARGUMENT && name !== OWNER_ARGUMENT && value !== null,
  );
  const head = ['version: 1', 'daemons:', '  d:', '    scope: global', `    queue:`, `      type: ${type}`];
  // One that goes may take another along: a dead letter's routing key needs its exchange.
  while (kept.length > 0) {
    const lines = kept.map(([name, value]) => `        ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
    const refused = linesRefused([...head, `      ${part}:`, ...lines]);
    if (refused.size === 0) break;
    const first = head.length + 2;
    const left = kept.filter((_, index) => !refused.has(first + index));
    kept = left.length < kept.length ? left : [];
  }
  return Object.fromEntries(kept);
}

function linesRefused(lines: readonly string[]): ReadonlySet<number> {
  const { problems } = readInventory([{ file: 'question', text: `${lines.join('\n')}\n` }]);
  return new Set(problems.filter(({ severity }) => severity === 'error').map(({ line }) => line));
}
