// Does anything listen there? For one message: that AMQP answers while HTTP does not, so the plugin is off.

import { connect } from 'node:net';
import { command, say } from '../../text/index.js';
import { BrokerError } from '../errors.js';
import { showUrl } from '../url.js';

/** True when a TCP connection can be made. Never throws. */
export function canConnect(host: string, port: number, timeoutSeconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutSeconds * 1000, () => {
      end(false);
    });
    socket.on('connect', () => {
      end(true);
    });
    socket.on('error', () => {
      end(false);
    });
  });
}

/**
 * The same error; but where nothing listens for HTTP and AMQP answers at `amqpUrl`, one that says so. For whoever knows
 * both URLs: the management door knows its own only.
 */
export async function explainRefused(error: unknown, amqpUrl: string, timeoutSeconds: number): Promise<unknown> {
  if (!(error instanceof BrokerError) || error.kind !== 'refused' || !URL.canParse(amqpUrl)) return error;
  const url = new URL(amqpUrl);
  const { protocol, hostname, port } = url;
  const host = hostname.replace(/^\[|\]$/g, '');
  const answers = await canConnect(host, Number(port) || (protocol === 'amqps:' ? 5671 : 5672), timeoutSeconds);
  if (!answers) return error;
  return new BrokerError({
    kind: 'no management',
    message: `AMQP answers at ${showUrl(url)}, but nothing listens for HTTP at ${error.url}`,
    ...(error.reason !== undefined && { reason: error.reason }),
    remedy: say`name its address with --management-url (TOPO_MANAGEMENT_URL); or switch the management API on: ${command`rabbitmq-plugins enable rabbitmq_management`}`,
    url: error.url,
  });
}
