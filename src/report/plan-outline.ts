// Steps → what a person reads: the entry and the daemons, then cluster by cluster, in it hypervisor by hypervisor. In a
// long plan hypervisors that get the same are one block, clusters that get the same one section. Pure data, no layout:
// text and Markdown are both written from it.

import type { Step } from '../plan/index.js';
import { counted, idRanges, thousands } from './layout.js';
import { groupBy, reasonLikeness, sortIds, stepLikeness } from './likeness.js';

export interface Outline {
  /** Why objects are adopted, where many are for the same reason: said once, and not in the sections. */
  readonly adopting?: string;
  readonly sections: readonly Section[];
  /** A fold hides rows that `--full` would show. */
  readonly folded: boolean;
}

export interface Section {
  readonly title: string;
  /** Why, where the reason is one for all its steps: then it is not in its blocks. */
  readonly because?: string;
  readonly likewise: boolean;
  readonly blocks: readonly Block[];
  /** How many steps it stands for. */
  readonly size: number;
}

export interface Block {
  /** None: rows that belong to the section itself. */
  readonly heading?: string;
  /** Of a block that is folded: all its steps, for counting. Its runs have reasons only, no rows. */
  readonly folded?: readonly Step[];
  readonly runs: readonly Run[];
}

/** Rows for one reason, or for none. */
export interface Run {
  readonly because?: string;
  /** The reason is the first row's; the others have the like, with their own names in it. */
  readonly likewise: boolean;
  readonly rows: readonly OutlineRow[];
}

export type OutlineRow =
  | { readonly row: 'step'; readonly step: Step }
  | { readonly row: 'alike'; readonly first: Step; readonly last: Step; readonly count: number }
  | { readonly row: 'more'; readonly count: number };

/** A plan of no more steps fits a screen, and is shown whole. */
const SCREEN = 40;
/** So many alike are folded. */
const ALIKE = 3;
/** So many rows of one label in a block are shown, past it the first ones and the last. */
const SIBLINGS = 12;

export function outline(all: readonly Step[], full: boolean): Outline {
  const fold = !full && all.length > SCREEN;
  const adopting = commonAdoption(all);
  const steps = adopting === undefined ? all : all.map((step) => (step.reason === adopting ? withoutReason(step) : step));
  const clusters = clustersIn(steps);
  const sections = [
    ...ownSection('Entry and daemons', steps.filter(({ path }) => path !== undefined && path.cluster === undefined), fold),
    ...(fold ? foldClusters(clusters) : clusters.map((cluster) => clusterSection(cluster, fold))),
    ...ownSection('Elsewhere in the vhost', steps.filter(({ path }) => path === undefined), fold),
  ].map(liftReason);
  return { ...(adopting !== undefined && { adopting }), sections, folded: sections.some(isFolded) };
}

function isFolded({ blocks }: Section): boolean {
  return blocks.some(
    ({ folded, runs }) => folded !== undefined || runs.some(({ rows }) => rows.some(({ row }) => row !== 'step')),
  );
}

/** The reason that most adoptions have, if it would be repeated. */
function commonAdoption(steps: readonly Step[]): string | undefined {
  const reasons = groupBy(
    steps.filter((step) => step.action === 'adopt' && step.reason !== undefined),
    ({ reason = '' }) => reason,
  );
  const [reason, same] = [...reasons].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  return same && same.length >= ALIKE ? reason : undefined;
}

function withoutReason(step: Step): Step {
  const { reason, ...rest } = step;
  void reason;
  return rest;
}

/** A reason that all blocks of a section share stands under its title. */
function liftReason(section: Section): Section {
  const runs = section.blocks.flatMap((block) => block.runs);
  const reasons = new Set(runs.map(({ because }) => because));
  const [because] = reasons;
  const bare = section.blocks.some(({ folded, runs: own }) => folded?.some(({ reason }) => reason === undefined) ?? own.length === 0);
  if (section.blocks.length < 2 || reasons.size !== 1 || because === undefined || bare) return section;
  const blocks = section.blocks.map((block) => ({
    ...block,
    runs: block.runs.map(({ rows }): Run => ({ likewise: false, rows })),
  }));
  return { ...section, because, likewise: runs.some(({ likewise }) => likewise), blocks };
}

interface ClusterSteps {
  readonly id: string;
  readonly own: readonly Step[];
  readonly hypervisors: ReadonlyMap<string, readonly Step[]>;
}

function clustersIn(steps: readonly Step[]): readonly ClusterSteps[] {
  const placed = steps.filter((step) => step.path?.cluster !== undefined);
  const byId = groupBy(placed, (step) => step.path?.cluster ?? '');
  return sortIds(byId.keys()).map((id) => {
    const ofCluster = byId.get(id) ?? [];
    const own = ofCluster.filter((step) => step.path?.hypervisor === undefined);
    const below = ofCluster.filter((step) => step.path?.hypervisor !== undefined);
    const hypervisors = groupBy(below, (step) => step.path?.hypervisor ?? '');
    return {
      id,
      own,
      hypervisors: new Map(sortIds(hypervisors.keys()).map((key) => [key, hypervisors.get(key) ?? []])),
    };
  });
}

function ownSection(title: string, steps: readonly Step[], fold: boolean): readonly Section[] {
  return steps.length === 0 ? [] : [{ title, likewise: false, blocks: [{ runs: runsOf(steps, fold) }], size: steps.length }];
}

