// Everything that the schema cannot say, as a list of named rules. A rule looks at what was written, goes on where the
// shape is wrong (that is the schema's to say), and yields problems.

import { idsLookDifferent } from './alike-ids.js';
import { argumentsAreKnown, deadLettersCanBeSent, queueTypesTakeTheirArguments } from './argument-rules.js';
import {
  clustersNameTheirDaemons,
  daemonsHaveSomewhereToRun,
  hypervisorsNameDaemonsOfTheirCluster,
} from './daemon-rules.js';
import { noHypervisorTwice, notTooMany } from './hypervisor-rules.js';
import type { Problem } from '../inventory.js';
import { policiesFitTheirQueues } from './policy-rules.js';
import { headersCanBeMatched, idsCanBeHeaderValues, namesCanBeDeclared } from './name-rules.js';
import { idsAreOneEach } from './several-ids.js';
import { messagesDoNotVanish } from './vanishing-rules.js';
import { someWayIsLeft } from './way-rules.js';
import type { Written } from '../yaml/written.js';
import { noDaemonOrClusterTwice, onlyOneFileSetsIt } from '../yaml/written.js';

type Rule = (written: Written) => Iterable<Problem>;

export const rules: readonly Rule[] = [
  onlyOneFileSetsIt,
  noDaemonOrClusterTwice,
  namesCanBeDeclared,
  idsCanBeHeaderValues,
  headersCanBeMatched,
  someWayIsLeft,
  clustersNameTheirDaemons,
  hypervisorsNameDaemonsOfTheirCluster,
  idsAreOneEach,
  idsLookDifferent,
  noHypervisorTwice,
  notTooMany,
  argumentsAreKnown,
  deadLettersCanBeSent,
  queueTypesTakeTheirArguments,
  policiesFitTheirQueues,
  messagesDoNotVanish,
  daemonsHaveSomewhereToRun,
];
