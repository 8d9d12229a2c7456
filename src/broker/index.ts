export type { AmqpAnswer, AmqpCall, AmqpSession, AmqpSettings } from './amqp.js';
export { CallRefused, openAmqp } from './amqp.js';
export type { BrokerErrorKind } from './errors.js';
export { BrokerError, redactUrl } from './errors.js';
export type { ManagementConnection, Query, Reader, Writer } from './management.js';
export { openManagement, openWriter } from './management.js';
export { canConnect, explainRefused } from './probe.js';
