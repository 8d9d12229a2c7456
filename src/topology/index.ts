export type { Binding, DestinationType, Exchange, Path, Place, Policy, Queue, Topology } from './topology.js';
export type { ArgumentValue, Arguments } from './arguments.js';
export { ALTERNATE_EXCHANGE_ARGUMENT, OWNER_ARGUMENT, QUEUE_TYPE_ARGUMENT, valueKey } from './arguments.js';
export type { HeaderMatch } from './identity.js';
export { bindingKey, headerMatch, matchesEverything } from './identity.js';
export {
  MAX_NAME_BYTES,
  isKeptName,
  isReservedName,
  joinName,
  lockName,
  numberOfPolicy,
  numberedPolicy,
  policyName,
  registryName,
  shellWord,
  standInName,
} from './names.js';
export type { Registration, Role } from './registry.js';
export { readRegistration, registrationBinding } from './registry.js';
export { escapePattern, patternOf } from './pattern.js';
export type { NameGroup } from './packing.js';
export {
  MAX_PATTERN_BYTES,
  fitsPattern,
  groupNames,
  howManyFit,
  namesOf,
  packNames,
  patternBytes,
  smallGroups,
} from './packing.js';
export { NET_EXCHANGE_TYPE, appliedPolicies } from './policies.js';
export { isAtLeast } from './version.js';
