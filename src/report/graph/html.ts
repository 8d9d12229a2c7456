// `graph --format html`: one file that needs no network, and may use none. The graph is in it as packed JSON, what draws it
// as a script that the page's own policy names by its digest; so whatever a name holds, nothing else runs.

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Graph } from '../../graph/index.js';
import { inert } from '../page/inert.js';
import { graphJson } from './json.js';
import { pageParts } from './page-parts.js';

/** `aim`: what makes a command of topo look at the same inventory and broker. */
export function* graphHtml(graph: Graph, aim: string): Generator<string> {
  const { script, style, notices } = pageParts();
  const digest = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${digest}'`;
  const name = graph.broker ? `${graph.broker.clusterName}, ` : '';
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="topo graph">
<title>${escape(`topo: ${name}vhost ${graph.vhost}`)}</title>
<!--
${notices.replaceAll('--', '- -')}
-->
<style>${style}</style>
</head>
<body>
<a class="skip" href="#tree-title">To the tree</a>
<header>
<h1>topo</h1>
<div id="facts"></div>
<button id="theme" type="button" aria-label="Light or dark">Dark</button>
</header>
<main id="page">
<div id="way" class="card"></div>
<div class="tools">
<div class="search">
<input id="search" type="search" role="combobox" aria-label="Find a hypervisor, a cluster, a queue" aria-controls="hits" aria-expanded="false" aria-autocomplete="list" autocomplete="off" spellcheck="false" placeholder="Find a hypervisor, a queue …  ( / )">
<ul id="hits" role="listbox" aria-label="What fits" hidden></ul>
</div>
<div id="filters"></div>
</div>
<section class="card" aria-labelledby="tree-title">
<h2 id="tree-title" tabindex="-1">The fleet</h2>
<div id="wall"></div>
<p class="quiet">Each cell is a queue, in the order of the inventory. A dark middle: messages lie in it, and nobody reads.</p>
<div id="tree"></div>
</section>
<aside id="detail" class="card" aria-label="What is chosen" aria-live="polite"></aside>
</main>
<footer>Made by topo graph. A picture of one moment: make it again for a new one.</footer>
<noscript>This page is drawn by a script that is in it. <code>topo graph --format text</code> needs none.</noscript>
<script id="graph" type="application/octet-stream" data-aim="${escape(aim)}">
`;
  yield `${gzipSync([...graphJson(graph)].join(''), { level: 9 }).toString('base64')}\n</script>\n`;
  yield `<script>${script}</script>\n</body>\n</html>\n`;
}

function escape(text: string): string {
  return inert(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
