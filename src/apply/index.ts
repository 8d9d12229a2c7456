export type { ApplyReport, Outcome, StepResult } from './apply-report.js';
export { countFresh } from './fresh-counts.js';
export { HOLDER_ARGUMENT, takeLock } from './lock.js';
export { makeReport, stubbornSteps } from './report.js';
export type { StepDoors, Work } from './steps.js';
export { runSteps } from './steps.js';
