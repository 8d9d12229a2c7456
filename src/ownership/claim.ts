// By which names an inventory claims what is on a broker, and by which proof an object is its.

export interface Claim {
  readonly entry: string;
  readonly owner: string;
  readonly headers: { readonly daemon: string; readonly cluster: string; readonly hypervisor: string };
  /** Names of suspects to take, `*` is a wildcard. */
  readonly adopt: readonly string[];
}

/** `needed`: unmarked, under a name of the desired topology. `adopt`: a suspect that `--adopt` names. */
export type Proof = 'entry' | 'marked' | 'registered' | 'needed' | 'adopt';
