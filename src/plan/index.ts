export type {
  ForeignObject,
  Guard,
  Held,
  ObjectKind,
  Plan,
  PlanOptions,
  PlanSummary,
  PlannedBinding,
  PlannedObject,
  Refusal,
  Step,
  StepAction,
} from './plan.js';
export type { Blocked } from './blocked.js';
export { findBlocked } from './blocked.js';
export { isBlocked } from './drafting.js';
export type { Draft, QueueToGo } from './draft.js';
export { draftPlan } from './draft.js';
export type { PlanContext } from './finish.js';
export { finishPlan } from './finish.js';
export type { Hold } from './may-go.js';
export { STATISTICS_OFF, holdOf, holdOfReplacement } from './may-go.js';
export { isPartOfNet, netOf, netsThatStay } from './net.js';
export type { NetPolicy } from './net-policies.js';
export { findNetPolicies, isAsItShouldBe } from './net-policies.js';
export { notesOnNodes } from './notes-on-nodes.js';
export type { Phase } from './order.js';
export { builds, groupSteps, leavesTree, touchesReplaced } from './order.js';
export type { Registering, RegistryReplacement } from './registering.js';
export type { Replacement } from './replacements.js';
export { readSavedPlan, stepsBeyond } from './saved-plan.js';
export type { SavedPlan } from './saved-plan.js';
export { stepKey } from './step-key.js';
export { waitingSteps } from './waiting.js';
export type { Locate } from './locate.js';
export { locate } from './locate.js';
export { differenceText, refuseOverruled } from './refusals.js';
