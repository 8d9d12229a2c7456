// A file's name for each cluster, made of its id: no two the same, also where a file system takes upper and lower case for one.

export const TREE_FILE = '00-tree.yaml';

export function fileNames(clusters: readonly string[]): readonly string[] {
  const taken = new Set([TREE_FILE]);
  return clusters.map((id) => {
    const stem = safeStem(id);
    for (let number = 1; ; number += 1) {
      const name = `${stem}${number === 1 ? '' : `-${number}`}.yaml`;
      const key = name.toLowerCase();
      if (taken.has(key)) continue;
      taken.add(key);
      return name;
    }
  });
}

/** A name that starts with a dot is not read, and a long one not taken. */
function safeStem(id: string): string {
  const safe = id.replace(/[^A-Za-z0-9._]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');
  return safe === '' ? 'cluster' : safe.slice(0, 100);
}
