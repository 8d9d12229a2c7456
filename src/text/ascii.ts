// The same page for a terminal that is not UTF-8: each character that topo draws with has one of ASCII in its place, as
// wide as itself, and what else is no ASCII (a name) is shown as `inert` shows what cannot be printed.

const DRAWN: Readonly<Record<string, string>> = {
  '─': '-',
  '━': '=',
  '╌': '.',
  '┄': '.',
  '│': '|',
  '├': '|',
  '└': '`',
  '▶': '>',
  '→': '>',
  '›': '>',
  '✗': 'x',
  '○': 'o',
  '·': '*',
  '×': 'x',
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '...',
};

export function asciiForm(text: string): string {
  return text.replace(/[^\0-~]/gu, (drawn) => DRAWN[drawn] ?? `\\u{${(drawn.codePointAt(0) ?? 0).toString(16)}}`);
}
