export type { Finding, FindingKind, Severity, VerifyReport } from './finding.js';
export type { Verified } from './verify.js';
export { findingKinds, verify } from './verify.js';
export type { VerifyInput } from './verify-input.js';
export { makeVerifyReport, onlyPart } from './verify-report.js';
