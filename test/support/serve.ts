// An HTTP server on this machine for the time of a test.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Answer {
  readonly status: number;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `url` is absolute, also where it is asked as a proxy. */
export async function serve<T>(
  answer: (method: string, url: URL, body: string) => Answer,
  work: (origin: string) => Promise<T>,
): Promise<T> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const url = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`);
      const { status, body: answered, headers } = answer(request.method ?? '', url, body);
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(answered);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  try {
    return await work(`http://127.0.0.1:${isAddress(address) ? address.port : 0}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function isAddress(address: ReturnType<ReturnType<typeof createServer>['address']>): address is AddressInfo {
  return typeof address === 'object';
}
