// The steps that bring something into being: declare, replace, adopt, bind.

import type { Compiled } from '../../compile/index.js';
import { isObjectChange } from '../../diff/index.js';
import { wildcard } from '../../ownership/index.js';
import type { Binding, ObjectKey } from '../../topology/index.js';
import { objectKey } from '../../topology/index.js';
import type { Drafting } from './drafting.js';
import { rememberPlanned } from './drafting.js';
import type { Sentence } from '../../text/index.js';
import { plain, say } from '../../text/index.js';
import type { OwnPolicy } from '../../assess/index.js';
import { daemonOfLimits } from '../../policy/index.js';
import { isAsItShouldBe, isBlocked, isNetBlocked, wantedNet } from '../../assess/index.js';
import { differencesText } from '../words/refusals.js';
import type { PolicyStep } from '../plan.js';
import type { PhasesToFill } from './phases.js';
import { touchesOneOf } from './replacements.js';

export function addBuilding(drafting: Drafting, phases: PhasesToFill): void {
  addPolicies(drafting, phases);
  addDeclares(drafting, phases);
  addAdoptions(drafting, phases);
  addBinds(drafting, phases);
}

/**
 * While exchanges of the tree go, the policies reach them too, and let go of them when they are gone. What lets go of an
 * exchange for another policy's sake comes after that one. Limits that could drop what waits come last as well.
 */
function addPolicies(drafting: Drafting, phases: PhasesToFill): void {
  const { blocked, desired, options } = drafting;
  const net = wantedNet(desired.topology);
  const leads = net !== undefined && !isNetBlocked(net, blocked);
  const policies = drafting.policies.filter((policy) => policy.of === 'queue' || leads);
  const letsGo = ({ loses }: OwnPolicy): boolean => loses.length > 0;
  for (const policy of [...policies.filter((each) => !letsGo(each)), ...policies.filter(letsGo)])
    if (policy.wide && !isAsItShouldBe(policy)) {
      const reason = policy.live && { reason: policyReason(policy, desired) };
      const about = aboutPolicy(policy, drafting);
      phases.add('set policy', { ...about, action: 'set', policy: policy.wide, ...reason });
    }
  for (const policy of policies) {
    const { live, wide, narrow, loses, squeezes } = policy;
    const about = aboutPolicy(policy, drafting);
    if (narrow && narrow !== wide) {
      const reason =
        squeezes.length > 0
          ? say`it allows less than now: set when no message would be dropped`
          : GONE_BY_THEN[policy.of];
      phases.add('narrow policy', { ...about, action: 'set', policy: narrow, reason });
    }
    const last = wide ?? live;
    if (!narrow && last && (wide || options.prune || loses.length > 0))
      phases.add('narrow policy', { ...about, action: 'clear', policy: last, reason: NOT_NEEDED[policy.of] });
  }
}

const GONE_BY_THEN = {
  exchange: say`exchanges that it names are gone by then`,
  queue: say`queues that it names are gone by then`,
};

const NOT_NEEDED = {
  exchange: say`no exchange needs it any more`,
  queue: say`the inventory has no \`queue.policy\` for it`,
};

function aboutPolicy(
  { name, of }: OwnPolicy,
  { desired, locate }: Drafting,
): Pick<PolicyStep, 'kind' | 'name' | 'path' | 'source'> {
  const limits = desired.limits.get(name);
  const daemon = daemonOfLimits(name);
  const net = wantedNet(desired.topology);
  const place = of === 'queue' ? limits?.place : desired.origins.exchanges.get(net ?? '')?.place;
  return {
    kind: 'policy',
    name,
    ...(daemon !== undefined && { path: { daemon } }),
    ...(place && { source: locate.text(place) }),
  };
}

function policyReason({ differences, gains, loses, of }: OwnPolicy, { topology }: Compiled): Sentence {
  if (of === 'queue') return differencesText(differences);
  const fields = differences.map(({ field }) => field).filter((field) => field !== 'pattern');
  if (fields.length > 0) return say`${plain(fields.join(', '))} differ`;
  if (gains.length > 0 && !gains.some((name) => topology.exchanges.has(name)))
    return say`exchanges that leave, or were the entry, need it too`;
  const [lost] = loses;
  if (gains.length === 0 && lost !== undefined) return say`it reaches exchange ${lost}${andMore(loses)}, and is not to`;
  return say`the tree has other exchanges than it names`;
}