function clusterSection({ id, own, hypervisors }: ClusterSteps, fold: boolean): Section {
  const blocks: Block[] = own.length === 0 ? [] : [{ runs: runsOf(own, fold) }];
  const groups = fold ? groupBy(hypervisors, ([, steps]) => blockLikeness(steps)) : new Map([['', [...hypervisors]]]);
  for (const group of groups.values())
    if (fold && group.length >= ALIKE) blocks.push(foldHypervisors(group));
    else for (const [name, steps] of group) blocks.push({ heading: `hypervisor ${name}`, runs: runsOf(steps, fold) });
  return { title: `Cluster ${id}`, likewise: false, blocks, size: own.length + sizeOf(hypervisors) };
}

function foldHypervisors(group: readonly (readonly [string, readonly Step[]])[]): Block {
  const ids = group.map(([id]) => id);
  const folded = group.flatMap(([, steps]) => steps);
  return { heading: `hypervisors ${idRanges(ids)} (${thousands(ids.length)})`, folded, runs: reasonsOf(folded) };
}

function foldClusters(clusters: readonly ClusterSteps[]): readonly Section[] {
  const sections: Section[] = [];
  for (const group of groupBy(clusters, clusterLikeness).values())
    if (group.length < ALIKE) sections.push(...group.map((cluster) => clusterSection(cluster, true)));
    else sections.push(alikeClusters(group));
  return sections;
}

function clusterLikeness({ own, hypervisors }: ClusterSteps): string {
  const kinds = new Set([...hypervisors.values()].map(blockLikeness));
  return [blockLikeness(own), ...[...kinds].sort()].join('\u0002');
}

function blockLikeness(steps: readonly Step[]): string {
  return steps.map(stepLikeness).join('\u0001');
}

function alikeClusters(clusters: readonly ClusterSteps[]): Section {
  const own = clusters.flatMap((cluster) => cluster.own);
  const blocks: Block[] = own.length === 0 ? [] : [{ runs: alikeRuns(own) }];
  const below = clusters.flatMap(({ id, hypervisors }) =>
    [...hypervisors].map(([hypervisor, steps]) => ({ cluster: id, hypervisor, steps })),
  );
  for (const group of groupBy(below, ({ steps }) => blockLikeness(steps)).values()) {
    const folded = group.flatMap(({ steps }) => steps);
    blocks.push({ heading: placesText(group), folded, runs: reasonsOf(folded) });
  }
  const title = `Clusters ${idRanges(clusters.map(({ id }) => id))} (${thousands(clusters.length)})`;
  return { title, likewise: false, blocks, size: own.length + below.reduce((sum, { steps }) => sum + steps.length, 0) };
}

function placesText(group: readonly { readonly cluster: string; readonly hypervisor: string }[]): string {
  const byCluster = groupBy(group, ({ cluster }) => cluster);
  const lists = new Map(
    [...byCluster].map(([id, members]) => [
      id,
      idRanges(
        members.map(({ hypervisor }) => hypervisor),
        3,
      ),
    ]),
  );
  const total = thousands(group.length);
  const same = new Set(lists.values());
  const [list] = same;
  if (same.size === 1 && list !== undefined)
    return `${group.length === byCluster.size ? 'hypervisor' : 'hypervisors'} ${list} of each (${total})`;
  const first = [...lists].slice(0, 2).map(([id, ids]) => `${ids} of cluster ${id}`);
  const more = lists.size - first.length;
  return `${total} hypervisors: ${first.join('; ')}${more > 0 ? `; … of ${counted(more, 'more cluster')}` : ''}`;
}

/** Rows without a reason first: a reason stands above the rows that it is for. */
function runsOf(steps: readonly Step[], fold: boolean): readonly Run[] {
  return byReason(steps, fold).map((run) => ({ ...run, rows: fold ? foldRows(run.steps) : run.steps.map(rowFor) }));
}

function alikeRuns(steps: readonly Step[]): readonly Run[] {
  return byReason(steps, true).map((run) => {
    const groups = [...groupBy(run.steps, stepLikeness).values()];
    return { ...run, rows: groups.flatMap((group) => alikeRow(group)) };
  });
}

function alikeRow(group: readonly Step[]): readonly OutlineRow[] {
  const first = group[0];
  const last = group.at(-1);
  if (first === undefined || last === undefined) return [];
  return group.length === 1 ? [rowFor(first)] : [{ row: 'alike', first, last, count: group.length }];
}

function reasonsOf(steps: readonly Step[]): readonly Run[] {
  return byReason(steps, true).flatMap((run) => (run.because === undefined ? [] : [{ ...run, rows: [] }]));
}

function byReason(steps: readonly Step[], fold: boolean): readonly (Omit<Run, 'rows'> & { steps: readonly Step[] })[] {
  const keyOf = (step: Step): string => (fold ? reasonLikeness(step) : (step.reason ?? ''));
  const groups = [...groupBy(steps, keyOf).values()];
  const runs = groups.map((group) => {
    const because = group[0]?.reason;
    const likewise = group.some((step) => step.reason !== because);
    return { ...(because !== undefined && { because }), likewise, steps: group };
  });
  return [...runs.filter((run) => run.because === undefined), ...runs.filter((run) => run.because !== undefined)];
}

function foldRows(steps: readonly Step[]): readonly OutlineRow[] {
  const groups = groupBy(steps, ({ action, kind, binding }) => `${action} ${binding?.destinationType ?? kind}`);
  return [...groups.values()].flatMap((group): OutlineRow[] => {
    const rows = group.map(rowFor);
    if (rows.length <= SIBLINGS) return rows;
    return [...rows.slice(0, 3), { row: 'more', count: rows.length - 4 }, ...rows.slice(-1)];
  });
}

function rowFor(step: Step): OutlineRow {
  return { row: 'step', step };
}

function sizeOf(hypervisors: ClusterSteps['hypervisors']): number {
  let size = 0;
  for (const steps of hypervisors.values()) size += steps.length;
  return size;
}
