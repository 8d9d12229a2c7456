// What is not ours, or not proven to be, as findings.

import { commandLine } from '../text/index.js';
import type { Found } from './finding.js';
import { countsOf } from './queue-activity.js';
import type { VerifyInput } from './verify-input.js';

export function* findStrangers({ ownership, activity }: VerifyInput): Generator<Found> {
  for (const { kind, name, reason, path } of ownership.suspects) {
    if (kind === 'binding') continue;
    const remedy = `if it is this tree's: ${commandLine('topo', 'apply', '--adopt', name)}`;
    const counts = countsOf(kind, name, activity);
    yield { kind: 'suspect', object: { kind, name }, ...(path && { path }), ...counts, message: reason, remedy };
  }
  for (const { kind, name, reason, binding } of ownership.foreign)
    yield {
      kind: 'foreign',
      object: { kind, name },
      ...(binding && { binding }),
      message: reason,
      remedy: 'none needed: topo leaves it alone',
    };
}

/** In use under a name of ours, equal, and without proof: the next apply registers it. */
export function* findUnregistered({ ownership, changes, activity, place }: VerifyInput): Generator<Found> {
  const differs = new Set(changes.map((change) => (change.change === 'different' ? change.desired.name : '')));
  for (const kind of ['exchange', 'queue'] as const)
    for (const [name, proof] of ownership.proofs[`${kind}s`]) {
      const isEntry = kind === 'exchange' && ownership.entriesToRegister.has(name) && proof === 'entry';
      if (!isEntry && (proof !== 'needed' || differs.has(name))) continue;
      const path = place.path(kind, name);
      yield {
        kind: 'suspect',
        object: { kind, name },
        ...(path && { path }),
        ...countsOf(kind, name, activity),
        message: 'in the inventory, and neither marked nor registered as ours',
        remedy: '`topo apply` registers it as it is',
      };
    }
}
