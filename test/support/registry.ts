// An npm registry on this machine that has one package, so that a recipe's `npm install NAME@VERSION` runs as it is written.

import { readFileSync } from 'node:fs';
import { serve } from './serve.js';

/** `work` gets the environment of an npm that asks this registry, and installs globally into `folder`. */
export async function withRegistry<T>(
  { tarball, manifest, folder }: { readonly tarball: string; readonly manifest: string; readonly folder: string },
  work: (env: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const { name, version }: { name: string; version: string } = JSON.parse(readFileSync(manifest, 'utf8'));
  const answer = (method: string, url: URL): { readonly status: number; readonly body: string | Buffer } => {
    if (method === 'GET' && url.pathname === '/package.tgz') return { status: 200, body: readFileSync(tarball) };
    if (method !== 'GET' || url.pathname !== `/${name}`) return { status: 404, body: '{}' };
    const dist = { tarball: `${url.origin}/package.tgz` };
    const versions = { [version]: { ...JSON.parse(readFileSync(manifest, 'utf8')), dist } };
    return { status: 200, body: JSON.stringify({ name, 'dist-tags': { latest: version }, versions }) };
  };
  return await serve(
    (method, url) => answer(method, url),
    (registry) =>
      work({
        npm_config_registry: registry,
        npm_config_prefix: folder,
        npm_config_cache: `${folder}/cache`,
        npm_config_audit: 'false',
        npm_config_fund: 'false',
        npm_config_update_notifier: 'false',
      }),
  );
}
