// Steps → what a person reads: the entry and the daemons, then cluster by cluster, in it hypervisor by hypervisor. Pure
// data, no layout: text and Markdown are both written from it.

import type { AdoptStep, Step } from '../../../plan/index.js';
import type { Address } from '../../../topology/index.js';
import { groupBy, levelOf } from '../../../topology/index.js';
import type { Sentence } from '../../../text/index.js';
import type { Section } from './clusters.js';
import { ALIKE, clusterSection, clustersIn, foldClusters } from './clusters.js';
import type { Run } from './runs.js';
import { POLICIES, runsOf } from './runs.js';

export interface Outline {
  /** Why objects are adopted, where many are for the same reason: said once, and not in the sections. */
  readonly adopting?: Sentence;
  readonly sections: readonly Section[];
  /** A fold hides rows that `--full` would show. */
  readonly folded: boolean;
}

/** A plan of no more steps fits a screen, and is shown whole. */
const SCREEN = 40;
export function outline(all: readonly Step[], full: boolean): Outline {
  const fold = !full && all.length > SCREEN;
  const adopting = commonAdoption(all);
  const steps =
    adopting === undefined
      ? all
      : all.map((step) => (isAdopt(step) && step.reason?.text === adopting.text ? withoutReason(step) : step));
  const clusters = clustersIn(steps, fold);
  const policies = steps.filter(({ policy }) => policy?.applyTo === 'exchanges').length;
  const sections = [
    ...ownSection(
      'Entry and daemons',
      steps.filter(({ path }) => partOf(path) === 'daemons'),
      fold,
    ),
    ...(fold ? foldClusters(clusters) : clusters.map((cluster) => clusterSection(cluster, fold))),
    ...ownSection(
      'Beside the tree',
      steps.filter(({ path }) => partOf(path) === 'beside'),
      fold || (!full && policies > POLICIES),
    ),
  ].map(liftReason);
  return { ...(adopting !== undefined && { adopting }), sections, folded: sections.some(isFolded) };
}

/** In which part of the outline an object of this address stands. */
function partOf(path: Address | undefined): 'daemons' | 'clusters' | 'beside' {
  if (path === undefined) return 'beside';
  switch (levelOf(path)) {
    case undefined:
    case 'daemon':
      return 'daemons';
    case 'cluster':
    case 'hypervisor':
      return 'clusters';
  }
}

function isFolded({ blocks }: Section): boolean {
  return blocks.some(
    ({ folded, runs }) => folded !== undefined || runs.some(({ rows }) => rows.some(({ row }) => row !== 'step')),
  );
}

/** The reason that most adoptions have, if it would be repeated. */
function commonAdoption(steps: readonly Step[]): Sentence | undefined {
  const reasons = groupBy(
    steps.filter((step) => step.action === 'adopt' && step.reason !== undefined),
    ({ reason }) => reason?.text,
  );
  const [same] = [...reasons.values()].sort((a, b) => b.length - a.length);
  return same && same.length >= ALIKE ? same[0]?.reason : undefined;
}

function isAdopt(step: Step): step is AdoptStep {
  return step.action === 'adopt';
}

function withoutReason({ action, kind, name, path }: AdoptStep): AdoptStep {
  return { action, kind, name, ...(path && { path }) };
}

/** A reason that all blocks of a section share stands under its title. */
function liftReason(section: Section): Section {
  const runs = section.blocks.flatMap((block) => block.runs);
  const reasons = new Set(runs.map(({ because }) => because?.text));
  const because = runs[0]?.because;
  const bare = section.blocks.some(({ folded }) => folded?.steps.some(({ reason }) => reason === undefined) ?? false);
  if (section.blocks.length < 2 || reasons.size !== 1 || because === undefined || bare) return section;
  const blocks = section.blocks.map((block) => ({
    ...block,
    runs: block.runs.map(({ rows }): Run => ({ likewise: false, rows })),
  }));
  return { ...section, because, likewise: runs.some(({ likewise }) => likewise), blocks };
}

function ownSection(title: string, steps: readonly Step[], fold: boolean): readonly Section[] {
  if (steps.length === 0) return [];
  return [{ title, likewise: false, blocks: [{ runs: runsOf(steps, fold) }], size: steps.length }];
}
