export function* compileText(..._: readonly unknown[]): Generator<string> { yield 'todo\n'; }
export function* applyText(..._: readonly unknown[]): Generator<string> { yield 'todo\n'; }
export function* verifyText(..._: readonly unknown[]): Generator<string> { yield 'todo\n'; }
export function planMarkdown(..._: readonly unknown[]): string { return 'todo'; }
export function verifyMarkdown(..._: readonly unknown[]): string { return 'todo'; }
