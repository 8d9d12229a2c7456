export type { Binding, DestinationType, Exchange, Place, Policy, Queue, Topology } from './topology.js';
export type { ArgumentValue, Arguments } from './arguments.js';
export {
  ALTERNATE_EXCHANGE_ARGUMENT,
  MAX_NESTING,
  OWNER_ARGUMENT,
  QUEUE_TYPE_ARGUMENT,
  TOO_DEEP,
  queueType,
  valueKey,
} from './arguments.js';
export type { HeaderMatch } from './identity.js';
export { bindingKey, endsOf, headerMatch, matchOf, matchesEverything } from './identity.js';
export {
  MAX_NAME_BYTES,
  isKeptName,
  isReservedName,
  joinName,
  lockName,
  ownerOfRegistry,
  registryName,
  standInName,
} from './names.js';
export type { ByKind, ObjectKey, ObjectKind, Role, Way } from './object-key.js';
export { isWay, objectKey } from './object-key.js';
export type { Address, Level, Scope } from './address.js';
export {
  DEEPEST,
  LEVELS,
  addressHeaders,
  addressKey,
  addressName,
  depthOf,
  idsOf,
  isCanonicalInteger,
  isIdBelowDaemon,
  isWithin,
  levelOf,
  parentOf,
} from './address.js';
export type { Part, Selection } from './part.js';
export { partText, selectPart } from './part.js';
export type { Registration } from './registry.js';
export { readRegistration, registrationBinding } from './registry.js';
export { DIRECT_EXCHANGE_TYPE, NET_EXCHANGE_TYPE } from './topology.js';
export { getOrAdd, groupBy, pushTo } from './grouping.js';
export { isAtLeast } from './version.js';
