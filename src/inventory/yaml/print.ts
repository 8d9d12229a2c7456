// An inventory's parts → YAML text, as the README writes it: short lists and mappings in one line. What stands plain and what
// in quotes is decided here, by what the reader makes of it: an id is the text of its scalar (007 stays plain), a name is a
// string, and a quoted text is never a range of numbers.

import { Document, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Node as YamlNode } from 'yaml';
import type { ArgumentValue } from '../../topology/index.js';
import { readRange } from '../rules/ranges.js';

export type Part = PartScalar | PartList | PartMapping;

export interface PartScalar {
  readonly kind: 'scalar';
  /** As it is typed: plain, or a text in double quotes. */
  readonly typed: string;
  /** As JSON has it. */
  readonly value: string | number | boolean | null;
}

export interface PartList {
  readonly kind: 'list';
  readonly items: readonly Part[];
}

export interface PartMapping {
  readonly kind: 'mapping';
  /** In one line, where it fits. */
  readonly short: boolean;
  readonly entries: readonly PartEntry[];
}

export interface PartEntry {
  readonly key: PartScalar;
  /** Undefined: nothing stands behind the key. */
  readonly value: Part | undefined;
  /** On a line above it. */
  readonly comment?: string;
}

/** A daemon's name, a cluster's or a hypervisor's id. */
export function idPart(text: string): PartScalar {
  const plain = /^[A-Za-z0-9_][\w.-]*$/.test(text) && !text.includes('..') && !/^null$/i.test(text);
  const typed = plain && readRange(text, true) === undefined ? text : JSON.stringify(text);
  return { kind: 'scalar', typed, value: text };
}

/** Brackets are in no host's name: also in quotes `cmp-[1-3]` is a range, and no inventory can say that it is an id. */
export function isHostRange(text: string): boolean {
  return readRange(text, false) !== undefined;
}

/** Ids in a range: `1-97`, or `"cmp-[001-097].par1"`. */
export function rangePart(text: string): PartScalar {
  return { kind: 'scalar', typed: isHostRange(text) ? JSON.stringify(text) : text, value: text };
}

/** Any value, as JSON has it. */
export function valuePart(value: ArgumentValue): Part {
  if (isList(value)) return { kind: 'list', items: value.map(valuePart) };
  if (value !== null && typeof value === 'object')
    return mappingPart(
      Object.entries(value).map(([key, item]) => entryPart(key, valuePart(item))),
      true,
    );
  const isWord = typeof value === 'string' && /^[A-Za-z_][\w./@-]*$/.test(value) && !/^(true|false|null)$/i.test(value);
  return { kind: 'scalar', typed: isWord ? value : JSON.stringify(value), value };
}

function isList(value: ArgumentValue): value is readonly ArgumentValue[] {
  return Array.isArray(value);
}

export function mappingPart(entries: readonly PartEntry[], short = false): PartMapping {
  return { kind: 'mapping', short, entries };
}

/** `key`: a word of the inventory's own, or a name. */
export function entryPart(key: string, value: Part | undefined): PartEntry {
  return { key: idPart(key), value };
}

export function printYaml(root: PartMapping): string {
  // Without a schema of types nothing is quoted but what YAML itself would misread.
  const document = new Document(nodeOf(root), { schema: 'failsafe', customTags: ['null'], version: '1.2' });
  return document.toString({ lineWidth: 0 }).replace(UNSEEN, asEscape);
}

/** Whatever would move a cursor, hide, turn the reading direction, or pass for a command of a CI runner. Only in quotes. */
const UNSEEN = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|#(?=#\w*\[)/gu;

function asEscape(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
}

/** Together with what stands before it. */
const MOST_IN_LINE = 90;

function fitsInLine(part: Part): boolean {
  return widthOf(part) <= MOST_IN_LINE;
}

function widthOf(part: Part): number {
  switch (part.kind) {
    case 'scalar':
      return part.typed.length;
    case 'list':
      return part.items.reduce((sum, item) => sum + 2 + widthOf(item), 0);
    case 'mapping':
      return part.entries.reduce((sum, { key, value }) => sum + widthOf(key) + 4 + (value ? widthOf(value) : 0), 0);
  }
}

/** What JSON.stringify takes. */
export function jsonOf(part: Part | undefined): unknown {
  switch (part?.kind) {
    case undefined:
      return null;
    case 'scalar':
      return part.value;
    case 'list':
      return part.items.map(jsonOf);
    case 'mapping':
      return Object.fromEntries(part.entries.map(({ key, value }) => [key.value, jsonOf(value)]));
  }
}

function nodeOf(part: Part): YamlNode {
  switch (part.kind) {
    case 'scalar':
      return scalarOf(part);
    case 'list': {
      const list = new YAMLSeq();
      list.flow = fitsInLine(part);
      list.items = part.items.map(nodeOf);
      // No blanks at the ends of a list, and some at those of a mapping: `[11, 12]`, `{ scope: global }`.
      const print = list.toString.bind(list);
      list.toString = (context, onComment, onChompKeep) =>
        print(context && { ...context, flowCollectionPadding: '' }, onComment, onChompKeep);
      return list;
    }
    case 'mapping': {
      const mapping = new YAMLMap();
      mapping.flow = (part.short && fitsInLine(part)) || part.entries.length === 0;
      mapping.items = part.entries.map(({ key, value, comment }) => {
        const written = scalarOf(key);
        if (comment !== undefined) written.commentBefore = ` ${comment}`;
        return new Pair(written, value ? nodeOf(value) : nothingTyped(''));
      });
      return mapping;
    }
  }
}

function scalarOf({ typed, value }: PartScalar): Scalar {
  if (value === null) return nothingTyped(typed);
  const quoted = typed.startsWith('"');
  const scalar = new Scalar(quoted ? value : typed);
  scalar.type = quoted ? 'QUOTE_DOUBLE' : 'PLAIN';
  return scalar;
}

function nothingTyped(typed: string): Scalar {
  const scalar = new Scalar(null);
  scalar.source = typed;
  return scalar;
}
