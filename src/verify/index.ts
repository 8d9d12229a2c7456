export type { Finding, FindingKind, Severity, VerifyReport } from './finding.js';
export type { VerifyInput } from './verify.js';
export { findingKinds, severityOf, verify } from './verify.js';
