// Whether a broker keeps its bindings in Khepri, as its own list of feature flags has it.

import type { AdminApi } from './admin-api.js';

/** `enabled`, `disabled`, …; undefined where the version knows nothing of it, such as 3.10. */
export async function stateOfKhepri(api: AdminApi): Promise<string | undefined> {
  const flags = await api.get<readonly { name: string; state: string }[]>('/feature-flags');
  return flags.find(({ name }) => name === 'khepri_db')?.state;
}

export async function hasKhepri({ api }: { readonly api: AdminApi }): Promise<boolean> {
  return (await stateOfKhepri(api)) === 'enabled';
}
