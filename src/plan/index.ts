export type {
  AdoptStep,
  ForeignObject,
  Guard,
  Held,
  ObjectKind,
  ObjectStep,
  Plan,
  PlanOptions,
  PlanSummary,
  PlannedObject,
  Refusal,
  StandIn,
  Step,
  StepAction,
} from './plan.js';
export type { Draft } from './steps/draft.js';
export type { Planned } from './make-plan.js';
export { completePlan, startPlan } from './make-plan.js';
export type { Hold, QueueToGo } from './holds/may-go.js';
export { STATISTICS_OFF, holdOf, holdOfReplacement } from './holds/may-go.js';
export { notesOnNodes } from './words/notes-on-nodes.js';
export type { Phase } from './steps/order.js';
export { builds, groupSteps, leavesTree, touchesReplaced } from './steps/order.js';
export type { Registering, RegistryReplacement } from './steps/registering.js';
export type { Replacement } from './steps/replacements.js';
export { readSavedPlan, stepsBeyond } from './saved-plan.js';
export type { SavedPlan } from './saved-plan.js';
export { stepKey } from './steps/step-key.js';
export { waitingSteps } from './steps/waiting.js';
export { differenceText, refuseOverruled } from './words/refusals.js';
