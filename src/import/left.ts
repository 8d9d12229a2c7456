// What the inventory cannot say of what is there. The pipeline judges it: an inventory that says all of it has a plan that only
// registers. So whatever else is in the plan is left, and so is what the tree leads to and the plan does not look at.

import type { Assessment } from '../assess/index.js';
import type { Draft, Step, SubjectKind } from '../plan/index.js';
import { wasOnce } from '../plan/index.js';
import { isLimitsPolicy } from '../policy/index.js';
import type { Sentence } from '../text/index.js';
import { plain, say } from '../text/index.js';
import type { Arguments, Binding, ObjectKey } from '../topology/index.js';
import { OWNER_ARGUMENT, QUEUE_TYPE_ARGUMENT, endsOf, isWay, objectKey, valueKey } from '../topology/index.js';
import { bindingReason, ignoredReason, missingReason, suspectReason } from './left-reasons.js';
import type { Picture } from './seen/picture.js';

export interface Left {
  readonly kind: SubjectKind;
  /** Of a binding, its destination's. */
  readonly name: string;
  readonly binding?: Binding;
  readonly reason: Sentence;
}

export function findLeft(picture: Picture, assessment: Assessment, draft: Draft): readonly Left[] {
  const { ownership } = assessment;
  const fromPlan: Left[] = [
    ...draft.refusals.map(({ kind, name, reason }) => ({ kind, name, reason })),
    ...draft.phases.all().flatMap((step) => leftOfStep(step, picture, assessment)),
    ...ownership.formerEntries.map((name): Left => ({
      kind: 'exchange',
      name,
      reason: say`${wasOnce(ownership.entries.get(name))}, and publishers may still send to it: no inventory has two`,
    })),
    ...ownership.suspects.map(({ kind, name }): Left => ({ kind, name, reason: suspectReason(picture, kind, name) })),
  ];
  const told = new Set<ObjectKey>();
  for (const { kind, name } of fromPlan) if (kind === 'exchange' || kind === 'queue') told.add(objectKey(kind, name));
  const unbound = new Set(fromPlan.flatMap(({ binding }) => (binding ? [endsOf(binding)] : [])));
  return [
    ...fromPlan,
    ...ignoredArguments(picture, assessment, told),
    ...strayBindings(picture, assessment, told, unbound),
  ];
}

/** Arguments that RabbitMQ does not compare, so that no plan sees them. */
function ignoredArguments(
  { topology }: Picture,
  { desired }: Assessment,
  told: ReadonlySet<ObjectKey>,
): readonly Left[] {
  const rows: Left[] = [];
  for (const kind of ['exchange', 'queue'] as const)
    for (const [name, { arguments: asked }] of desired.topology[`${kind}s`]) {
      const there = topology[`${kind}s`].get(name)?.arguments;
      const other = there && differingArgument(asked, there);
      if (other === undefined || told.has(objectKey(kind, name))) continue;
      rows.push({ kind, name, reason: ignoredReason(other, there?.[other], asked[other]) });
    }
  return rows;
}

function differingArgument(asked: Arguments, there: Arguments): string | undefined {
  const isSame = (name: string): boolean =>
    name === OWNER_ARGUMENT || name === QUEUE_TYPE_ARGUMENT || valueKey(asked[name]) === valueKey(there[name]);
  for (const name in there) if (!isSame(name)) return name;
  for (const name in asked) if (!isSame(name)) return name;
  return undefined;
}

/** Bindings that lead out of the tree, to what the inventory has not: a message that goes there is no part of the plan. */
function strayBindings(
  picture: Picture,
  assessment: Assessment,
  told: ReadonlySet<ObjectKey>,
  unbound: ReadonlySet<string>,
): readonly Left[] {
  const { desired } = assessment;
  const stray: Left[] = [];
  for (const [source, { role }] of desired.origins.exchanges) {
    if (role !== 'tree' && !isWay(role)) continue;
    for (const binding of picture.bindingsOf(source)) {
      const { destinationType: kind, destination: name } = binding;
      if (desired.topology[`${kind}s`].has(name)) continue;
      if (told.has(objectKey(kind, name)) || unbound.has(endsOf(binding))) continue;
      stray.push({ kind: 'binding', name, binding, reason: bindingReason(binding, picture, assessment) });
    }
  }
  return stray;
}

function leftOfStep(step: Step, picture: Picture, assessment: Assessment): readonly Left[] {
  const { kind, name, binding } = step;
  const row = (reason: Sentence): readonly Left[] => [{ kind, name, ...(binding && { binding }), reason }];
  const { reason: why = plain('') } = step;
  switch (step.action) {
    case 'adopt':
      return [];
    case 'declare':
      return row(say`it is not there, and what stands beside or below it needs it`);
    case 'bind':
      return row(missingReason(step.binding, picture, assessment));
    case 'unbind':
      return row(bindingReason(step.binding, picture, assessment));
    case 'delete':
    case 'replace':
      return row(say`it is ours by its proof, and no inventory has it beside the rest: ${why}`);
    case 'set':
    case 'clear':
      return row(
        isLimitsPolicy(name)
          ? say`the daemon's policy is not what an inventory makes: ${why}`
          : say`the net's policy is not what an inventory makes: ${why}`,
      );
  }
}
