export type { Finding, FindingKind, Severity, VerifyReport } from './finding.js';
export { findingKinds, severityOf, verify } from './verify.js';
export type { VerifyInput } from './verify-input.js';
