// What is typed → the rows that it means. An id that is typed whole comes first: a hypervisor by its id. Pure.

import type { Branch, Fleet } from './fleet.js';

export interface Hits {
  readonly shown: readonly Branch[];
  /** Of all that fit. */
  readonly all: number;
}

const SHOWN = 12;

export function search({ root }: Fleet, typed: string): Hits {
  const words = typed
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return { shown: [], all: 0 };
  const ranked: { readonly branch: Branch; readonly rank: number }[] = [];
  const walk = (branch: Branch): void => {
    const ranks = words.map((word) => rankOf(branch, word));
    if (branch.parent && !ranks.includes(undefined))
      ranked.push({ branch, rank: Math.max(...ranks.map((rank) => rank ?? 0)) });
    for (const child of branch.children) walk(child);
  };
  walk(root);
  const shown = ranked.sort((a, b) => a.rank - b.rank).slice(0, SHOWN);
  return { shown: shown.map(({ branch }) => branch), all: ranked.length };
}

/** undefined: it does not fit. */
function rankOf({ label, queue, exchange, path }: Branch, word: string): number | undefined {
  const name = (queue?.name ?? exchange?.name ?? label).toLowerCase();
  if (label.toLowerCase() === word) return 0;
  if (name === word) return 1;
  if (Object.values(path).some((id) => id.toLowerCase() === word)) return 2;
  if (label.toLowerCase().startsWith(word)) return 3;
  if (name.startsWith(word)) return 4;
  return name.includes(word) ? 5 : undefined;
}
