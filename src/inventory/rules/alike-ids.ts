// Ids and names that are two and look like one: another normal form of Unicode, letters of another script, characters that
// nobody sees, upper and lower case, a dot at the end. Both are kept; a warning says so, for one of them is mostly a slip.

import type { Problem } from '../inventory.js';
import { placeText, quote, warningAt } from '../yaml/source.js';
import type { Scalar } from '../yaml/tree.js';
import { keysOf, valueAt } from '../yaml/tree.js';
import type { Written } from '../yaml/written.js';

export function* idsLookDifferent({ clusters, daemons }: Written): Generator<Problem> {
  yield* alikes(
    'daemon',
    [...daemons.values()].map(({ key }) => key),
  );
  yield* alikes(
    'cluster',
    [...clusters.values()].map(({ key }) => key),
  );
  for (const { value } of clusters.values()) yield* alikes('hypervisor', keysOf(valueAt(value, 'hypervisors')));
}

function* alikes(kind: string, ids: Iterable<Scalar>): Generator<Problem> {
  const seen = new Map<string, Scalar>();
  for (const id of ids) {
    const key = looksOf(id.text);
    const first = seen.get(key);
    if (!first) seen.set(key, id);
    else if (first.text !== id.text)
      yield warningAt(
        id,
        `${kind} ${quote(id.text)} looks like ${quote(first.text)} in ${placeText(first)}, and is another one`,
        'ids that can be told apart',
        `they differ in ${differenceOf(first.text, id.text)}: if they are one, write them alike`,
      );
  }
}

function differenceOf(one: string, other: string): string {
  if (one.toLowerCase() === other.toLowerCase()) return 'case alone';
  if (withoutDot(one.toLowerCase()) === withoutDot(other.toLowerCase())) return 'a dot at the end';
  if (one.normalize('NFKC') === other.normalize('NFKC')) return 'their normal form alone';
  return 'letters of another script, or in what cannot be seen';
}

/** Equal for texts that look alike. */
function looksOf(text: string): string {
  if (/^[ -~]*$/.test(text)) return withoutDot(text.toLowerCase());
  const shown = text.normalize('NFKC').replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '');
  return withoutDot(
    Array.from(shown, (letter) => LATIN.get(letter) ?? letter)
      .join('')
      .toLowerCase(),
  );
}

function withoutDot(text: string): string {
  return text.endsWith('.') ? text.slice(0, -1) : text;
}

/** Letters of the Cyrillic and the Greek script beside the Latin ones that they look like (Unicode, confusables.txt). */
const LATIN: ReadonlyMap<string, string> = new Map(
  [
    'аa еe оo рp сc уy хx іi јj ѕs һh ԁd ԛq ԝw ӏl', // Cyrillic
    'АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX ІI ЈJ ЅS ԌG Ԛq ԜW',
    'οo νv ρp ιi αa γy ϲc ϳj', // Greek
    'ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ϹC',
  ]
    .flatMap((line) => line.split(' '))
    .map((pair): [string, string] => [pair.charAt(0), pair.charAt(1)]),
);
