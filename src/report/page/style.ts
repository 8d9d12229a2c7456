// The only file that knows chalk. In: colours or none. Out: a Style, one function a meaning, so that no other file
// thinks in colours. Without colours every function returns its text as it is.

import { Chalk } from 'chalk';
import { asciiForm } from '../../text/index.js';

type Paint = (text: string) => string;

export interface Style {
  /** Declared or bound. */
  readonly add: Paint;
  /** Unbound or deleted. */
  readonly remove: Paint;
  /** Adopted or set in place. */
  readonly change: Paint;
  /** Deleted and made again. */
  readonly replace: Paint;
  /** Waits. */
  readonly hold: Paint;
  /** Will not be done. */
  readonly refuse: Paint;
  readonly error: Paint;
  readonly warning: Paint;
  /** All is as it should be. */
  readonly good: Paint;
  /** Said for completeness. */
  readonly dim: Paint;
  readonly strong: Paint;
  /** The one thing on the page that must be seen. */
  readonly alarm: Paint;
  /** A line as it goes out: as it is, or in ASCII. */
  readonly line: Paint;
}

export function makeStyle(colour: boolean, ascii = false): Style {
  const chalk = new Chalk({ level: colour ? 1 : 0 });
  return {
    add: (text) => chalk.green(text),
    remove: (text) => chalk.red(text),
    change: (text) => chalk.yellow(text),
    replace: (text) => chalk.magenta(text),
    hold: (text) => chalk.yellow(text),
    refuse: (text) => chalk.red(text),
    error: (text) => chalk.red(text),
    warning: (text) => chalk.yellow(text),
    good: (text) => chalk.green(text),
    dim: (text) => chalk.dim(text),
    strong: (text) => chalk.bold(text),
    alarm: (text) => chalk.bold.white.bgRed(text),
    line: ascii ? asciiForm : (text) => text,
  };
}
