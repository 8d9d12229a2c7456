// A proxy in front of the management API: writes down what passes, and does to an answer what networks do to answers.

import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Proxy {
  readonly url: string;
  /** `GET /api/overview`, … */
  readonly seen: readonly string[];
  /** By method: the most requests that were under way at once. */
  readonly mostAtOnce: ReadonlyMap<string, number>;
  /** What becomes of the requests from now on that this pattern fits; each `seen` line is tried against it. */
  spoil(pattern: RegExp, how: Spoil): void;
  /** What is done before the next request that this pattern fits is passed on. */
  before(pattern: RegExp, work: () => Promise<void>): void;
  /** The bodies of the answers from now on to requests that this pattern fits: as `change` makes them. */
  alter(pattern: RegExp, change: (body: string, line: string) => string): void;
}

/** Answers 500; closes the connection in the middle of the body; never answers. */
export type Spoil = 'fails' | 'cuts' | 'hangs' | 'passes';

export async function throughProxy<T>(target: string, work: (proxy: Proxy) => Promise<T>): Promise<T> {
  const seen: string[] = [];
  const underWay = new Map<string, number>();
  const mostAtOnce = new Map<string, number>();
  const to = new URL(target);
  let rule: { readonly pattern: RegExp; readonly how: Spoil } = { pattern: /^/, how: 'passes' };
  let first: { readonly pattern: RegExp; readonly work: () => Promise<void> } | undefined;
  let altered: { readonly pattern: RegExp; readonly change: (body: string, line: string) => string } | undefined;
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '' } = incoming;
    // What is altered has to be read.
    const headers = without('accept-encoding', incoming.headers);
    const line = `${method} ${url}`;
    seen.push(line);
    const count = (underWay.get(method) ?? 0) + 1;
    underWay.set(method, count);
    mostAtOnce.set(method, Math.max(count, mostAtOnce.get(method) ?? 0));
    outgoing.on('close', () => underWay.set(method, (underWay.get(method) ?? 0) - 1));
    const how = rule.pattern.test(line) ? rule.how : 'passes';
    if (how === 'hangs') return;
    if (how === 'fails') {
      outgoing.writeHead(500, { 'content-type': 'application/json' }).end('{"error":"oops","reason":"spoilt"}');
      return;
    }
    const passed = request({ host: to.hostname, port: to.port, path: url, method, headers }, (answer) => {
      if (altered?.pattern.test(line) === true) {
        void text(answer).then((body) => {
          outgoing.writeHead(answer.statusCode ?? 500, without('content-length', answer.headers));
          outgoing.end(altered?.change(body, line));
        });
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      if (how === 'passes') answer.pipe(outgoing);
      else
        answer.once('data', (chunk: Buffer) => {
          outgoing.write(chunk.subarray(0, chunk.length / 2), () => incoming.socket.destroy());
        });
    });
    passed.on('error', () => incoming.socket.destroy());
    const due = first?.pattern.test(line) === true ? first : undefined;
    if (due) first = undefined;
    void Promise.resolve(due?.work()).then(
      () => incoming.pipe(passed),
      () => incoming.socket.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = new URL(target);
  url.port = String(port);
  try {
    return await work({
      url: url.href,
      seen,
      mostAtOnce,
      spoil(pattern, how) {
        rule = { pattern, how };
      },
      before(pattern, work) {
        first = { pattern, work };
      },
      alter(pattern, change) {
        altered = { pattern, change };
      },
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function without(name: string, headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
}
