// Ids that look like several: `hv-11 hv-12`, `1-5,8`, `cmp{1..40}`, `cmp-*`. Taken for one, they would make a queue that no
// message ever comes to, and say nothing. Quoted they are one id, but for brackets: those stand in quotes in a list anyway.

import type { Problem } from '../inventory.js';
import { errorAt, quote, warningAt } from '../yaml/source.js';
import type { Scalar } from '../yaml/tree.js';
import { keysOf, valueAt } from '../yaml/tree.js';
import type { Written } from '../yaml/written.js';
import { ifOneId, isRange, readRange } from './ranges.js';

export function* idsAreOneEach({ clusters, daemons }: Written): Generator<Problem> {
  for (const { key } of daemons.values()) yield* checkName('daemons', key);
  for (const { key, value } of clusters.values()) {
    yield* checkName('clusters', key);
    for (const scalar of keysOf(valueAt(value, 'hypervisors'))) yield* checkHypervisor(scalar);
  }
}

/** Of clusters and daemons there are no ranges. */
function* checkName(kind: 'clusters' | 'daemons', key: Scalar): Generator<Problem> {
  const { text, plain } = key;
  const looks = readRange(text, plain) === undefined ? looksLike(text) : { range: text };
  if (!looks || (!plain && !isBracketed(text))) return;
  if ('range' in looks)
    yield errorAt(
      key,
      `the range ${text} stands under ${kind}`,
      'ranges under hypervisors only',
      plain ? `if it is one name, quote it: ${JSON.stringify(text)}` : undefined,
    );
  else yield severalAt(key, looks.each);
}

function* checkHypervisor(scalar: Scalar): Generator<Problem> {
  const { text, plain } = scalar;
  const read = readRange(text, plain);
  if (read && !isRange(read)) {
    yield errorAt(scalar, read.message, read.expected, read.hint ?? (plain ? ifOneId(text) : undefined));
    return;
  }
  if (read) {
    if (plain && looksLike(read.prefix + read.suffix)) yield severalAt(scalar, 'a range by itself');
    return;
  }
  const looks = looksLike(text);
  if (!looks) return;
  if (plain || isBracketed(text))
    yield 'range' in looks ? rangeMeant(scalar, looks.range) : severalAt(scalar, looks.each);
  else if ('range' in looks && /[{}]/.test(text))
    yield warningAt(scalar, `${quote(text)} is one id, not a range`, `${looks.range} for a range`);
}

function rangeMeant(scalar: Scalar, range: string): Problem {
  const { text, plain } = scalar;
  const hint = plain ? ifOneId(text) : undefined;
  return errorAt(scalar, `${quote(text)} is one id, not a range`, `${range} for a range`, hint);
}

function severalAt(scalar: Scalar, each: string): Problem {
  const { text, plain } = scalar;
  return errorAt(scalar, `${quote(text)} looks like several, and is one`, each, plain ? ifOneId(text) : undefined);
}

/** Digits, and a range between them, in brackets: no host is called like this. */
function isBracketed(text: string): boolean {
  return /\[\s*[0-9]+\s*(?:[-–—:,;…]|\.\.|to\b)/.test(text);
}

const BETWEEN = String.raw`\s*(?:-|–|—|…|\.{2,3}|:|\sto\s)\s*`;
const NUMBERS = new RegExp(`^([0-9]+)${BETWEEN}([0-9]+)$`);
const BRACKETS = new RegExp(String.raw`^([^[\]{}]*)[[{]\s*([0-9]+)${BETWEEN}([0-9]+)\s*[\]}]([^[\]{}]*)$`);
const HOSTS = /^([^0-9]*)([0-9]{1,15})\s*(?:–|—|…|\.{2,3}|\sto\s|\s-\s)\s*(?:\1)?([0-9]{1,15})$/;

/** What was meant instead of one id; undefined for what looks like one. Full-width digits are digits, too. */
function looksLike(written: string): { readonly range: string } | { readonly each: string } | undefined {
  if (/^[\w.-]*$/.test(written) && !written.includes('..')) return undefined;
  const text = written.normalize('NFKC');
  const numbers = NUMBERS.exec(text);
  if (numbers) return { range: `${numbers[1] ?? ''}-${numbers[2] ?? ''}` };
  const around = BRACKETS.exec(text);
  if (around) {
    const [, prefix = '', low = '', high = '', suffix = ''] = around;
    return { range: `"${prefix}[${low}-${high}]${suffix}"` };
  }
  const hosts = HOSTS.exec(text);
  if (hosts) return { range: `"${hosts[1] ?? ''}[${hosts[2] ?? ''}-${hosts[3] ?? ''}]"` };
  if (/[*?]/.test(text)) return { each: 'each id by itself, or a range: an id is no pattern' };
  if (/[[\]{}]/.test(text)) return { each: 'each id by itself, or one range in one pair of brackets: "cmp-[001-097]"' };
  if (!/[\s,;]/.test(text)) return undefined;
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  return { each: parts.length > 1 ? `an entry for each: ${parts.join(', ')}` : `${parts[0] ?? 'the id'} by itself` };
}
