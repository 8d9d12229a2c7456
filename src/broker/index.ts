export type { AmqpSession, AmqpSettings } from './amqp.js';
export { openAmqp } from './amqp.js';
export type { AmqpAnswer, AmqpCall } from './amqp-call.js';
export { CallRefused } from './amqp-errors.js';
export type { BrokerErrorKind } from './errors.js';
export { BrokerError, redactUrl } from './errors.js';
export type { ManagementConnection, Query, Reader, Writer } from './management.js';
export { openManagement, openWriter } from './management.js';
export { canConnect, explainRefused } from './probe.js';
