export { numberOfPolicy, numberedPolicy, ownerOfPolicy, policyName } from './names.js';
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
export { appliedPolicies } from './policies.js';
