// A plan is plain JSON (schemas/plan.schema.json): it can be printed, saved, compared and refused. Decisions stand in it, none is
// taken after it but one: whether a queue may go, asked again with fresh counts (may-go.ts).

import type { Counts } from '../live/index.js';
import type { Sentence } from '../text/index.js';
import type { Address, Arguments, Binding, ObjectKind, Place, Policy } from '../topology/index.js';
import type { ShownPart } from './part/part.js';

/** What a step, a hold or a finding may be about. */
export type SubjectKind = ObjectKind | 'binding' | 'policy';

export interface PlannedObject {
  /** Exchanges only; a queue's type is its argument `x-queue-type`. */
  readonly type?: string;
  readonly durable: boolean;
  readonly arguments: Arguments;
}

/** What every step has. */
interface About {
  /** The object's name; of a binding, its destination's. */
  readonly name: string;
  /** Where the object stands in the tree; of a binding, where its destination stands. */
  readonly path?: Address | undefined;
  /** Why; on all but what is new. */
  readonly reason?: Sentence;
  /** `file:line:column` of the inventory entry that asks for it. */
  readonly source?: string | undefined;
}

interface AboutObject extends About {
  readonly kind: ObjectKind;
  readonly object: PlannedObject;
  readonly binding?: never;
  readonly policy?: never;
}

export interface DeclareStep extends AboutObject {
  readonly action: 'declare';
}

export interface DeleteStep extends AboutObject {
  readonly action: 'delete';
}

/** Deletes it and declares it anew. */
export interface ReplaceStep extends AboutObject {
  readonly action: 'replace';
}

/** Registers it as ours, as it is. */
export interface AdoptStep extends About {
  readonly action: 'adopt';
  readonly kind: ObjectKind;
  readonly object?: never;
  readonly binding?: never;
  readonly policy?: never;
}

export interface BindingStep extends About {
  readonly action: 'bind' | 'unbind';
  readonly kind: 'binding';
  readonly binding: Binding;
  readonly object?: never;
  readonly policy?: never;
}

export interface PolicyStep extends About {
  readonly action: 'set' | 'clear';
  readonly kind: 'policy';
  /** As it is set, or as it is on the broker before it is cleared. */
  readonly policy: Policy;
  readonly object?: never;
  readonly binding?: never;
}

/** What has no such part says so, so that a reader may ask for it: `never` can be read, and not be written. */
export type Step = DeclareStep | DeleteStep | ReplaceStep | AdoptStep | BindingStep | PolicyStep;

/** What a report has in the place of a step where the plan has none: what was refused, and the registry. */
export interface StandIn extends About {
  readonly action: 'replace';
  readonly kind: SubjectKind;
  readonly object?: never;
  readonly binding?: never;
  readonly policy?: never;
}

export type StepAction = Step['action'];

/** What would wait if apply ran now: its delete (and, while consumers read it, a queue's unbind) is put off. Counts: of a queue. */
export interface Held extends Partial<Counts> {
  readonly kind: ObjectKind;
  readonly name: string;
  readonly path?: Address;
  readonly reason: Sentence;
  readonly remedy: Sentence;
}

/** Something that the inventory asks for and topo will not do. */
export interface Refusal {
  readonly kind: SubjectKind;
  readonly name: string;
  readonly path?: Address;
  /** Which line of the inventory asks for it. Not in the JSON: it has the path. */
  readonly place?: Place | undefined;
  readonly reason: Sentence;
  readonly remedy: Sentence;
}

/** Something on the broker that is not ours (or not proven to be) and stays as it is. */
export interface ForeignObject {
  readonly kind: SubjectKind;
  readonly name: string;
  /** Of a suspect, and of what is bound to something of the tree. */
  readonly path?: Address;
  readonly reason: Sentence;
}

/** A guard that this plan trips: apply refuses the whole run. */
export interface Guard {
  readonly name: 'removals';
  readonly limit: number;
  readonly actual: number;
  readonly remedy: string;
  /** What to ask oneself before that: whether a file is missing. Not in the JSON: the notes have it. */
  readonly question?: string;
}

export interface PlanOptions {
  readonly prune: boolean;
  readonly replace: readonly string[];
  readonly adopt: readonly string[];
}

export interface PlanSummary {
  readonly declare: number;
  readonly bind: number;
  readonly adopt: number;
  readonly unbind: number;
  readonly delete: number;
  readonly replace: number;
  readonly set: number;
  readonly clear: number;
  readonly held: number;
  readonly refused: number;
  /** Queues that messages reach now and would not reach after it, or not while something is replaced. */
  readonly losingRoute: number;
  /** Desired objects (exchanges, queues, bindings, policies) that need no step. */
  readonly unchanged: number;
}

/** A row an object. */
export interface PlanRows {
  /** In the order in which apply takes them: build upwards, then take down. */
  readonly steps: readonly Step[];
  readonly held: readonly Held[];
  readonly refusals: readonly Refusal[];
  readonly foreign: readonly ForeignObject[];
}

export interface Plan extends PlanRows {
  readonly version: 1;
  readonly vhost: string;
  /** Absent when the plan was made without a live broker (`--offline`, `--against`). */
  readonly broker?: { readonly clusterName: string; readonly rabbitmqVersion: string };
  /** `sha256:…` of what `compile --format json` prints. */
  readonly inventory: string;
  readonly options: PlanOptions;
  /** With `--only`: what is shown in the place of its rows. */
  readonly only?: PlanRows & ShownPart;
  readonly guards: readonly Guard[];
  /** Sentences that a person should read before apply: draining addresses and what becomes of their messages, … */
  readonly notes: readonly string[];
  readonly summary: PlanSummary;
  /** Of the queues that lose their route, those that have it again when something is replaced. Not in the JSON: the notes say it. */
  readonly whileReplaced?: number;
  /** The direct exchange, where the inventory has one: by it no binding is compared. Not in the JSON. */
  readonly direct?: string;
  readonly routing: {
    readonly queues: number;
    readonly bindings: number;
    readonly scannedPerMessage: { readonly typical: number; readonly worst: number };
  };
}
