// Names that --adopt and --replace are given: one that nothing has is a slip, and silence would look like success.

import type { Live } from '../../../live/index.js';
import { nearest } from '../../../inventory/index.js';
import { wildcard } from '../../../ownership/index.js';
import type { PlanOptions } from '../../../plan/index.js';
import type { Topology } from '../../../topology/index.js';
import { badUsage } from '../../exit-codes.js';

/** Throws Stop 64. `*` alone is whatever there is. */
export function checkNames({ adopt, replace }: PlanOptions, desired: Topology, live: Live): void {
  const names = new Set(
    [live.topology, desired].flatMap(({ exchanges, queues }) => [...exchanges.keys(), ...queues.keys()]),
  );
  for (const [option, patterns] of [['--adopt', adopt] as const, ['--replace', replace] as const])
    for (const pattern of patterns) {
      const matches = wildcard(pattern);
      if (pattern === '*' || [...names].some((name) => matches.test(name))) continue;
      throw badUsage(
        `${option} ${JSON.stringify(pattern)} matches nothing: no exchange or queue of vhost "${live.vhost}" or of the inventory is named so`,
        nearest(pattern, names) ?? 'topo plan names what can be adopted or replaced',
      );
    }
}
