// The registry: a headers exchange of the owner from which adopted objects are bound. A registration is such a binding: it
// says that the object is ours and what it was, for as long as the object lives, whatever becomes of all other bindings.
//
// No message passes it: with `x-match: any` one criterion must hold, keys that begin with `x-` are none, and so there is
// nothing to hold (3.10 to 4.3: test/broker/registry.test.ts). So the registry need not be internal, as that of an older
// topo was: exports leave internal exchanges out and keep the bindings from them, and then cannot be imported.

import { headerMatch } from './identity.js';
import type { ObjectKind, Role } from './object-key.js';
import { ROLES } from './object-key.js';
import type { Binding, Exchange } from './topology.js';

export interface Registration {
  readonly kind: ObjectKind;
  readonly name: string;
  readonly role: Role;
}

/** Says what the object was; of a registry's bindings alone. */
const ROLE_ARGUMENT = 'x-topo-role';

/**
 * The routing key, at which a headers exchange does not look, is the object's name: while the registry is still an
 * internal direct one, that is what makes the same binding a registration there.
 */
export function registrationBinding(registry: string, { kind, name, role }: Registration): Binding {
  return {
    source: registry,
    destination: name,
    destinationType: kind,
    routingKey: name,
    arguments: { 'x-match': 'any', [ROLE_ARGUMENT]: role },
  };
}

/** Of a binding from a registry. In the internal ones of an older topo the name alone counts. */
export function readRegistration(binding: Binding, registryType: Exchange['type']): Registration | undefined {
  const { destination: name, destinationType: kind, arguments: args } = binding;
  const role = ROLES.find((each) => each === args[ROLE_ARGUMENT]);
  if (registryType === 'direct') return binding.routingKey === name ? { kind, name, role: role ?? 'tree' } : undefined;
  const { mode, criteria } = headerMatch(args);
  return role !== undefined && mode === 'any' && Object.keys(criteria).length === 0 ? { kind, name, role } : undefined;
}
