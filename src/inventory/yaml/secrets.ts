// What of a file may be shown in a problem. A link in a folder may lead to any file of the machine, a wrong -f names one: of
// what is no inventory nothing is quoted, and of an inventory no secret.

/** Every file of an inventory has the one, or else the other. */
export function looksLikeInventory(text: string): boolean {
  return /^[ \t{]*["']?(?:version["']?[ \t]*:[ \t]*[0-9]+[ \t]*(?:$|[\r,}#])|(?:daemons|clusters|routing)["']?[ \t]*:[ \t]*(?:$|[\r{#&*]))/m.test(
    text,
  );
}

/** Stars, as many as what they stand for: the column of a problem stays what it is. */
export function withoutSecrets(text: string): string {
  return SECRETS.reduce(
    (shown, secret) => shown.replace(secret, (_, before: string, found: string) => before + '*'.repeat(found.length)),
    text,
  );
}

const SECRETS: readonly RegExp[] = [
  /(:\/\/)([^/\s"']+)(?=@)/g,
  /((?:password|passwd|passphrase|secret|token|credential|private[-_]?key|api[-_]?key|access[-_]?key)[\w-]*["']?\s*[:=]\s*)([^\s,}\]][^,}\]]*?)(?=\s*(?:[,}\]]|$))/gi,
  /()(\b(?:AKIA|gh[a-z]_|glpat-|xox[a-z]-|eyJ)[\w.-]{8,})/g,
];

/** Names and values stand in quotes in a message. */
export function withoutQuotes(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.){2,}"/g, '"…"');
}
