// A daemon → the pattern of a policy that takes all of its queues, and those of no other daemon. It names no queue, so it
// stays as it is when hypervisors and clusters come and go.

import { joinName } from '../topology/index.js';
import { escapePattern } from './pattern.js';

interface Named {
  readonly name: string;
  readonly scope: 'global' | 'cluster' | 'hypervisor';
}

/**
 * `^storage-`, or `^storage-(?!(api$|fast-))` where there are the daemons `storage-api` and `storage-fast` beside it. PCRE
 * and JavaScript read it alike.
 */
export function daemonPattern({ name, scope }: Named, daemons: readonly Named[]): string {
  if (scope === 'global') return patternOfGlobal(name);
  const prefix = joinName(name, '');
  const others = daemons
    .filter((other) => other.name.startsWith(prefix))
    .map((other) => escapePattern(other.name.slice(prefix.length)) + (other.scope === 'global' ? '$' : '-'))
    .sort();
  return `${startOf(name)}${others.length > 0 ? `(?!(${others.join('|')}))` : ''}`;
}

/** The same beside daemons of which the names alone are known: `^storage-(?!(fast$|fast-))`. */
export function daemonPatternBeside(name: string, others: Iterable<string>): string {
  const named = [...others].flatMap((other): readonly Named[] => [
    { name: other, scope: 'global' },
    { name: other, scope: 'hypervisor' },
  ]);
  return daemonPattern({ name, scope: 'hypervisor' }, named);
}

/** Whether it is one that a daemon of this name has, or has had: beside whichever others, with whichever scope. */
export function isDaemonPattern(name: string, pattern: string): boolean {
  if (pattern === patternOfGlobal(name)) return true;
  const start = startOf(name);
  return pattern.startsWith(start) && /^(\(\?!\(.+\)\))?$/s.test(pattern.slice(start.length));
}

export interface ToldDaemon {
  readonly name: string;
  readonly isGlobal: boolean;
}

/** The daemons that such a pattern tells of: its own, and those beside it. None where topo does not write it so. */
export function daemonsToldBy(name: string, pattern: string): readonly ToldDaemon[] {
  if (!isDaemonPattern(name, pattern)) return [];
  if (pattern === patternOfGlobal(name)) return [{ name, isGlobal: true }];
  const beside = pattern.slice(`${startOf(name)}(?!(`.length, -'))'.length);
  // Each ends with `$` or `-`; what is special in a name has a backslash before it.
  const others = [...beside.matchAll(/((?:\\[^]|[^\\|$])+?)([$-])(?=\||$)/g)].map(([, text = '', end]) => ({
    name: joinName(name, text.replace(/\\([^])/g, '$1')),
    isGlobal: end === '$',
  }));
  return [{ name, isGlobal: false }, ...others];
}

function patternOfGlobal(name: string): string {
  return `^${escapePattern(name)}$`;
}

function startOf(name: string): string {
  return `^${escapePattern(joinName(name, ''))}`;
}
