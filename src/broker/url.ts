// A broker's URL: one function reads it, one shows it. What cannot be read is never shown, not in part either: nobody knows
// then which part of it was the password.

export interface UrlProblem {
  /** Goes on after the option's name: `is no URL`. */
  readonly problem: string;
  readonly remedy: string;
}

export type Scheme = 'amqp' | 'amqps' | 'http' | 'https';

const ESCAPES =
  'in a user, a password or a vhost write / as %2F, ? as %3F, # as %23, @ as %40, % as %25, a blank as %20';

export function readUrl(text: string, schemes: readonly Scheme[]): URL | UrlProblem {
  const written = text.trim();
  const like = `write it like ${schemes[0] ?? ''}://USER:PASSWORD@HOST:${schemes.includes('amqp') ? 5672 : 15672}`;
  if (!URL.canParse(written)) return { problem: 'is no URL', remedy: `${like}; ${ESCAPES}` };
  const url = new URL(written);
  if (!schemes.some((scheme) => url.protocol === `${scheme}:`))
    return { problem: `is no ${schemes.map((scheme) => `${scheme}://`).join(' or ')} URL`, remedy: like };
  if (url.hostname === '') return { problem: 'names no host', remedy: like };
  // URL drops line ends and tabs without a word: the password would be another one.
  if (/[\s\p{Cc}]/u.test(written)) return { problem: 'has a blank or a line end in it', remedy: ESCAPES };
  if (/[,%]/.test(url.hostname))
    return {
      problem: 'names a host that is none',
      remedy: `several nodes are whole URLs with a comma between; ${like}`,
    };
  // A password with a / ? or # in it ends the host there, and what follows up to its @ looks like a path.
  if (`${url.pathname}${url.search}${url.hash}`.includes('@'))
    return { problem: 'has an @ behind its host', remedy: ESCAPES };
  for (const part of [url.username, url.password, url.pathname])
    if (decoded(part) === undefined) return { problem: 'has a % that is no escape', remedy: 'write % itself as %25' };
  return url;
}

/** Several URLs, with commas between them; any other comma belongs to what it stands in. */
export function splitUrls(text: string): readonly string[] {
  return text.split(/\s*,\s*(?=[a-z][a-z0-9+.-]*:\/\/)/i);
}

/** Without its password, and without what stands behind its path; a user without a password may be a token. */
export function showUrl({ protocol, username, password, host, pathname }: URL): string {
  const login = password !== '' ? `${username}:***@` : username !== '' ? '***@' : '';
  return `${protocol}//${login}${host}${pathname === '/' ? '' : pathname}`;
}

/** May it be a URL with a secret in it, or a part of one? For texts that stand where topo takes no URL. */
export function mayHoldSecret(text: string): boolean {
  return /:\/\/.*[@?#]/s.test(text) || /(?:^|=)[^\s/=]+:[^\s=]+@/.test(text);
}

/** Undefined where the URL names none: `amqp://host` and `amqp://host/`. */
export function vhostOf({ pathname }: URL): string | undefined {
  const path = pathname.replace(/^\//, '');
  return path === '' ? undefined : (decoded(path) ?? path);
}

export interface Login {
  readonly user: string;
  readonly password: string;
  /** The password as the URL spells it. */
  readonly written: string;
}

/** The credentials of a URL, percent-decoded; a `%` that is no escape stands for itself. */
export function loginOf({ username, password }: URL): Login {
  return { user: decoded(username) ?? username, password: decoded(password) ?? password, written: password };
}

/** A text from outside in which no form of the password is left, should somebody echo our request. */
export function hideLogin(text: string, { user, password, written }: Login): string {
  if (password === '' || password === user) return text;
  const forms = [
    Buffer.from(`${user}:${password}`).toString('base64'),
    encodeURIComponent(password),
    written,
    password,
  ];
  return forms.reduce((hidden, form) => hidden.replaceAll(form, '***'), text);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
