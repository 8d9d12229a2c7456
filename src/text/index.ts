export { counted, messageOf, thousands } from './words.js';
export type { Advice, Command, Sentence } from './sentence.js';
export { BLANK, command, plain, say, sayAll, shellWord } from './sentence.js';
