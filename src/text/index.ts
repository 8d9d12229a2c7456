export { counted, messageOf, thousands } from './words.js';
export { asciiForm } from './ascii.js';
export type { Advice, Command, Sentence } from './sentence.js';
export { BLANK, command, commandLine, plain, say, sayAll, shellWord } from './sentence.js';
