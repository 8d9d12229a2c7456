// What is said of a lock that was refused: code and reason of the broker, what the API shows of it → message.

import { describe, expect, test } from 'vitest';
import { explainLock } from '../../../src/apply/index.js';
import { CallRefused } from '../../../src/broker/index.js';
import { queueState } from '../../../src/live/index.js';

const locked = "RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'topo.lock.o' in vhost '/'";
const down = "NOT_FOUND - home node 'rabbit@b' of durable queue 'topo.lock.o' in vhost '/' is down or inaccessible";
const full = "PRECONDITION_FAILED - cannot declare queue 'topo.lock.o': queue limit in vhost '/' (5) is reached";

describe('a refused lock', () => {
  test.each<[string, number, string, string | undefined, string, RegExp]>([
    ['runs', 405, locked, 'running', 'held', /^another apply holds the lock topo\.lock\.o: ann@host/],
    ['of unknown state', 405, locked, undefined, 'held', /^another apply holds/],
    ['left by a dead node (4.x, Khepri)', 405, locked, 'down', 'left', /^the lock topo\.lock\.o was left by an apply/],
    [
      'left by a dead node, as a redeclare says it',
      404,
      down,
      undefined,
      'left',
      /was left by an apply whose node is down/,
    ],
    [
      'no room',
      406,
      full,
      undefined,
      'impossible',
      /^there is no room for the lock topo\.lock\.o: PRECONDITION_FAILED/,
    ],
    ['no right', 403, 'ACCESS_REFUSED - …', undefined, 'impossible', /^this user may not make the lock/],
    ['another reason', 406, 'PRECONDITION_FAILED - inequivalent arg', undefined, 'impossible', /could not be made/],
  ])('%s', (_, code, reason, state, kind, message) => {
    const seen = {
      vhost: '/',
      owner: 'o',
      holder: 'ann@host 1',
      state: state === undefined ? undefined : queueState(state),
      exclusive: true,
    };
    const problem = explainLock(new CallRefused(code, reason), seen);
    expect(problem.kind).toBe(kind);
    expect(problem.message).toMatch(message);
    expect(problem.remedy.text).not.toBe('');
    if (problem.kind === 'left')
      expect(problem.remedy.text).toBe('rabbitmqctl delete_queue -p / topo.lock.o, then apply again');
  });
  test('somebody’s own queue under that name is no lock: it does not go by itself', () => {
    const seen = { vhost: 'a b', owner: 'o', holder: undefined, state: queueState('running'), exclusive: false };
    const problem = explainLock(new CallRefused(405, locked), seen);
    expect(problem).toMatchObject({ kind: 'impossible', message: expect.stringContaining('it is none') });
    expect(problem.remedy.text).toContain("rabbitmqctl delete_queue -p 'a b' topo.lock.o");
  });
});
