export type { ApplyReport, Outcome, StepResult } from './apply-report.js';
export { countFresh, findUnread, inspect } from './run/fresh-counts.js';
export type { LockProblem, LockSeen } from './lock.js';
export { HOLDER_ARGUMENT, explainLock, proveLock, takeLock } from './lock.js';
export type { After, ReadBack } from './report.js';
export { goneSteps, makeReport, stubbornSteps, unplannedSteps, unreadable } from './report.js';
export type { StepDoors, Work } from './run/applying.js';
export { runSteps } from './run-steps.js';
export { touchedBy } from './touched.js';
