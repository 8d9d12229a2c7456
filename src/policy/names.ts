// How the policies of an owner are called.

/** The owner's first policy: it gives exchanges of the tree their alternate exchange. */
export function policyName(owner: string): string {
  return `topo.${owner}.unroutable`;
}

/** Where one pattern has no room for all exchanges there are more: `topo.global.unroutable.2`, `….3`, … */
export function numberedPolicy(first: string, number: number): string {
  return number === 1 ? first : `${first}.${number}`;
}

/** The number of a policy of the same owner; undefined for any other. `first`: the first one's name. */
export function numberOfPolicy(first: string, name: string): number | undefined {
  if (name === first) return 1;
  if (!name.startsWith(`${first}.`)) return undefined;
  const written = name.slice(first.length + 1);
  return /^([2-9]|[1-9][0-9]{1,5})$/.test(written) ? Number(written) : undefined;
}

/** Whose policy it is, by its name. */
export function ownerOfPolicy(name: string): string | undefined {
  const owner = /^topo\.(.+)\.unroutable(?:\.[0-9]+)?$/s.exec(name)?.[1];
  return owner !== undefined && numberOfPolicy(policyName(owner), name) !== undefined ? owner : undefined;
}
