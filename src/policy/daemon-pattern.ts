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
  const own = escapePattern(name);
  if (scope === 'global') return `^${own}$`;
  const prefix = joinName(name, '');
  const others = daemons
    .filter((other) => other.name.startsWith(prefix))
    .map((other) => escapePattern(other.name.slice(prefix.length)) + (other.scope === 'global' ? '$' : '-'))
    .sort();
  return `^${escapePattern(prefix)}${others.length > 0 ? `(?!(${others.join('|')}))` : ''}`;
}
