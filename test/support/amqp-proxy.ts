// A proxy in front of AMQP that can lose what the client sends, frame by frame, while all else passes.

import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface Frame {
  /** 0 is the connection itself: heartbeats, its opening and its close. */
  readonly channel: number;
  /** Of a method: `CLASS.METHOD`, for example `10.50`, connection.close; else empty. */
  readonly method: string;
}

export interface AmqpProxy {
  readonly url: string;
  /** From now on the frames that this is true of do not reach the broker. */
  lose(isLost: (frame: Frame) => boolean): void;
  /** How many were lost. */
  readonly lost: () => number;
}

/** Of every AMQP connection before its first frame. */
const GREETING = 8;
/** type, channel, size; and the byte at a frame's end. */
const HEAD = 7;

export async function throughAmqpProxy<T>(target: string, work: (proxy: AmqpProxy) => Promise<T>): Promise<T> {
  const to = new URL(target);
  const sockets = new Set<Socket>();
  let isLost: (frame: Frame) => boolean = () => false;
  let lost = 0;
  const server = createServer((client) => {
    const broker = connect(Number(to.port), to.hostname);
    let waiting = Buffer.alloc(0);
    let greeted = false;
    client.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      if (!greeted && waiting.length >= GREETING) {
        broker.write(waiting.subarray(0, GREETING));
        waiting = waiting.subarray(GREETING);
        greeted = true;
      }
      while (greeted && waiting.length >= HEAD && waiting.length > HEAD + waiting.readUInt32BE(3)) {
        const end = HEAD + waiting.readUInt32BE(3) + 1;
        if (isLost(frameOf(waiting))) lost += 1;
        else broker.write(waiting.subarray(0, end));
        waiting = waiting.subarray(end);
      }
    });
    broker.pipe(client);
    client.on('end', () => broker.end());
    for (const socket of [client, broker]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        broker.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  try {
    return await work({
      url: url.href,
      lose(rule) {
        isLost = rule;
      },
      lost: () => lost,
    });
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

function frameOf(bytes: Buffer): Frame {
  const isMethod = bytes.readUInt8(0) === 1;
  return {
    channel: bytes.readUInt16BE(1),
    method: isMethod ? `${bytes.readUInt16BE(HEAD)}.${bytes.readUInt16BE(HEAD + 2)}` : '',
  };
}
