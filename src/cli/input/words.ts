// The words of the command line before anybody reads them. A URL with a password that stands in the wrong place would be
// shown by whatever finds it there: as an unknown command, a file that is missing, a header of a message.

import { mayHoldSecret } from '../../broker/index.js';
import { badUsage } from '../exit-codes.js';
import { URL_OPTIONS } from './environment.js';

/** The same words; of a long option that nobody knows without its value. Throws Stop 64. */
export function checkWords(words: readonly string[], known: ReadonlySet<string>): readonly string[] {
  return words.map((word, index) => {
    const [option = '', ...value] = word.startsWith('--') ? word.split('=') : [''];
    if (value.length > 0 && !known.has(option) && !mayHoldSecret(option)) return option;
    if (URL_OPTIONS.includes(option) || URL_OPTIONS.includes(words[index - 1] ?? '')) return word;
    if (!mayHoldSecret(word)) return word;
    throw badUsage(
      'there is a URL where topo takes none; it is not shown, for it may hold a password',
      'name the broker by --amqp-url URL and --management-url URL',
    );
  });
}
