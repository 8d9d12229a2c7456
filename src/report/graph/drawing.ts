// What diagrams have in common: how wide a fan-out is drawn whole, and the colours of the states on white paper.

import type { State } from '../../state/index.js';

/** So many below one exchange are drawn each. */
export const FAN = 8;

export const paints: Readonly<Record<State, { readonly fill: string; readonly ink: string }>> = {
  missing: { fill: '#fde4e2', ink: '#a31411' },
  down: { fill: '#f3d9dd', ink: '#6d1020' },
  unroutable: { fill: '#fbdde9', ink: '#99104a' },
  wrong: { fill: '#ffe6d9', ink: '#a83409' },
  held: { fill: '#f0e1fa', ink: '#6a1fa0' },
  orphan: { fill: '#f5e8d6', ink: '#6f4210' },
  draining: { fill: '#e6e5f5', ink: '#4a4688' },
  uncounted: { fill: '#ececec', ink: '#555555' },
  unread: { fill: '#fdf1cf', ink: '#7a5800' },
  waiting: { fill: '#dcedfb', ink: '#0f568f' },
  fine: { fill: '#e2f3e8', ink: '#23613f' },
};
