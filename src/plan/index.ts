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
export type { Draft, QueueToGo } from './draft.js';
export { draftPlan } from './draft.js';
export type { PlanContext } from './finish.js';
export { finishPlan } from './finish.js';
export type { Hold } from './may-go.js';
export { holdOf, shellWord } from './may-go.js';
export type { Phase } from './order.js';
export { groupSteps, phaseOf, takesDown } from './order.js';
export { waitingSteps } from './waiting.js';
export type { Locate } from './locate.js';
export { locate } from './locate.js';
export { differenceText } from './refusals.js';
