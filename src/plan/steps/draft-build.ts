// The steps that bring something into being: declare, replace, adopt, bind.

import type { Compiled } from '../../compile/index.js';
import { isObjectChange } from '../../diff/index.js';
import { wildcard } from '../../ownership/index.js';
import type { Binding } from '../../topology/index.js';
import type { Drafting } from './drafting.js';
import { rememberPlanned } from './drafting.js';
import type { NetPolicy } from '../../assess/index.js';
import { isAsItShouldBe, isBlocked, isNetBlocked, wantedNet } from '../../assess/index.js';
import type { Step } from '../plan.js';
import { differencesText } from '../words/refusals.js';

type IsReplaced = (kind: string, name: string) => boolean;

export function buildSteps(drafting: Drafting, isReplaced: IsReplaced): readonly Step[] {
  return [
    ...policySteps(drafting),
    ...declareSteps(drafting, isReplaced),
    ...adoptSteps(drafting, isReplaced),
    ...bindSteps(drafting, isReplaced),
  ];
}

/**
 * While exchanges of the tree go, the policies reach them too, and let go of them when they are gone (order.ts). What lets
 * go of an exchange for another policy's sake comes after that one.
 */
function* policySteps({ net, blocked, desired, place, options }: Drafting): Generator<Step> {
  const name = wantedNet(desired.topology);
  if (name === undefined || isNetBlocked(name, blocked)) return;
  const origin = desired.origins.exchanges.get(name);
  const about = { kind: 'policy', ...(origin && { source: place.text(origin.place) }) } as const;
  const letsGo = ({ loses }: NetPolicy): boolean => loses.length > 0;
  for (const policy of [...net.filter((each) => !letsGo(each)), ...net.filter(letsGo)])
    if (policy.wide && !isAsItShouldBe(policy)) {
      const reason = policy.live && { reason: policyReason(policy, desired) };
      yield { ...about, action: 'set', name: policy.name, policy: policy.wide, ...reason };
    }
  for (const { name, live, wide, narrow, leaving, loses } of net) {
    const lettingGo = { ...about, name, lettingGo: leaving };
    if (narrow && narrow !== wide)
      yield { ...lettingGo, action: 'set', policy: narrow, reason: 'exchanges that it names are gone by then' };
    const last = wide ?? live;
    if (!narrow && last && (wide || options.prune || loses.length > 0))
      yield { ...lettingGo, action: 'clear', policy: last, reason: 'no exchange needs it any more' };
  }
}

function policyReason({ differences, gains, loses }: NetPolicy, { topology }: Compiled): string {
  const fields = differences.map(({ field }) => field).filter((field) => field !== 'pattern');
  if (fields.length > 0) return `${fields.join(', ')} differ`;
  if (gains.length > 0 && !gains.some((name) => topology.exchanges.has(name)))
    return 'exchanges that leave, or were the entry, need it too';
  const [lost] = loses;
  if (gains.length === 0 && lost !== undefined) return `it reaches exchange ${lost}${andMore(loses)}, and is not to`;
  return 'the tree has other exchanges than it names';
}

function andMore({ length }: readonly unknown[]): string {
  return length > 1 ? ` and ${length - 1} more` : '';
}

function* declareSteps({ changes, blocked, place }: Drafting, isReplaced: IsReplaced): Generator<Step> {
  const planned = rememberPlanned();
  for (const change of changes) {
    if (!isObjectChange(change) || change.change === 'extra') continue;
    const { kind } = change;
    const { name } = change.desired;
    if (blocked[`${kind}s`].has(name)) continue;
    const { path, source } = place.step(kind, name);
    const object = planned(change.desired);
    if (change.change === 'missing') yield { action: 'declare', kind, name, object, path, source };
    else if (isReplaced(kind, name))
      yield { action: 'replace', kind, name, object, path, source, reason: differencesText(change.differences) };
  }
}

function* adoptSteps(drafting: Drafting, isReplaced: IsReplaced): Generator<Step> {
  const { ownership, changes, options, blocked, place, reasons } = drafting;
  const takes = options.adopt.map(wildcard);
  const differs = new Set<string>();
  for (const change of changes)
    if (isObjectChange(change) && change.change === 'different') differs.add(`${change.kind} ${change.desired.name}`);
  // Also an entry that differs: publishers use it as it is.
  for (const name of ownership.entriesToRegister) {
    if (blocked.exchanges.has(name)) continue;
    const reason = reasons.entry(name, differs.has(`exchange ${name}`));
    yield { action: 'adopt', kind: 'exchange', name, ...place.step('exchange', name), reason };
  }
  for (const kind of ['exchange', 'queue'] as const)
    for (const [name, proof] of ownership.proofs[`${kind}s`]) {
      if (kind === 'exchange' && ownership.entriesToRegister.has(name)) continue;
      const equal = !differs.has(`${kind} ${name}`);
      const wanted = proof === 'adopt' || (proof === 'needed' && (equal || takes.some((take) => take.test(name))));
      // What is replaced comes back with our mark.
      if (!wanted || blocked[`${kind}s`].has(name) || isReplaced(kind, name)) continue;
      yield { action: 'adopt', kind, name, ...place.step(kind, name), reason: reasons.adopt(proof) };
    }
}

function* bindSteps(drafting: Drafting, isReplaced: IsReplaced): Generator<Step> {
  const { blocked, place } = drafting;
  for (const binding of bindingsToMake(drafting, isReplaced)) {
    if (isBlocked(binding, blocked)) continue;
    const { destination: name, destinationType } = binding;
    const { path, source } = place.step(destinationType, name);
    yield { action: 'bind', kind: 'binding', name, binding, path, source };
  }
}

/** What is missing, and what goes along when one of its ends is replaced. In the inventory's order. */
function bindingsToMake({ changes, desired }: Drafting, isReplaced: IsReplaced): Iterable<Binding> {
  const missing: Binding[] = [];
  let replaces = false;
  for (const change of changes)
    if (change.kind === 'binding') {
      if (change.change === 'missing') missing.push(change.desired);
    } else if (change.change === 'different') replaces ||= isReplaced(change.kind, change.desired.name);
  if (!replaces) return missing;
  const wanted = new Set(missing);
  return desired.topology.bindings.filter(
    (binding) =>
      wanted.has(binding) ||
      isReplaced('exchange', binding.source) ||
      isReplaced(binding.destinationType, binding.destination),
  );
}