function andMore({ length }: readonly unknown[]): string {
  return length > 1 ? ` and ${length - 1} more` : '';
}

function addDeclares({ changes, blocked, locate, roleOf, replaced }: Drafting, phases: PhasesToFill): void {
  const planned = rememberPlanned();
  for (const change of changes) {
    if (!isObjectChange(change) || change.change === 'extra') continue;
    const { kind } = change;
    const { name } = change.desired;
    if (blocked[`${kind}s`].has(name)) continue;
    const { path, source } = locate.step(kind, name);
    const object = planned(change.desired);
    if (change.change === 'missing') {
      const phase = kind === 'exchange' ? 'declare exchanges' : 'declare queues';
      phases.add(roleOf(kind, name) === 'net' ? 'declare net' : phase, {
        action: 'declare',
        kind,
        name,
        object,
        path,
        source,
      });
    } else if (replaced.has(objectKey(kind, name))) {
      const reason = differencesText(change.differences);
      phases.add('replace', { action: 'replace', kind, name, object, path, source, reason });
    }
  }
}

function addAdoptions(drafting: Drafting, phases: PhasesToFill): void {
  const { ownership, changes, options, blocked, locate, reasons, replaced } = drafting;
  const takes = options.adopt.map(wildcard);
  const differs = new Set<ObjectKey>();
  for (const change of changes)
    if (isObjectChange(change) && change.change === 'different')
      differs.add(objectKey(change.kind, change.desired.name));
  // Also an entry that differs: publishers use it as it is.
  for (const name of ownership.entriesToRegister) {
    const reason = reasons.entry(name, differs.has(objectKey('exchange', name)));
    phases.add('adopt', { action: 'adopt', kind: 'exchange', name, ...locate.step('exchange', name), reason });
  }
  for (const kind of ['exchange', 'queue'] as const)
    for (const [name, standing] of ownership.standings[`${kind}s`]) {
      if (kind === 'exchange' && ownership.entriesToRegister.has(name)) continue;
      const key = objectKey(kind, name);
      const equal = !differs.has(key);
      const wanted =
        standing === 'adopt' || (standing === 'needed' && (equal || takes.some((take) => take.test(name))));
      // What is replaced comes back with our mark.
      if (!wanted || blocked[`${kind}s`].has(name) || replaced.has(key)) continue;
      phases.add('adopt', { action: 'adopt', kind, name, ...locate.step(kind, name), reason: reasons.adopt(standing) });
    }
}

function addBinds(drafting: Drafting, phases: PhasesToFill): void {
  const { blocked, locate, replaced, roleOf } = drafting;
  for (const binding of bindingsToMake(drafting)) {
    if (isBlocked(binding, blocked)) continue;
    const { destination: name, destinationType } = binding;
    const { path, source } = locate.step(destinationType, name);
    const step = { action: 'bind', kind: 'binding', name, binding, path, source } as const;
    if (touchesOneOf(binding, replaced)) phases.add('bind again', step);
    else phases.add(roleOf(destinationType, name) === 'net' ? 'bind net' : 'bind', step);
  }
}

/** What is missing, and what goes along when one of its ends is replaced. In the inventory's order. */
function bindingsToMake({ changes, desired, replaced }: Drafting): Iterable<Binding> {
  const missing: Binding[] = [];
  let replaces = false;
  for (const change of changes)
    if (change.kind === 'binding') {
      if (change.change === 'missing') missing.push(change.desired);
    } else if (change.change === 'different') replaces ||= replaced.has(objectKey(change.kind, change.desired.name));
  if (!replaces) return missing;
  const wanted = new Set(missing);
  return desired.topology.bindings.filter((binding) => wanted.has(binding) || touchesOneOf(binding, replaced));
}
