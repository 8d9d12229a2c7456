export { counted, messageOf, shellWord, thousands } from './words.js';
