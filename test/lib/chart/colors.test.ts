import assert from 'node:assert/strict';
import { mixColors, seriesColors, withAlpha } from '../../../lib/chart/colors';

describe('the colours of a chart', () => {
  it('mean the same in every picture', () => {
    const [water, pump, solar, outdoor] = seriesColors(
      ['water.volume', 'heat_pump.energy', 'solar.energy', 'heat_pump.outdoor_temperature'],
      'dark',
    );
    assert.deepEqual([water, pump, solar, outdoor], ['#25c8dd', '#ff6f43', '#fbbf24', '#6aa9ff']);
    const [alone] = seriesColors(['garden.volume'], 'light');
    assert.equal(seriesColors(['water.volume', 'garden.volume'], 'light')[1], alone);
  });

  it('are not used twice while there are others', () => {
    const names = ['water.volume', 'water.flow', 'constructor.x', 'a.b', 'c.d', 'e.f'];
    assert.equal(new Set(seriesColors(names, 'dark')).size, names.length);
    const many = Array.from({ length: 30 }, (_, index) => `meter.${index}`);
    for (const color of seriesColors(many, 'dark')) assert.match(color, /^#[0-9a-f]{6}$/);
  });

  it('mix and become transparent', () => {
    assert.equal(mixColors('#000000', '#ff8040', 0.5), '#804020');
    assert.equal(withAlpha('#123456', 0.5), '#12345680');
    assert.equal(withAlpha('#123456', 0), '#12345600');
  });
});
