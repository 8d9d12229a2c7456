export { counted, messageOf, plural, shellWord, thousands } from './words.js';
