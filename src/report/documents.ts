// Which document has which format. What a command prints is looked up here: a format that is added to a document is one
// line, and the compiler names the list of `--format` that has to know it.

import type { ApplyReport } from '../apply/index.js';
import type { Capacity } from '../capacity/index.js';
import type { Compiled } from '../compile/index.js';
import type { Graph } from '../graph/index.js';
import type { Imported } from '../import/index.js';
import type { Plan } from '../plan/index.js';
import type { Headers } from '../route/index.js';
import { applyJson } from './apply/json.js';
import { applyText } from './apply/text.js';
import { capacityJson } from './capacity/json.js';
import { capacityText } from './capacity/text.js';
import { compileDefinitions } from './compile/definitions.js';
import { compileJson } from './compile/json.js';
import type { Permitted } from './compile/permissions.js';
import { compilePermissions } from './compile/permissions.js';
import { compileText } from './compile/text.js';
import { dot } from './graph/dot.js';
import { graphHtml } from './graph/html.js';
import { graphJson } from './graph/json.js';
import { mermaid } from './graph/mermaid.js';
import { graphText } from './graph/text.js';
import { importJson } from './import/json.js';
import { importText } from './import/text.js';
import { planGithub } from './plan/github.js';
import { shownPlanJson } from './plan/json.js';
import { planMarkdown } from './plan/markdown.js';
import type { PlanTextOptions } from './plan/text.js';
import { planText } from './plan/text.js';
import { traceJson } from './trace/json.js';
import type { TraceView } from './trace/picture.js';
import { traceText } from './trace/text.js';
import { verifyGithub } from './verify/github.js';
import { verifyJson } from './verify/json.js';
import { verifyMarkdown } from './verify/markdown.js';
import type { Verified } from './verify/prometheus.js';
import { verifyPrometheus } from './verify/prometheus.js';
import { verifyText } from './verify/text.js';

/** What it is written on: how wide, whether in colours, whether unfolded. */
export type Paper = PlanTextOptions;

interface Traced {
  readonly view: TraceView;
  readonly headers: Headers;
}

interface Drawn {
  readonly graph: Graph;
  readonly compiled: Compiled;
  /** What makes a command of topo look at the same inventory and broker. */
  readonly aim: string;
}

const formatsOf =
  <Document>() =>
  <Format extends string>(formats: Readonly<Record<Format, (document: Document, paper: Paper) => Iterable<string>>>) =>
    formats;

export const documents = {
  compile: formatsOf<Permitted>()({
    text: ({ compiled }, { style }) => compileText(compiled, style),
    json: ({ compiled, vhost }) => compileJson(compiled, vhost),
    definitions: ({ compiled, vhost }) => compileDefinitions(compiled, vhost),
    permissions: compilePermissions,
  }),
  plan: formatsOf<Plan>()({
    text: planText,
    json: shownPlanJson,
    markdown: (plan, { full }) => [planMarkdown(plan, full)],
    github: planGithub,
  }),
  apply: formatsOf<ApplyReport>()({
    text: applyText,
    json: applyJson,
  }),
  verify: formatsOf<Verified>()({
    text: ({ report }, paper) => verifyText(report, paper),
    json: ({ report }) => verifyJson(report),
    markdown: ({ report }) => [verifyMarkdown(report)],
    github: ({ report }) => verifyGithub(report),
    prometheus: verifyPrometheus,
  }),
  trace: formatsOf<Traced>()({
    text: ({ view }, paper) => traceText(view, paper),
    json: ({ view, headers }) => traceJson(view.trace, headers),
  }),
  import: formatsOf<Imported>()({
    text: importText,
    json: importJson,
  }),
  graph: formatsOf<Drawn>()({
    text: ({ graph, compiled }, { style }) => graphText(graph, compiled, style),
    json: ({ graph }) => graphJson(graph),
    mermaid: ({ graph }) => mermaid(graph),
    dot: ({ graph }) => dot(graph),
    html: ({ graph, aim }) => graphHtml(graph, aim),
  }),
  capacity: formatsOf<Capacity>()({
    text: capacityText,
    json: capacityJson,
  }),
};

export type DocumentName = keyof typeof documents;

export type Format<Name extends DocumentName> = keyof (typeof documents)[Name] & string;
