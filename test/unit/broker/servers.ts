// Tiny servers on 127.0.0.1 that answer wrongly, each gone when the work ends.

import http from 'node:http';
import https from 'node:https';
import net from 'node:net';

export type Respond = (request: http.IncomingMessage, response: http.ServerResponse) => void;

export function withHttp<T>(respond: Respond, work: (port: number) => Promise<T>): Promise<T> {
  return withServer(http.createServer(respond), work);
}

export function withHttps<T>(
  options: https.ServerOptions,
  respond: Respond,
  work: (port: number) => Promise<T>,
): Promise<T> {
  return withServer(https.createServer(options, respond), work);
}

/** `talk` is called once a connection. */
export function withTcp<T>(talk: (socket: net.Socket) => void, work: (port: number) => Promise<T>): Promise<T> {
  return withServer(net.createServer(talk), work);
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  return await withTcp(
    () => undefined,
    (port) => Promise.resolve(port),
  );
}

/** One that is made already. */
export async function withServer<T>(server: net.Server, work: (port: number) => Promise<T>): Promise<T> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  try {
    return await work(address.port);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}
