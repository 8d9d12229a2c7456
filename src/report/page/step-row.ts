// Step → the columns of its row: sign, label (`declare queue`), subject (a name, or `source ── header=value ──▶ name`)
// and detail (`quorum, x-delivery-limit=5`). Everything that comes from a user or a broker leaves here inert.

import type { Step, StepAction } from '../../plan/index.js';
import type { ArgumentValue, Arguments, Binding, Policy } from '../../topology/index.js';
import { OWNER_ARGUMENT, QUEUE_TYPE_ARGUMENT, headerMatch, queueType } from '../../topology/index.js';
import { inert } from './inert.js';
import type { Style } from './style.js';

export type Sign = '+' | '~' | '-' | '-/+';

export interface StepRow {
  readonly sign: Sign;
  readonly label: string;
  readonly subject: string;
  /** May be empty. */
  readonly detail: string;
}

export function rowOf(step: Step): StepRow {
  const { action, kind, name, binding } = step;
  return {
    sign: signOf(action),
    label: `${action} ${binding ? binding.destinationType : kind}`,
    subject: binding ? arrow(binding) : inert(name),
    detail: detailOf(step),
  };
}

/** `+ bind queue storage-54 ── hypervisor=98 ──▶ storage-54-98`, alone in its line; of a policy what it says, too. */
export function stepLine(step: Step): string {
  const { sign, label, subject, detail } = rowOf(step);
  return `${sign} ${label} ${subject}${step.policy ? ` ${detail}` : ''}`;
}

/** The longest label is `declare exchange`. */
export const LABEL_WIDTH = 16;

/** One row for many steps that are alike but for their names and the value of one header. */
export function rowOfAlike(first: Step, last: Step): StepRow {
  const names = `${inert(first.name)} … ${inert(last.name)}`;
  const row = first.policy ? { ...rowOf(first), detail: leadsTo(first.policy) } : rowOf(first);
  if (!first.binding || !last.binding) return { ...row, subject: names };
  const here = criteriaText(first.binding);
  const criteria = here === criteriaText(last.binding) ? here : here.replace(/=.*$/s, '=…');
  return { ...row, subject: `${inert(first.binding.source)} ── ${criteria} ──▶ ${names}` };
}

export function signOf(action: StepAction): Sign {
  switch (action) {
    case 'declare':
    case 'bind':
      return '+';
    case 'adopt':
    case 'set':
      return '~';
    case 'unbind':
    case 'delete':
    case 'clear':
      return '-';
    case 'replace':
      return '-/+';
  }
}

export function paintOf(sign: Sign, style: Style): (text: string) => string {
  switch (sign) {
    case '+':
      return style.add;
    case '~':
      return style.change;
    case '-':
      return style.remove;
    case '-/+':
      return style.replace;
  }
}

/** `storage-54 ── hypervisor=98 ──▶ storage-54-98`; `KEY:=JSON` where a value is no string, as `topo trace` takes it. */
export function arrow(binding: Binding): string {
  return `${inert(binding.source)} ── ${criteriaText(binding)} ──▶ ${inert(binding.destination)}`;
}

export function criteriaText({ arguments: args, routingKey }: Binding): string {
  const match = headerMatch(args);
  const pairs = Object.entries(match.criteria).map(([key, value]) => headerText(key, value));
  const any = match.mode === 'any' && pairs.length !== 1 ? 'any of: ' : '';
  const key = routingKey === '' ? '' : `routing key ${JSON.stringify(routingKey)}`;
  const words = pairs.length > 0 ? [any + pairs.join(' ')] : [];
  return inert([...words, key].filter((word) => word !== '').join(', ') || '(no header)');
}

/** `KEY=VALUE`, or `KEY:=JSON`. */
export function headerText(key: string, value: ArgumentValue): string {
  if (typeof value !== 'string') return `${key}:=${JSON.stringify(value)}`;
  return `${key}=${/^[^\s"]+$/.test(value) ? value : JSON.stringify(value)}`;
}

function detailOf({ kind, object, policy }: Step): string {
  if (policy) return policyText(policy);
  if (!object) return '';
  const words: string[] = [];
  if (kind === 'queue') words.push(queueType(object));
  else if (object.type !== undefined && object.type !== 'headers') words.push(object.type);
  if (!object.durable) words.push('not durable');
  return inert([...words, ...argumentTexts(object.arguments)].join(', '));
}

/** `alternate-exchange=unroutable for ^(global|storage)$` */
export function policyText(policy: Policy): string {
  return `${leadsTo(policy)} for ${inert(shorten(policy.pattern))}`;
}

/** `alternate-exchange=unroutable` */
export function leadsTo({ definition }: Policy): string {
  return inert(argumentTexts(definition).join(' '));
}

/** A pattern names every exchange of the tree: JSON has it whole. */
function shorten(pattern: string): string {
  return pattern.length <= 40 ? pattern : `${pattern.slice(0, 39)}…`;
}

/** All but what every object of the tree has. */
export function argumentTexts(args: Arguments): readonly string[] {
  const told = Object.entries(args).filter(([key]) => key !== QUEUE_TYPE_ARGUMENT && key !== OWNER_ARGUMENT);
  return told.map(([key, value]) => `${key}=${argumentText(value)}`);
}

function argumentText(value: ArgumentValue): string {
  return typeof value === 'string' && /^[A-Za-z_][^\s",]*$/.test(value) ? value : JSON.stringify(value);
}
