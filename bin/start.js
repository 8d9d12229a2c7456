// Starts what the build made of src/. A checkout that was not built says so.
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

const program = join(__dirname, '..', 'dist', 'cli', 'main.js');

if (existsSync(program)) {
  import('../dist/cli/main.js').then(({ main }) => main());
} else {
  console.error(`topo is not built here: there is no ${program}. Run npm ci, then npm run build.`);
  process.exit(1);
}
