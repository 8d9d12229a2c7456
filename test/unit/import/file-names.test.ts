// A file a cluster: safe names, no two the same.

import { expect, test } from 'vitest';
import { fileNames } from '../../../src/import/file-names.js';

test.each<[readonly string[], readonly string[]]>([
  [
    ['53', '54'],
    ['53.yaml', '54.yaml'],
  ],
  [
    ['a b', 'a-b', 'a/b'],
    ['a-b.yaml', 'a-b-2.yaml', 'a-b-3.yaml'],
  ],
  [
    ['east', 'EAST'],
    ['east.yaml', 'EAST-2.yaml'],
  ],
  [
    ['../../etc', '.hidden', '..'],
    ['etc.yaml', 'hidden.yaml', 'cluster.yaml'],
  ],
  [
    ['é', 'ü'],
    ['cluster.yaml', 'cluster-2.yaml'],
  ],
  [['00-tree'], ['00-tree-2.yaml']],
  [
    ['a', 'a-2', 'A'],
    ['a.yaml', 'a-2.yaml', 'A-3.yaml'],
  ],
  [['x'.repeat(300)], [`${'x'.repeat(100)}.yaml`]],
])('%j', (ids, names) => {
  expect(fileNames(ids)).toEqual(names);
});
