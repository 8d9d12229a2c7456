// Lines of bindings → every route from exchange `a`, with a message that takes it: what a plan that takes bindings away compares.

import { expect, test } from 'vitest';
import { chainsFrom } from '../../../src/route/chains.js';
import type { Message } from '../../../src/route/index.js';
import { headerWords } from '../../../src/route/index.js';
import { topologyOf } from './topology-of.js';

/** `q h=1 key k`; `h=any` where the header only has to be there, `q ?` where no message can be written down. */
function wordsOf(queue: string, message: Message | undefined): string {
  if (!message) return `${queue} ?`;
  const { headers, routingKey } = message;
  const key = routingKey === undefined ? [] : [`key ${routingKey}`];
  return [queue, ...headerWords(headers).map((word) => word.replace('\u0000any value', 'any')), ...key].join(' ');
}

function chains(lines: readonly string[], most = 100): readonly string[] {
  const { exchanges, bindings } = topologyOf(lines);
  return Array.from(
    chainsFrom(['a'], bindings, (name) => exchanges.get(name)?.type, most),
    ({ queue, message }) => wordsOf(queue, message),
  );
}

test.each<[string, readonly string[], readonly string[]]>([
  ['one binding', ['a ── h=1 ──▶ q'], ['q h=1']],
  ['an integer', ['a ── h:=1 ──▶ q'], ['q h:=1']],
  ['two hops', ['a ── h=1 ──▶ x:b', 'b ── i=2 ──▶ q'], ['q h=1 i=2']],
  ['the same value twice', ['a ── h=1 ──▶ x:b', 'b ── h=1 ──▶ q'], ['q h=1']],
  ['two values of one header: no message has both', ['a ── h=1 ──▶ x:b', 'b ── h=2 ──▶ q'], []],
  ['all: both', ['a ── h=1 i=2 ──▶ q'], ['q h=1 i=2']],
  ['any: one way each', ['a ── x-match=any h=1 i=2 ──▶ q'], ['q h=1', 'q i=2']],
  ['any of nothing', ['a ── x-match=any ──▶ q'], []],
  ['no header', ['a ──  ──▶ q'], ['q']],
  ['a header that has to be there', ['a ── h:=null ──▶ q'], ['q h=any']],
  ['twice', ['a ── h:=null ──▶ x:b', 'b ── h:=null ──▶ q'], ['q h=any']],
  ['and then has a value', ['a ── h:=null ──▶ x:b', 'b ── h=1 ──▶ q'], ['q h=1']],
  ['after it has one', ['a ── h=1 ──▶ x:b', 'b ── h:=null ──▶ q'], ['q h=1']],
  ['a value that topo cannot write', ['a ── h:={"a":1} ──▶ x:b', 'b ── i=2 ──▶ q'], ['q ?']],
  ['a direct exchange', ['a ── h=1 ──▶ x:b', 'direct b', 'b ── key k ──▶ q'], ['q h=1 key k']],
  ['two of one key', ['direct a', 'a ── key k ──▶ x:b', 'direct b', 'b ── key k ──▶ q'], ['q key k']],
  ['two of two keys', ['direct a', 'a ── key k ──▶ x:b', 'direct b', 'b ── key l ──▶ q'], []],
  ['a topic exchange', ['topic a', 'a ── key x.*.# ──▶ q'], ['q key x.any.any']],
  ['after a direct one', ['direct a', 'a ── key k ──▶ x:b', 'topic b', 'b ── key # ──▶ q'], ['q key k']],
  ['a fanout exchange', ['a ── h=1 ──▶ x:b', 'fanout b', 'b ── key k ──▶ q'], ['q h=1']],
  ['one of a plugin’s type', ['a ── h=1 ──▶ x:b', 'x-random b', 'b ── key k ──▶ x:c', 'c ── i=2 ──▶ q'], ['q ?']],
  ['one that is not there', ['a ── h=1 ──▶ q', 'no exchange a'], ['q ?']],
  ['a circle', ['a ──  ──▶ x:b', 'b ──  ──▶ x:a', 'b ──  ──▶ q', 'a ──  ──▶ r'], ['q', 'r']],
  ['a circle further down', ['a ──  ──▶ x:b', 'b ──  ──▶ x:c', 'c ──  ──▶ x:b', 'c ──  ──▶ q'], ['q']],
  ['itself', ['a ──  ──▶ x:a', 'a ──  ──▶ q'], ['q']],
  ['two ways to one queue', ['a ── h=1 ──▶ q', 'a ── h=2 ──▶ x:b', 'b ──  ──▶ q'], ['q h=1', 'q h=2']],
  ['what others lead to', ['b ── h=1 ──▶ q'], []],
])('%s', (_, lines, expected) => {
  expect(chains(lines)).toEqual(expected);
});

test('as deep as nobody goes by hand, and no deeper', () => {
  const deep = (hops: number): readonly string[] => [
    ...Array.from({ length: hops - 1 }, (__, at) => `${at === 0 ? 'a' : `e${at}`} ──  ──▶ x:e${at + 1}`),
    `e${hops - 1} ──  ──▶ q`,
  ];
  expect([chains(deep(8)), chains(deep(9))]).toEqual([['q'], []]);
});

test('no more than there is time for', () => {
  const wide = ['a ──  ──▶ x:b', 'b ──  ──▶ q', 'b ──  ──▶ r', 'a ──  ──▶ s'];
  expect([chains(wide, 1), chains(wide, 2), chains(wide, 3)]).toEqual([['q'], ['q', 'r'], ['q', 'r', 's']]);
});
