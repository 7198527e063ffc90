import assert from 'node:assert/strict';
import { InvalidRequests } from '../../../../simulator/discord/rest/invalid-requests';
import { Clock } from '../setup';

describe('requests that were refused', () => {
  it('shut an address out after 10,000 in 10 minutes', () => {
    const clock = new Clock();
    const requests = new InvalidRequests(clock.read);
    for (let count = 0; count < 9999; count += 1) requests.count([401, 403, 429][count % 3]!);
    for (const status of [200, 204, 400, 404, 500]) requests.count(status);
    assert.equal(requests.ban(), undefined);
    clock.now += 599_000;
    requests.count(401);
    assert.equal(requests.ban()?.status, 429);
    assert.deepEqual(requests.ban()?.headers, { 'retry-after': '1' });
    clock.now += 1000;
    assert.equal(requests.ban(), undefined);
    requests.count(401);
    assert.equal(requests.ban(), undefined);
  });
});
