// Words of `topo trace` → headers, or what is wrong with them.

import { expect, test } from 'vitest';
import { parseHeaders } from '../../../src/cli/input/trace-headers.js';

test.each<[string, unknown]>([
  ['daemon=storage', { daemon: 'storage' }],
  ['n=54', { n: '54' }],
  ['n:=54', { n: 54 }],
  ['n:=-1', { n: -1 }],
  ['b:=true', { b: true }],
  ['b:=false', { b: false }],
  ['v:=null', { v: null }],
  ['k=', { k: '' }],
  ['k=a=b', { k: 'a=b' }],
  ['k=:=1', { k: ':=1' }],
  ['a:b=c', { 'a:b': 'c' }],
  ['k=line\nline', { k: 'line\nline' }],
])('%s', (word, headers) => {
  expect(parseHeaders([word])).toEqual(headers);
});

test('a header with the name of something that every object has', () => {
  expect(Object.entries(parseHeaders(['__proto__=x', 'constructor=y']))).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
});

test.each<[string, string]>([
  ['daemon', '"daemon" is no header'],
  ['=x', '"=x" is no header'],
  [':=1', '":=1" is no header'],
  ['n:="54"', 'n:="54": after := comes an integer, true, false or null'],
  ['n:=54.0', 'n:=54.0: after := comes an integer'],
  ['n:=1e3', 'n:=1e3: after := comes an integer'],
  ['n:=054', 'n:=054: after := comes an integer'],
  ['n:=9007199254740993', 'after := comes an integer'],
  ['n:=', 'n:=: after := comes an integer'],
  [`${'k'.repeat(256)}=x`, 'has over 255 bytes'],
  ['twice=2', 'the header twice is given twice'],
])('bad usage: %s', (word, said) => {
  expect(() => parseHeaders(['twice=1', word])).toThrow(said);
});
