// Annotations of GitHub Actions: lines by which its runner puts a message at a line of a file. It shows ten of each level and
// drops the others without a word, so that the last of more than ten says how many there are.

import { counted } from '../../text/index.js';
import type { Place } from '../../topology/index.js';
import { inert } from './inert.js';

export type Level = 'error' | 'warning' | 'notice';

export interface Annotation {
  readonly level: Level;
  /** Where it is known. */
  readonly place?: Place | undefined;
  readonly title: string;
  /** One after the other. */
  readonly lines: readonly string[];
}

const MOST = 10;

const order: readonly Level[] = ['error', 'warning', 'notice'];

/** `rest`: the command that shows all. */
export function* annotations(all: readonly Annotation[], rest: string): Generator<string> {
  for (const level of order) {
    const alike = all.filter((annotation) => annotation.level === level);
    const shown = alike.length > MOST ? alike.slice(0, MOST - 1) : alike;
    for (const annotation of shown) yield `${commandOf(annotation)}\n`;
    const more = alike.length - shown.length;
    if (more > 0)
      yield `${commandOf({ level, title: 'topo', lines: [`and ${counted(more, `more ${level}`)}: ${rest} shows all`] })}\n`;
  }
}

function commandOf({ level, place, title, lines }: Annotation): string {
  const properties = [
    ...(place ? [`file=${property(place.file)}`, `line=${place.line}`, `col=${place.column}`] : []),
    `title=${property(title)}`,
  ];
  return `::${level} ${properties.join(',')}::${lines.map(data).join('%0A')}`;
}

/** As @actions/core escapes it; what is left is inert text. */
function data(text: string): string {
  return inert(text).replaceAll('%', '%25');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
