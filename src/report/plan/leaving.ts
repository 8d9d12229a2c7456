// The queues that a plan takes away, by cluster and hypervisor: what a reviewer has to agree to. Hypervisors that lose the same
// are one line, and so are clusters whose hypervisors do.

import type { PlanRows, Step } from '../../plan/index.js';
import { counted, thousands } from '../../text/index.js';
import { groupBy } from '../../topology/index.js';
import { idRanges } from '../page/layout.js';
import { sortIds } from '../page/likeness.js';

export function leavingQueues({ steps }: Pick<PlanRows, 'steps'>): readonly Step[] {
  return steps.filter(({ action, kind }) => action === 'delete' && kind === 'queue');
}

/** `cluster 54: hypervisors 12-40: storage, vm (58 queues, 3 held)` */
export function* leavingLines({ steps, held }: Pick<PlanRows, 'steps' | 'held'>): Generator<string> {
  const waiting = new Set(held.map(({ name }) => name));
  const counts = (gone: readonly Step[]): string => {
    const waits = gone.filter(({ name }) => waiting.has(name)).length;
    return `(${counted(gone.length, 'queue')}${waits === 0 ? '' : `, ${thousands(waits)} held`})`;
  };
  const queues = leavingQueues({ steps });
  const outside = queues.filter(({ path }) => path?.cluster === undefined);
  if (outside.length > 0) yield `${namesText(outside.map(({ name }) => name))} ${counts(outside)}`;
  const byCluster = groupBy(queues, ({ path }) => path?.cluster);
  const alike = groupBy(sortIds(byCluster.keys()), (id) => whatGoes(byCluster.get(id) ?? []));
  for (const [what, ids] of alike) {
    const where = ids.length === 1 ? `cluster ${ids[0] ?? ''}` : `${counted(ids.length, 'cluster')} (${idRanges(ids)})`;
    yield `${where}: ${what} ${counts(ids.flatMap((id) => byCluster.get(id) ?? []))}`;
  }
}

/** Of one cluster: `network; hypervisors 1-40: storage, vm` */
function whatGoes(steps: readonly Step[]): string {
  const own = steps.filter(({ path }) => path?.hypervisor === undefined);
  const byHypervisor = groupBy(steps, ({ path }) => path?.hypervisor);
  const alike = groupBy(sortIds(byHypervisor.keys()), (id) => daemonsText(byHypervisor.get(id) ?? []));
  return [
    ...(own.length === 0 ? [] : [daemonsText(own)]),
    ...[...alike].map(
      ([daemons, ids]) => `${ids.length === 1 ? 'hypervisor' : 'hypervisors'} ${idRanges(ids)}: ${daemons}`,
    ),
  ].join('; ');
}

function daemonsText(steps: readonly Step[]): string {
  return namesText(steps.map(({ name, path }) => path?.daemon ?? name));
}

const SHOWN = 8;

function namesText(names: readonly string[]): string {
  const all = sortIds(new Set(names));
  const more = all.length - SHOWN;
  return more <= 0 ? all.join(', ') : `${all.slice(0, SHOWN).join(', ')}, … ${thousands(more)} more`;
}
