// What OpenSSL and Node's TLS say. Their texts are mostly addresses and source files: `…:SSL routines:ssl3_get_record:wrong
// version number:../deps/openssl/…`.

import { say } from '../../text/index.js';
import type { Row, Where } from './row.js';

export function shownWords(words: string): string {
  return (/SSL routines:[^:]*:([^:]+)/.exec(words)?.[1] ?? words).trim();
}

function isTls(code: string): boolean {
  return code === 'EPROTO' || /^ERR_(TLS|SSL|OSSL)|CERT|UNABLE_TO|SELF_SIGNED|CRL|^HOSTNAME_MISMATCH$/.test(code);
}

const noTls = ({ url }: Where): string => `no TLS connection to ${url}`;

export const tls: readonly Row[] = [
  {
    when: ({ code, words }) => isTls(code) && /wrong version number|packet length too long|http request/i.test(words),
    kind: 'tls',
    says: noTls,
    remedy: ({ door }) =>
      say`something without TLS answers there: write ${door.plain} in ${door.option}, or name the port with TLS (${door.tlsPort})`,
  },
  {
    when: ({ code, words }) => isTls(code) && (/alert|HANDSHAKE/i.test(words) || code.includes('ALERT')),
    kind: 'tls',
    says: noTls,
    remedy: () =>
      say`the broker refused the handshake: it may want a certificate of yours (--client-cert FILE --client-key FILE)`,
  },
  {
    when: ({ code }) => code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH',
    kind: 'tls',
    says: noTls,
    remedy: () => say`use the host name that the certificate is for`,
  },
  {
    when: ({ code }) => code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID',
    kind: 'tls',
    says: noTls,
    remedy: () => say`let the certificate be renewed, or set the clock right`,
  },
  {
    when: ({ code }) => /^ERR_OSSL|KEY_VALUES_MISMATCH|^ERR_SSL_(CA|EE)_/.test(code),
    kind: 'tls',
    says: noTls,
    remedy: () =>
      say`check the files of --ca-cert, --client-cert and --client-key: PEM, and the key without a passphrase`,
  },
  {
    when: ({ code }) => isTls(code),
    kind: 'tls',
    says: noTls,
    remedy: () =>
      say`name the authority that signed the certificate: --ca-cert FILE (for a self-signed one the certificate itself)`,
  },
];
