// Why a connection could not be opened. amqplib drops the words with which the broker closes it before the vhost is open, and
// what came where it is no AMQP; so this asks once more, by hand: the protocol's opening, as far as a refusal.

import type { Socket } from 'node:net';
import { connect } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { connect as connectTls } from 'node:tls';

export interface Door {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly vhost: string;
  /** Undefined: without TLS. */
  readonly tls: ConnectionOptions | undefined;
}

export interface Why {
  /** Of the broker's connection.close: `NOT_ALLOWED - vhost x not found`. */
  readonly words?: string;
  /** The first bytes, where they are no AMQP. */
  readonly received?: string;
}

const CONNECTION = 10;
const START = 10;
const TUNE = 30;
const OPEN_OK = 41;
const CLOSE = 50;
const FRAME_HEAD = 7;

/** Never rejects: where nobody says why, both are missing. */
export async function askWhy(door: Door, seconds: number): Promise<Why> {
  const why = await openByHand(door, seconds);
  if (why.words !== undefined || why.received !== undefined) return why;
  // The management API closes on a greeting that it cannot read, without a word.
  const received = await answerTo('GET / HTTP/1.0\r\n\r\n', door, seconds);
  return received === '' ? {} : { received };
}

function openSocket({ host, port, tls }: Door, seconds: number, end: () => void, greet: string): Socket {
  const socket = tls ? connectTls({ ...tls, host, port }) : connect({ host, port });
  socket.setTimeout(seconds * 1000, end);
  socket.on('error', end);
  socket.on('close', end);
  socket.on(tls ? 'secureConnect' : 'connect', () => socket.write(Buffer.from(greet, 'latin1')));
  return socket;
}

/** The first bytes; empty where none come. */
function answerTo(greeting: string, door: Door, seconds: number): Promise<string> {
  return new Promise((resolve) => {
    const end = (answer: string): void => {
      socket.destroy();
      resolve(answer);
    };
    const socket = openSocket(
      door,
      seconds,
      () => {
        end('');
      },
      greeting,
    );
    socket.once('data', (chunk) => {
      end(chunk.subarray(0, 64).toString('latin1'));
    });
  });
}

function openByHand(door: Door, seconds: number): Promise<Why> {
  const { user, password, vhost } = door;
  return new Promise((resolve) => {
    const end = (why: Why): void => {
      socket.destroy();
      resolve(why);
    };
    let waiting = Buffer.alloc(0);
    const nothingMore = (): void => {
      end(waiting.length > 0 ? { received: waiting.toString('latin1') } : {});
    };
    const socket = openSocket(door, seconds, nothingMore, 'AMQP\0\0\x09\x01');
    socket.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      // A frame of a method on channel 0, or no AMQP at all.
      if (waiting[0] !== 1) end({ received: waiting.subarray(0, 64).toString('latin1') });
      while (waiting.length > FRAME_HEAD && waiting.length > FRAME_HEAD + waiting.readUInt32BE(3)) {
        const body = waiting.subarray(FRAME_HEAD, FRAME_HEAD + waiting.readUInt32BE(3));
        waiting = waiting.subarray(FRAME_HEAD + body.length + 1);
        if (body.length < 4 || body.readUInt16BE(0) !== CONNECTION) return;
        switch (body.readUInt16BE(2)) {
          case START:
            socket.write(startOk(user, password));
            break;
          case TUNE:
            socket.write(Buffer.concat([frame(31, body.subarray(4, 12)), openVhost(vhost)]));
            break;
          case OPEN_OK:
            end({});
            return;
          case CLOSE:
            end({ words: body.subarray(7, 7 + (body[6] ?? 0)).toString() });
            return;
        }
      }
    });
  });
}

/** Names what it can do: else the broker closes the socket at a wrong password, without a word. */
function startOk(user: string, password: string): Buffer {
  const capability = Buffer.concat([short('authentication_failure_close'), Buffer.from('t\x01')]);
  const capabilities = Buffer.concat([short('capabilities'), Buffer.from('F'), long(capability)]);
  return frame(
    11,
    Buffer.concat([long(capabilities), short('PLAIN'), long(Buffer.from(`\0${user}\0${password}`)), short('en_US')]),
  );
}

function openVhost(vhost: string): Buffer {
  return frame(40, Buffer.concat([short(vhost), short(''), Buffer.from([0])]));
}

function frame(method: number, fields: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from([0, CONNECTION, 0, method]), fields]);
  return Buffer.concat([Buffer.from([1, 0, 0]), long(body), Buffer.from([0xce])]);
}

function short(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

function long(bytes: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(bytes.length);
  return Buffer.concat([size, bytes]);
}
