export type { ApplyReport, Outcome, StepResult } from './apply-report.js';
export { countFresh, findUnread } from './fresh-counts.js';
export type { LockProblem, LockSeen } from './lock.js';
export { HOLDER_ARGUMENT, explainLock, takeLock } from './lock.js';
export type { ReadBack } from './report.js';
export { makeReport, stubbornSteps, unplannedSteps, unreadable } from './report.js';
export type { StepDoors, Work } from './run.js';
export { runSteps } from './steps.js';
