// Before a build: one line where npm was told to leave out what builds topo, in place of a shell that finds no tsc.

const tools = ['typescript', 'tsx', 'esbuild', 'ajv'];

const missing = tools.filter((name) => {
  try {
    return import.meta.resolve(name) === '';
  } catch {
    return true;
  }
});

if (missing.length > 0) {
  console.error(
    `topo cannot be built here: ${missing.join(', ')} not installed. Run npm ci, without --omit=dev or NODE_ENV=production; ` +
      'to use topo without building it, install the package rabbitmq-topo.',
  );
  process.exit(1);
}
