// Any failure that has no document of its own, with `--format json` (schemas/error.schema.json).

import { inertJson } from '../page/inert.js';

export interface ShownError {
  readonly message: string;
  /** What it was about. */
  readonly object?: string;
  /** What to do now. */
  readonly remedy?: string;
}

export function errorJson({ message, object, remedy }: ShownError, exitCode: number): string {
  return inertJson(`${JSON.stringify({ version: 1, error: { message, object, remedy }, exitCode })}\n`);
}
