export { commandLine, counted, messageOf, shellWord, thousands } from './words.js';
