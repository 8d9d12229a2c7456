export {
  daemonOfLimits,
  daemonOfPolicy,
  isLimitsPolicy,
  isPolicyOf,
  isTakenByNet,
  limitsPolicyName,
  numberOfPolicy,
  numberedPolicy,
  ownerOfPolicy,
  policyName,
} from './names.js';
export type { ToldDaemon } from './daemon-pattern.js';
export { daemonPattern, daemonPatternBeside, daemonsToldBy } from './daemon-pattern.js';
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
export { underOperator } from './operator.js';
export { appliedPolicies, appliedToQueues } from './policies.js';
export { namesThatFit } from './pattern-reading.js';
