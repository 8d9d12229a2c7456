// The management API as an administrator in the tests calls it: JSON in, JSON out, by Node's own fetch.
// Apart from src/broker on purpose: a test must not prove the code under test with that code.

import type { BrokerAddress } from './broker.js';

export interface AdminApi {
  /** Path below /api, the names in it already encoded. `T` is what the caller expects: nobody checks it. */
  readonly get: <T = unknown>(path: string) => Promise<T>;
  readonly put: (path: string, body?: unknown) => Promise<void>;
  readonly post: (path: string, body?: unknown) => Promise<void>;
  readonly delete: (path: string) => Promise<void>;
}

/** An answer that is no success. */
export class AdminApiError extends Error {
  constructor(
    readonly status: number,
    readonly method: string,
    readonly path: string,
    readonly body: string,
  ) {
    super(`${method} ${path}: ${status} ${body}`);
  }
}

export function adminApi({ managementUrl }: Pick<BrokerAddress, 'managementUrl'>): AdminApi {
  const url = new URL(managementUrl);
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  const headers = {
    authorization: `Basic ${Buffer.from(login).toString('base64')}`,
    'content-type': 'application/json',
  };
  const base = `${url.origin}${url.pathname.replace(/\/$/, '')}/api`;

  async function call(method: string, path: string, body?: unknown): Promise<string> {
    const response = await fetch(base + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new AdminApiError(response.status, method, path, text);
    return text;
  }
  async function send(method: string, path: string, body?: unknown): Promise<void> {
    await call(method, path, body);
  }
  return {
    get: async <T>(path: string) => JSON.parse(await call('GET', path)) as T,
    put: (path, body = {}) => send('PUT', path, body),
    post: (path, body = {}) => send('POST', path, body),
    delete: (path) => send('DELETE', path),
  };
}
