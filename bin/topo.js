#!/usr/bin/env node
// Says which Node.js topo needs, or starts it. Words of the year 2009 only, and no module: an old Node.js has to get as far
// as the sentence.
'use strict';

var needed = [20, 19];

var found = process.versions.node.split('.').map(Number);
if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  console.error('topo needs Node.js ' + needed.join('.') + ' or newer; this is ' + found.join('.') + '.');
  process.exit(1);
}
require('./start.js');
