import assert from 'node:assert/strict';
import { playOutage } from '../../../outage';
import { PostgresServer } from '../../../postgres';
import { temporaryDirectory } from '../../../temporary';

describe('a remote that is away while both sides are killed', function () {
  this.timeout(120_000);
  const directory = temporaryDirectory();
  let server: PostgresServer;
  before(async () => {
    server = await PostgresServer.start();
  });
  after(() => server.stop());

  it('equals the house afterwards: each reading exactly once', async () => {
    const { here, there, verified, refused, houseKills, remoteKills } = await playOutage(server, directory(), {
      cycles: 10 * 288,
      houseKills: 6,
      remoteKills: 6,
      random: Math.random,
    });
    assert.deepEqual([houseKills, remoteKills, refused], [6, 6, 0]);
    assert.ok(here > 50_000, `${here}`);
    assert.equal(there, here);
    const { differing, otherwise, waiting } = verified;
    assert.deepEqual({ differing, otherwise, waiting }, { differing: [], otherwise: [], waiting: 0 });
  });
});
