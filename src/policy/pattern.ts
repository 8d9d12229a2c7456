// Names → the pattern of a policy that matches these names and no other.
//
// A pattern has little room (packing.ts). So what names have in common is written once, and characters after which the same
// follows become one class: two daemons on 20,000 clusters numbered in a row are 150 characters, and 27 clusters named by
// UUID, or 150 random numbers of five digits, fit into one pattern.

import { pushTo } from '../topology/index.js';

/**
 * `^(global|(storage|vm)(-5[34])?)$`, read alike by PCRE (bytes, no options) and JavaScript. The same names give the same
 * pattern, whatever their order.
 */
export function patternOf(names: Iterable<string>): string {
  const sorted = [...new Set(names)].sort().map((name) => Array.from(name));
  return `^(${waysFrom({ sorted, from: 0, to: sorted.length, depth: 0 }).map(textOf).join('|')})$`;
}

/** Names that begin alike: those from one place to another in the sorted list, past so many characters. */
interface Branch {
  readonly sorted: readonly (readonly string[])[];
  readonly from: number;
  readonly to: number;
  readonly depth: number;
}

/** A part of the pattern in two: what may stand before the same rest is written once. */
interface Way {
  readonly head: string;
  readonly rest: string;
}

/** What may follow here, where no name ends. Names are at most 255 bytes long, so it goes no deeper. */
function waysFrom({ sorted, from, to, depth }: Branch): readonly Way[] {
  const alike = new Map<string, { readonly after: Way; readonly characters: string[] }>();
  for (let at = from; at < to;) {
    const character = sorted[at]?.[depth] ?? '';
    let end = at + 1;
    while (end < to && sorted[end]?.[depth] === character) end += 1;
    const after = wayAfter({ sorted, from: at, to: end, depth: depth + 1 });
    if (at === from && end === to) return [{ head: startOf(character) + after.head, rest: after.rest }];
    const text = textOf(after);
    const same = alike.get(text);
    if (same) same.characters.push(character);
    else alike.set(text, { after, characters: [character] });
    at = end;
  }
  const heads = new Map<string, string[]>();
  for (const { after, characters } of alike.values())
    for (const start of starts(characters)) pushTo(heads, after.rest, start + after.head);
  return [...heads].flatMap(([rest, same]): readonly Way[] =>
    rest === '' || same.length === 1 ? same.map((head) => ({ head, rest })) : [{ head: `(${same.join('|')})`, rest }],
  );
}

function wayAfter({ sorted, from, to, depth }: Branch): Way {
  const first = sorted[from] ?? [];
  const ends = first.length === depth;
  if (!ends && to - from === 1) return { head: first.slice(depth).map(startOf).join(''), rest: '' };
  const ways = waysFrom({ sorted, from: ends ? from + 1 : from, to, depth });
  const [only] = ways;
  if (only === undefined) return { head: '', rest: '' };
  if (ways.length === 1 && !ends) return only;
  const text = ways.map(textOf).join('|');
  return { head: '', rest: ends ? optional(text) : `(${text})` };
}

function textOf({ head, rest }: Way): string {
  return head + rest;
}

function optional(text: string): string {
  return /^(\w|\[[\w-]+\])$/.test(text) ? `${text}?` : `(${text})?`;
}

/** One class for letters and digits; all else by itself, for a class of PCRE's is one of bytes. */
function starts(characters: readonly string[]): readonly string[] {
  if (characters.length === 1) return characters.map(startOf);
  const plain = characters.filter((character) => PLAIN.test(character)).sort();
  const others = characters.filter((character) => !plain.includes(character)).map(escapePattern);
  if (plain.length < 2) return [...plain, ...others];
  return [`[${runsOf(plain)}]`, ...others];
}

const PLAIN = /^[A-Za-z0-9_]$/;

function startOf(character: string): string {
  return PLAIN.test(character) ? character : escapePattern(character);
}

/** `0-9a`: three and more in a row become a range. */
function runsOf(sorted: readonly string[]): string {
  return sorted
    .join('')
    .replace(/(?:(?=01|12|23|34|45|56|67|78|89)\d){2,}\d/g, (run) => `${run[0] ?? ''}-${run.at(-1) ?? ''}`);
}

/** A part of a pattern that stands for this text alone. */
export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
