// The management door against a server of the test: how it answers, and what the door makes of that.

import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { expect } from 'vitest';
import { BrokerError, openManagement } from '../../../src/broker/index.js';
import type { Respond } from './servers.js';

export const secret = 's3c/r%t:p@s';
export const login = `us%40er:${encodeURIComponent(secret)}`;
export const forms = [secret, encodeURIComponent(secret), Buffer.from(`us@er:${secret}`).toString('base64')];
export const pem = (name: string) => readFileSync(new URL(`tls/${name}`, import.meta.url));
export const keyPair = (name: string) => ({ key: pem(`${name}.key`), cert: pem(`${name}.crt`) });

interface Tried {
  readonly path?: readonly string[];
  readonly scheme?: 'http' | 'https';
  readonly host?: string;
  readonly timeoutSeconds?: number;
  readonly ca?: Buffer;
}

/** Kind, message and remedy in one text, with the URL as `URL`; a leak of the password fails at once. */
export async function failure(port: number, tried: Tried = {}): Promise<string> {
  const { path = ['queues', 'a/b'], scheme = 'http', host = '127.0.0.1', timeoutSeconds = 5, ca } = tried;
  const url = `${scheme}://${login}@${host}:${port}`;
  const reader = openManagement({ url, timeoutSeconds, ...(ca && { tls: { ca } }) });
  const error: unknown = await reader.get(path).then(
    (answer) => answer,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof BrokerError)) throw new Error(`no BrokerError: ${inspect(error)}`);
  const shown = `${scheme}://us%40er:***@${host}:${port}`;
  const everything = [error.message, error.stack, error.url, error.remedy.text, JSON.stringify(error)].join('\n');
  for (const form of forms) {
    expect(everything).not.toContain(form);
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(form);
  }
  expect(error.cause).toBeUndefined();
  expect(error.url).toBe(shown);
  expect(error.message).toContain(shown);
  return `${error.kind} | ${error.message.replaceAll(shown, 'URL')} | ${error.remedy.text}`;
}

export const json =
  (status: number, body: unknown): Respond =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
export const html =
  (status: number): Respond =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end('<html>Welcome</html>');
  };
export const refused = (status: number, reason: string): Respond => json(status, { error: 'not_authorised', reason });
