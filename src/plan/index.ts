export type {
  AdoptStep,
  BindingStep,
  DeclareStep,
  DeleteStep,
  ForeignObject,
  Guard,
  Held,
  Plan,
  PlanRows,
  PlanOptions,
  PlanSummary,
  PlannedObject,
  PolicyStep,
  Refusal,
  ReplaceStep,
  StandIn,
  Step,
  StepAction,
  SubjectKind,
} from './plan.js';
export type { Draft } from './steps/draft.js';
export type { Planned } from './make-plan.js';
export { completePlan, startPlan } from './make-plan.js';
export type { ShownPart } from './part/part.js';
export { queuesToCount, showPart } from './part/part.js';
export type { QueueIs, QueueRow } from './part/queue-rows.js';
export { addressesOf, boundAmong } from './part/queue-rows.js';
export type { SwitchOff } from './part/switch-off.js';
export type { Hold, QueueToGo } from './holds/may-go.js';
export { STATISTICS_OFF, holdOf, holdOfReplacement, tied } from './holds/may-go.js';
export { holdOfSqueeze } from './holds/squeeze-hold.js';
export { notesOnNodes } from './words/notes-on-nodes.js';
export type { Phase, Phases } from './steps/phases.js';
export { BUILDING } from './steps/phases.js';
export type { Registering, RegistryReplacement } from './steps/registering.js';
export type { Replacement } from './steps/replacements.js';
export { touchesOneOf } from './steps/replacements.js';
export { readSavedPlan, stepsBeyond } from './saved-plan.js';
export type { SavedPlan } from './saved-plan.js';
export { stepKey } from './steps/step-key.js';
export { waitingSteps } from './steps/waiting.js';
export { cappedAdvice, refuseLimits } from './words/limits.js';
export { wasOnce } from './words/ways.js';
export { differenceText, differencesText, hangingText, refuseOverruled, takenText } from './words/refusals.js';
