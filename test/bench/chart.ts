/// <reference lib="dom" />
// Objects a second against channels, as SVG.

import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { median } from 'simple-statistics';
import type { Table } from './results.js';
import { pointOf } from './suites/channels.js';

export function channelsChart({ rows, title }: Table, where: string): string {
  const points = rows.map(({ what, samples }) => ({ ...pointOf(what), rate: median([...samples]) }));
  const ticks = [...new Set(points.map(({ channels }) => channels))];
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const chart = Plot.plot({
    document,
    width: 800,
    height: 420,
    marginTop: 50,
    marginLeft: 60,
    marginRight: 190,
    grid: true,
    style: { background: 'white', color: 'black', fontFamily: 'sans-serif', fontSize: '12px' },
    x: { type: 'log', base: 2, label: 'channels', ticks, tickFormat: 'd' },
    y: { label: 'objects/s', zero: true },
    marks: [
      Plot.text([`${title}; ${where}`], { frameAnchor: 'top-left', dx: 30, dy: -46 }),
      Plot.line(points, { x: 'channels', y: 'rate', stroke: 'series', marker: 'circle' }),
      Plot.text(
        points,
        Plot.selectLast({
          x: 'channels',
          y: 'rate',
          z: 'series',
          fill: 'series',
          text: 'series',
          textAnchor: 'start',
          dx: 8,
        }),
      ),
    ],
  });
  chart.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `${chart.outerHTML}\n`;
}
