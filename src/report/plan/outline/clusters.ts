// The cluster part of an outline: a section a cluster, in it a block a hypervisor. Where a plan is folded, hypervisors that
// get the same are one block, clusters whose hypervisors get the same one section.

import { groupBy } from '../../../topology/index.js';
import type { Step } from '../../../plan/index.js';
import type { Sentence } from '../../../text/index.js';
import { counted, thousands } from '../../../text/index.js';
import { idRanges } from '../../page/layout.js';
import { sortIds, stepLikeness } from '../../page/likeness.js';
import type { Run } from './runs.js';
import { alikeRuns, byReason, runsOf } from './runs.js';

export interface Section {
  readonly title: string;
  /** Why, where the reason is one for all its steps: then it is not in its blocks. */
  readonly because?: Sentence;
  readonly likewise: boolean;
  readonly blocks: readonly Block[];
  /** How many steps it stands for. */
  readonly size: number;
}

export interface Block {
  /** None: rows that belong to the section itself. */
  readonly heading?: string;
  /** Of a block that is folded: the steps of one member, and how many do the same. Its runs have no rows. */
  readonly folded?: { readonly steps: readonly Step[]; readonly times: number };
  readonly runs: readonly Run[];
}

/** So many alike are folded. */
export const ALIKE = 3;
export interface ClusterSteps {
  readonly id: string;
  readonly own: readonly Step[];
  readonly hypervisors: readonly HypervisorSteps[];
}

interface HypervisorSteps {
  readonly cluster: string;
  readonly id: string;
  readonly steps: readonly Step[];
  /** Equal for hypervisors that get the same. Empty where nothing is folded. */
  readonly likeness: string;
}

export function clustersIn(steps: readonly Step[], fold: boolean): readonly ClusterSteps[] {
  const byId = groupBy(steps, (step) => step.path?.cluster);
  return sortIds(byId.keys()).map((cluster) => {
    const ofCluster = byId.get(cluster) ?? [];
    const own = ofCluster.filter((step) => step.path?.hypervisor === undefined);
    const byHypervisor = groupBy(ofCluster, (step) => step.path?.hypervisor);
    const hypervisors = sortIds(byHypervisor.keys()).map((id): HypervisorSteps => {
      const members = byHypervisor.get(id) ?? [];
      return { cluster, id, steps: members, likeness: fold ? blockLikeness(members) : '' };
    });
    return { id: cluster, own, hypervisors };
  });
}

function blockLikeness(steps: readonly Step[]): string {
  return steps.map(stepLikeness).join('\u0001');
}

export function clusterSection({ id, own, hypervisors }: ClusterSteps, fold: boolean): Section {
  const blocks: Block[] = own.length === 0 ? [] : [{ runs: runsOf(own, fold) }];
  for (const group of fold ? groupBy(hypervisors, ({ likeness }) => likeness).values() : [hypervisors])
    if (fold && group.length >= ALIKE)
      blocks.push(foldHypervisors(group, `hypervisors ${idRanges(idsOf(group))} (${thousands(group.length)})`));
    else for (const one of group) blocks.push({ heading: `hypervisor ${one.id}`, runs: runsOf(one.steps, fold) });
  return { title: `Cluster ${id}`, likewise: false, blocks, size: own.length + sizeOf(hypervisors) };
}

/** All do the same, step by step: the first stands for all. */
function foldHypervisors(group: readonly HypervisorSteps[], heading: string): Block {
  const [first, second] = group;
  const steps = first?.steps ?? [];
  const runs = byReason(steps, true).flatMap((run): Run[] => {
    const differs = second?.steps.some(({ reason }, index) => reason?.text !== steps[index]?.reason?.text) ?? false;
    return run.because === undefined ? [] : [{ ...run, likewise: run.likewise || differs, rows: [] }];
  });
  return { heading, folded: { steps, times: group.length }, runs };
}

export function foldClusters(clusters: readonly ClusterSteps[]): readonly Section[] {
  return [...groupBy(clusters, clusterLikeness).values()].flatMap((group) =>
    group.length < ALIKE ? group.map((cluster) => clusterSection(cluster, true)) : [alikeClusters(group)],
  );
}

function clusterLikeness({ own, hypervisors }: ClusterSteps): string {
  const kinds = new Set(hypervisors.map(({ likeness }) => likeness));
  return [blockLikeness(own), ...[...kinds].sort()].join('\u0002');
}

function alikeClusters(clusters: readonly ClusterSteps[]): Section {
  const own = clusters.flatMap((cluster) => cluster.own);
  const hypervisors = clusters.flatMap((cluster) => cluster.hypervisors);
  const blocks: Block[] = own.length === 0 ? [] : [{ runs: alikeRuns(own) }];
  for (const group of groupBy(hypervisors, ({ likeness }) => likeness).values())
    blocks.push(foldHypervisors(group, placesText(group)));
  const title = `Clusters ${idRanges(idsOf(clusters))} (${thousands(clusters.length)})`;
  return { title, likewise: false, blocks, size: own.length + sizeOf(hypervisors) };
}

function placesText(group: readonly HypervisorSteps[]): string {
  const byCluster = groupBy(group, ({ cluster }) => cluster);
  const lists = new Map([...byCluster].map(([id, members]) => [id, idRanges(idsOf(members), 3)]));
  const total = thousands(group.length);
  const [list, ...others] = new Set(lists.values());
  if (list !== undefined && others.length === 0)
    return `${group.length === byCluster.size ? 'hypervisor' : 'hypervisors'} ${list} of each (${total})`;
  const first = [...lists].slice(0, 2).map(([id, ids]) => `${ids} of cluster ${id}`);
  const more = lists.size - first.length;
  return `${total} hypervisors: ${first.join('; ')}${more > 0 ? `; … of ${counted(more, 'more cluster')}` : ''}`;
}

function idsOf(members: readonly { readonly id: string }[]): readonly string[] {
  return members.map(({ id }) => id);
}

function sizeOf(hypervisors: readonly HypervisorSteps[]): number {
  return hypervisors.reduce((sum, { steps }) => sum + steps.length, 0);
}
