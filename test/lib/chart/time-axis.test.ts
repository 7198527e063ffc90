import assert from 'node:assert/strict';
import { type Bucket, bucketEdges } from '../../../lib/calendar/bucket';
import { fittingTicks, type TimeAxis, timeAxis } from '../../../lib/chart/time-axis';
import type { Language } from '../../../lib/language/language';
import { ZONE } from './reports';

const HOUR = 3_600_000;

function axisOf(from: number, to: number, bucket: Bucket, language: Language = 'en', timeZone = ZONE): TimeAxis {
  const edges = bucketEdges(from, to, bucket, timeZone);
  const buckets = edges.slice(1).map((edge, index) => ({ from: edges[index]!, to: edge }));
  return timeAxis(buckets, { from, to, label: '', bucket, timeZone }, language);
}

/** The labels in a plot of so many pixels a bucket, a letter being 6 wide. */
function labels({ tickSets }: TimeAxis, space: number): string[] {
  return fittingTicks(tickSets, space, 8, (text) => text.length * 6).map(
    ({ index, lines }) => `${index} ${lines.join('|')}`,
  );
}

describe('the time axis of a chart', () => {
  const midnight = Date.UTC(2026, 10, 22, 23);

  it('has hours of the local clock, as many as fit', () => {
    const day = axisOf(midnight, midnight + 24 * HOUR, 'hour');
    assert.equal(labels(day, 40).length, 24);
    assert.deepEqual(labels(day, 20).slice(0, 3), ['0 00:00', '2 02:00', '4 04:00']);
    assert.deepEqual(labels(day, 6), ['0 00:00', '12 12:00']);
    assert.deepEqual(day.borders, []);
  });

  it('names the day where a new one begins', () => {
    const from = midnight - 9 * HOUR;
    const axis = axisOf(from, from + 24 * HOUR + 7 * 60_000, 'hour');
    assert.deepEqual(axis.borders, [9]);
    assert.ok(labels(axis, 20).includes('9 Mon|23 Nov'));
    assert.ok(labels(axisOf(from, from + 24 * HOUR, 'hour', 'pl'), 20).includes('9 pon.|23 lis'));
  });

  it('follows the clocks on days of 23 and 25 hours', () => {
    const autumn = Date.UTC(2026, 9, 24, 22);
    const long = labels(axisOf(autumn, autumn + 25 * HOUR, 'hour'), 40);
    assert.deepEqual(long.slice(1, 5), ['1 01:00', '2 02:00', '4 03:00', '5 04:00']);
    assert.equal(long.at(-1), '24 23:00');
    const spring = Date.UTC(2026, 2, 28, 23);
    const short = labels(axisOf(spring, spring + 23 * HOUR, 'hour'), 40);
    assert.deepEqual(short.slice(1, 4), ['1 01:00', '2 03:00', '3 04:00']);
    assert.equal(short.at(-1), '22 23:00');
  });

  it('has weekdays for a week and Mondays for a month', () => {
    const week = axisOf(midnight - 7 * 24 * HOUR + 14 * HOUR, midnight + 14 * HOUR, 'day');
    assert.deepEqual(labels(week, 60)[0], '0 Mon|16 Nov');
    assert.equal(labels(week, 60).length, 8);
    const month = axisOf(Date.UTC(2026, 9, 24, 12), Date.UTC(2026, 10, 23, 12), 'day');
    assert.deepEqual(labels(month, 15), ['2 26 Oct', '9 2 Nov', '16 9 Nov', '23 16 Nov', '30 23 Nov']);
    assert.deepEqual(month.borders, [8]);
  });

  it('tells the year once, and again where a new one begins', () => {
    const axis = axisOf(Date.UTC(2025, 10, 23, 13), Date.UTC(2026, 10, 23, 13), 'month');
    assert.deepEqual(labels(axis, 40).slice(0, 4), ['0 Nov|2025', '1 Dec', '2 Jan|2026', '3 Feb']);
    assert.deepEqual(axis.borders, [2]);
    assert.deepEqual(labels(axisOf(Date.UTC(1989, 11, 31, 23), Date.UTC(2026, 0), 'year'), 8).slice(0, 2), [
      '0 1990',
      '5 1995',
    ]);
  });

  it('has a label even when no border lies in the period', () => {
    const from = midnight + 14.25 * HOUR;
    assert.deepEqual(labels(axisOf(from, from + HOUR / 2, 'hour'), 400), ['0 14:15']);
  });
});
