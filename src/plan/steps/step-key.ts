// One text for one step, whatever its reason or place: what two plans have in common.

import { valueKey } from '../../topology/index.js';
import type { StandIn, Step } from '../plan.js';

type Keyed = Pick<Step | StandIn, 'action' | 'kind' | 'name' | 'binding' | 'policy'>;

export function stepKey({ action, kind, name, binding, policy }: Keyed): string {
  if (action === 'set') return `${action} ${kind} ${name}\u0000${valueKey({ ...policy })}`;
  if (!binding) return `${action} ${kind} ${name}`;
  const { source, destinationType, routingKey, arguments: args, propertiesKey = '' } = binding;
  return `${action} ${kind} ${name}\u0000${source}\u0000${destinationType}\u0000${routingKey}\u0000${valueKey(args)}\u0000${propertiesKey}`;
}
