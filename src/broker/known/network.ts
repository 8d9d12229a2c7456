// What the network says: nobody there, no way, no word; and what answers in place of the broker.

import { command, say } from '../../text/index.js';
import type { Row } from './row.js';
import { code } from './row.js';

export const network: readonly Row[] = [
  {
    when: code('ECONNREFUSED'),
    kind: 'refused',
    says: ({ door, url }) => `nothing listens for ${door.name} at ${url}`,
    remedy: ({ door }) =>
      door.name === 'AMQP'
        ? say`start RabbitMQ there, or name its address with ${door.option}`
        : say`name its address with ${door.option}; or start RabbitMQ there, with its plugin: ${command`rabbitmq-plugins enable rabbitmq_management`}`,
  },
  {
    when: code('ENOTFOUND', 'EAI_AGAIN'),
    kind: 'unreachable',
    says: ({ url }) => `the host of ${url} is not known`,
    remedy: ({ door }) =>
      door.name === 'AMQP'
        ? say`check the name in ${door.option}`
        : say`check the name in ${door.option}, or in --amqp-url`,
  },
  {
    when: code('EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EACCES'),
    kind: 'unreachable',
    says: ({ url }) => `there is no way to the host of ${url}`,
    remedy: ({ door }) => say`check the address in ${door.option}, the route and the firewall`,
  },
  {
    when: code('ETIMEDOUT', 'ESOCKETTIMEDOUT'),
    kind: 'timeout',
    says: ({ url, doing, seconds }) =>
      `${url} did not answer ${doing === undefined ? '' : `${doing} `}within ${seconds} s`,
    remedy: () => say`check the address and the firewall, or allow more time with --timeout SECONDS`,
    isSilent: true,
  },
  {
    when: ({ received = '' }, { door }) => door.name !== 'AMQP' && received.startsWith('AMQP'),
    kind: 'not the API',
    says: ({ url }) => `AMQP answers at ${url}, and not HTTP`,
    remedy: ({ door }) =>
      say`the management API has a port of its own (15672, with TLS 15671): name it with ${door.option}`,
    isSilent: true,
  },
  {
    when: ({ received = '' }, { door }) => door.name === 'AMQP' && received.startsWith('HTTP/'),
    kind: 'not AMQP',
    says: ({ url }) => `HTTP answers at ${url}, and not AMQP`,
    remedy: ({ door }) =>
      say`AMQP has a port of its own (5672, with TLS 5671): name it with ${door.option}; the management API is --management-url`,
    isSilent: true,
  },
  {
    // How TLS answers plain text: an alert, record type 21.
    when: ({ received = '' }) => received.startsWith('\u0015\u0003'),
    kind: 'tls',
    says: ({ door, url }) => `TLS answers at ${url}, and not plain ${door.name === 'AMQP' ? 'AMQP' : 'HTTP'}`,
    remedy: ({ door }) => say`write ${door.tls} in ${door.option}`,
    isSilent: true,
  },
  {
    when: ({ received = '' }, { door }) => received !== '' && door.name === 'AMQP',
    kind: 'not AMQP',
    says: ({ url }) => `what answers at ${url} is no AMQP 0-9-1`,
    remedy: ({ door }) => say`check the host and the port in ${door.option}`,
    isSilent: true,
  },
  {
    when: ({ code: name, words }, { door }) =>
      door.name === 'AMQP' && (name === 'ECONNRESET' || name === 'EPIPE' || words.includes('closed abruptly')),
    kind: 'cut',
    says: ({ url }) => `${url} closed the connection while it was made`,
    remedy: ({ door }) => say`try again; if that port speaks TLS, write ${door.tls} in ${door.option}`,
  },
];
