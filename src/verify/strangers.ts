// What is not ours, or not proven to be, as findings.

import { command, say } from '../text/index.js';
import { objectKey } from '../topology/index.js';
import type { Found } from './finding.js';
import { countsFor } from './queue-activity.js';
import type { VerifyInput } from './verify-input.js';

export function* findStrangers({ ownership, activity, locate }: VerifyInput): Generator<Found> {
  for (const stranger of ownership.suspects) {
    const { kind, name, reason } = stranger;
    if (kind === 'binding') continue;
    const remedy = say`if it is this tree's: ${command`topo apply --adopt ${name}`}`;
    const counts = countsFor(kind, name, activity);
    yield {
      kind: 'suspect',
      object: { kind, name },
      ...locate.stranger(stranger),
      ...counts,
      message: reason,
      remedy,
    };
  }
  for (const stranger of ownership.foreign) {
    const { kind, name, reason, binding } = stranger;
    yield {
      kind: 'foreign',
      object: { kind, name },
      ...(binding && { binding }),
      ...locate.stranger(stranger),
      message: reason,
      remedy: say`none needed: topo leaves it alone`,
    };
  }
}

/** In use under a name of ours, equal, and without proof: the next apply registers it. */
export function* findUnregistered({ ownership, changes, blocked, activity, locate }: VerifyInput): Generator<Found> {
  const differs = new Set(
    changes.flatMap((change) => (change.change === 'different' ? [objectKey(change.kind, change.desired.name)] : [])),
  );
  for (const kind of ['exchange', 'queue'] as const)
    for (const [name, standing] of ownership.standings[`${kind}s`]) {
      const isEntry = standing === 'entry' && ownership.entriesToRegister.has(name);
      if (blocked[`${kind}s`].has(name)) continue;
      if (!isEntry && (standing !== 'needed' || differs.has(objectKey(kind, name)))) continue;
      yield {
        kind: 'suspect',
        object: { kind, name },
        ...locate.row(kind, name),
        ...countsFor(kind, name, activity),
        message: say`in the inventory, and neither marked nor registered as ours`,
        remedy: say`\`topo apply\` registers it as it is`,
      };
    }
}
