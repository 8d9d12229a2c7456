// What `--only` may not do, by the hundred: it changes nothing but which rows are shown, loses no row between its parts, and says
// that a hypervisor may be switched off only where nothing comes to it and nothing is in it.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Activity } from '../../src/live/index.js';
import type { Step } from '../../src/plan/index.js';
import { prepareRoutes, trace } from '../../src/route/index.js';
import type { Address, Level, Part } from '../../src/topology/index.js';
import { LEVELS, isWithin } from '../../src/topology/index.js';
import { makeVerifyReport } from '../../src/verify/index.js';
import { idle, liveOf, planOf, verifyOf, verifyPartOf } from '../support/desired.js';
import { messagesByWay } from '../support/messages.js';
import { anyMessage, desiredFrom, filling, pairOfShapes, stray } from './worlds.js';

function partsOf(addresses: readonly Address[]): readonly Part[] {
  const of = (level: Level): readonly string[] => [...new Set(addresses.flatMap((address) => address[level] ?? []))];
  return [
    ...LEVELS.flatMap((level) => of(level).map((id) => ({ [level]: id }))),
    ...of('cluster').flatMap((cluster) =>
      of('hypervisor')
        .map((hypervisor) => ({ cluster, hypervisor }))
        .filter((part) => addresses.some((address) => isWithin(address, part))),
    ),
  ];
}

test('it narrows what is shown, and nothing else; yes is yes', () => {
  const answers = { yes: 0, no: 0, unknown: 0 };
  fc.assert(
    fc.property(
      pairOfShapes,
      fc.array(stray, { maxLength: 3 }),
      fc.array(fc.tuple(fc.nat(), filling), { maxLength: 4 }),
      fc.array(anyMessage, { maxLength: 4 }),
      ([a, b], strays, fillings, messages) => {
        const [from, to] = [desiredFrom(a), desiredFrom(b)];
        const live = liveOf(from, (draft) => {
          for (const { source, destination, arguments: args, routingKey } of strays)
            if (draft.exchanges.has(source) && draft.queues.has(destination))
              draft.bind(source, destination, args, { routingKey });
        });
        const activity = new Map<string, Activity>(idle(live));
        const names = [...activity.keys()];
        for (const [index, { ready, unacknowledged, consumers }] of fillings) {
          const queue = names[index % names.length];
          if (queue !== undefined)
            activity.set(queue, { messages: ready + unacknowledged, unacknowledged, consumers, readers: [] });
        }

        const whole = planOf(to, live, { activity }).plan;
        const verified = makeVerifyReport(to.compiled, verifyOf(to, live, activity), undefined);
        const addresses = [...from.compiled.origins.queues.values(), ...to.compiled.origins.queues.values()].map(
          ({ address }) => address,
        );
        const routes = prepareRoutes(live.topology);
        const sent = [...from.compiled.origins.queues].flatMap(([name, { address }]) =>
          messagesByWay(from, name, address),
        );
        const reached = new Set([...sent, ...messages].flatMap((message) => [...trace(routes, message).queues.keys()]));

        const shown = new Set<Step>();
        for (const part of partsOf(addresses)) {
          const { only, ...rest } = planOf(to, live, { activity, only: part }).plan;
          expect(rest).toEqual(whole);
          for (const step of only?.steps ?? []) if (step.path) shown.add(step);
          const { only: found, ...others } = verifyPartOf(to, live, part, activity);
          expect(others).toEqual(verified);
          for (const finding of found?.findings ?? []) expect(verified.findings).toContainEqual(finding);
          for (const finding of verified.findings)
            if (finding.path && isWithin(finding.path, part)) expect(found?.findings).toContainEqual(finding);
          const { switchOff, queues = [] } = found ?? {};
          if (!switchOff) continue;
          answers[switchOff.answer] += 1;
          if (switchOff.answer !== 'yes') continue;
          for (const { name, messages: count, consumers } of queues)
            expect([name, reached.has(name), count, consumers]).toEqual([name, false, 0, 0]);
        }
        // Nothing that stands somewhere is in no part.
        const key = ({ action, kind, name, binding }: Step): string => JSON.stringify([action, kind, name, binding]);
        const seen = new Set([...shown].map(key));
        for (const step of whole.steps) if (step.path?.daemon !== undefined) expect([...seen]).toContain(key(step));
      },
    ),
    { numRuns: 100 },
  );
  expect(Math.min(answers.yes, answers.no)).toBeGreaterThan(20);
});
