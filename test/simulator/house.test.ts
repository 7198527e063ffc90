import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { House } from '../../simulator/house/house';
import { LocalDays } from '../../simulator/house/local-days';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2020, 0, 1);
const END = Date.UTC(2040, 0, 1);

const warsaw = (local: string) => Temporal.PlainDateTime.from(local).toZonedDateTime('Europe/Warsaw').epochMilliseconds;
const time = (least = START, most = END) => fc.integer({ min: least, max: most });

describe('simulated house', () => {
  const house = new House({ seed: 1 });

  describe('counters', () => {
    it('never fall and never outrun what a house can use', () => {
      fc.assert(
        fc.property(time(), fc.integer({ min: 0, max: 3 * DAY }), (from, span) => {
          const water = house.waterVolume(from + span) - house.waterVolume(from);
          const energy = house.heatPumpEnergy(from + span) - house.heatPumpEnergy(from);
          for (const counter of [house.solarEnergy, house.importedEnergy, house.exportedEnergy]) {
            const more = counter.call(house, from + span) - counter.call(house, from);
            assert.ok(more >= 0 && more <= (span / HOUR) * 8, `${counter.name}: ${more} kWh in ${span} ms`);
          }
          assert.ok(water >= 0 && water <= 40 + (span / MINUTE) * 40, `${water} dm3 in ${span} ms`);
          assert.ok(energy >= 0 && energy <= (span / HOUR) * 4.5, `${energy} kWh in ${span} ms`);
        }),
        { numRuns: 2000 },
      );
    });

    it('never fall from one millisecond to the next, around midnight and the change of slots', () => {
      for (const moment of ['2026-03-29T00:00', '2026-10-25T00:00', '2026-01-15T00:00', '2026-01-15T17:05']) {
        const middle = warsaw(moment);
        for (let at = middle - 20; at < middle + 20; at++) {
          assert.ok(house.waterVolume(at) <= house.waterVolume(at + 1));
          assert.ok(house.heatPumpEnergy(at) <= house.heatPumpEnergy(at + 1));
          assert.ok(house.solarEnergy(at) <= house.solarEnergy(at + 1));
          assert.ok(house.importedEnergy(at) <= house.importedEnergy(at + 1));
          assert.ok(house.exportedEnergy(at) <= house.exportedEnergy(at + 1));
        }
      }
    });

    it('depend on seed and time only, not on what was asked before', () => {
      const answers = (asked: House, at: number) => [
        asked.waterVolume(at),
        asked.waterFlow(at),
        asked.heatPumpEnergy(at),
        asked.heatPumpPower(at),
        asked.solarEnergy(at),
        asked.gridPower(at),
        asked.importedEnergy(at),
        asked.outdoorTemperature(at),
        asked.heatPumpWater(at),
        asked.hotWaterTemperature(at),
      ];
      const moments = fc.sample(time(START, Date.UTC(2028, 0, 1)), 30);
      const forwards = new House({ seed: 5 });
      const backwards = new House({ seed: 5 });
      const expected = moments.map((at) => answers(forwards, at));
      assert.deepEqual(
        moments.toReversed().map((at) => answers(backwards, at)),
        expected.toReversed(),
      );
      assert.notDeepEqual(
        moments.map((at) => answers(house, at)),
        expected,
      );
    });

    it('give a house with panels: most in summer, nothing at night, and never both ways through the meter', () => {
      const year = (from: number, to: number) =>
        house.solarEnergy(warsaw(`2026-${to}-01`)) - house.solarEnergy(warsaw(`2026-${from}-01`));
      const [winter, summer] = [
        year(11, 12),
        house.solarEnergy(warsaw('2026-07-01')) - house.solarEnergy(warsaw('2026-06-01')),
      ];
      assert.ok(summer > 500 && summer < 1300 && winter > 30 && winter < summer / 3, `${winter} and ${summer} kWh`);
      assert.equal(house.solarPower(warsaw('2026-06-10T00:30')), 0);
      const noon = warsaw('2026-06-10T12:00');
      for (let at = noon - DAY; at < noon; at += 7 * MINUTE) {
        const imported = house.importedEnergy(at + MINUTE) - house.importedEnergy(at);
        const exported = house.exportedEnergy(at + MINUTE) - house.exportedEnergy(at);
        if (Math.floor(at / (5 * MINUTE)) === Math.floor((at + MINUTE) / (5 * MINUTE)))
          assert.ok(imported === 0 || exported === 0);
        assert.ok(house.gridPower(at) > -house.solarPower(at) - 1e-9);
      }
    });

    it('start at 0 and stay in the range of the meters', () => {
      assert.equal(house.waterVolume(START - DAY), 0);
      assert.equal(house.heatPumpEnergy(START - DAY), 0);
      assert.equal(house.heatPumpPower(START - DAY), 0);
      for (const seed of [1, 2, 3]) {
        const other = new House({ seed });
        assert.ok(other.heatPumpEnergy(END) < 100_000);
        assert.ok(other.waterVolume(Date.UTC(2029, 0, 1)) < 1_000_000);
        assert.ok(Number.isInteger(other.waterVolume(END)));
      }
    });

    it('refuse a time out of reach instead of running for ever', () => {
      for (const at of [Number.NaN, Number.POSITIVE_INFINITY, Date.UTC(2100, 0, 2)]) {
        assert.throws(() => house.waterVolume(at), /years 2020 to 2099/);
      }
      for (const at of [Number.NaN, START - DAY, Date.UTC(2100, 0, 2)]) {
        assert.throws(() => house.heatPumpWater(at), /years 2020 to 2099/);
        assert.throws(() => house.hotWaterTemperature(at), /years 2020 to 2099/);
      }
    });
  });

  it('flow is the increase of the volume in 5 minutes', () => {
    fc.assert(
      fc.property(time(START + DAY), (at) => {
        assert.equal(house.waterFlow(at), (house.waterVolume(at) - house.waterVolume(at - 5 * MINUTE)) * 12);
      }),
    );
  });

  it('power is the increase of the energy', () => {
    fc.assert(
      fc.property(time(START + DAY), (at) => {
        const slot = Math.floor(at / (5 * MINUTE)) * 5 * MINUTE;
        const energy = house.heatPumpEnergy(slot + 5 * MINUTE) - house.heatPumpEnergy(slot);
        assert.ok(Math.abs(energy * 12_000 - house.heatPumpPower(at)) < 0.01);
        assert.ok(house.heatPumpPower(at) >= 15);
      }),
    );
  });

  describe('temperatures of the heat pump', () => {
    const slotOf = (at: number) => Math.floor(at / (5 * MINUTE)) * 5 * MINUTE;
    /** W in the whole slot of 5 minutes and in the one before it. */
    const powers = (at: number) => [house.heatPumpPower(slotOf(at)), house.heatPumpPower(slotOf(at) - 5 * MINUTE)];
    const standby = 15;
    const leastCompressor = 800;
    const hotWater = 2000;

    it('the supply follows the heating curve, and the return is a few degrees below, while the rooms are heated', () => {
      const heated = { cold: 0, mild: 0 };
      fc.assert(
        fc.property(time(START + DAY), (at) => {
          const [now, before] = powers(at) as [number, number];
          // Not at the edge of a charge: a share of its 2 kW and the compressor's power can't be told apart.
          fc.pre(Math.min(now, before) >= standby + leastCompressor && Math.max(now, before) < standby + 1400);
          fc.pre(Math.abs(now - before) < 30);
          const outdoor = house.outdoorTemperature(at);
          const { supply, return: back } = house.heatPumpWater(at);
          assert.ok(Math.abs(supply - (33 - 0.45 * outdoor)) < 6, `${supply} °C at ${outdoor} °C outside`);
          assert.ok(supply - back > 1 && supply - back < 6, `${supply} and ${back} °C`);
          heated[outdoor < 0 ? 'cold' : 'mild'] += 1;
        }),
        { numRuns: 500 },
      );
      assert.ok(heated.cold > 20 && heated.mild > 20, JSON.stringify(heated));
    });

    it('colder days need a warmer supply', () => {
      const days = Array.from({ length: 60 }, (_, day) => Date.UTC(2025, 0, 1, 3) + day * DAY);
      const nights = days
        .filter((at) => house.heatPumpPower(at) > standby && house.heatPumpPower(at - 5 * MINUTE) > standby)
        .map((at) => ({ outdoor: house.outdoorTemperature(at), supply: house.heatPumpWater(at).supply }))
        .sort((a, b) => a.outdoor - b.outdoor);
      assert.ok(nights.length > 20);
      assert.ok(nights[0]!.supply > nights.at(-1)!.supply + 4, JSON.stringify([nights[0], nights.at(-1)]));
    });

    it('the supply comes down to the rooms when nothing runs', () => {
      for (let day = 0; day < 30; day++) {
        const noon = Date.UTC(2025, 6, 1, 11) + day * DAY;
        assert.equal(house.heatPumpPower(noon), standby);
        const { supply, return: back } = house.heatPumpWater(noon);
        assert.ok(Math.abs(supply - 21) < 0.5 && Math.abs(back - 21) < 0.5, `${supply} and ${back} °C`);
      }
    });

    it('the supply is warmer than the tank while that is charged', () => {
      let charged = 0;
      for (let at = Date.UTC(2025, 6, 1); at < Date.UTC(2025, 7, 1); at += 5 * MINUTE) {
        if (powers(at).some((power) => power < standby + hotWater)) continue;
        const { supply, return: back } = house.heatPumpWater(at + 4 * MINUTE);
        const above = supply - house.hotWaterTemperature(at + 4 * MINUTE);
        assert.ok(above > 3 && above < 8, `${above} K above the tank`);
        assert.ok(supply - back > 2 && supply - back < 6);
        charged += 1;
      }
      assert.ok(charged > 100, String(charged));
    });

    it('the tank stays between 42 and 52 °C, warms while it is charged, and cools in between', () => {
      const from = Date.UTC(2024, 0, 1);
      let before = house.hotWaterTemperature(from);
      let warmed = 0;
      for (let at = from + 5 * MINUTE; at < from + 800 * DAY; at += 5 * MINUTE) {
        const temperature = house.hotWaterTemperature(at);
        assert.ok(temperature >= 42 && temperature <= 52, `${temperature} °C`);
        const change = temperature - before;
        const charging = house.heatPumpPower(at - 5 * MINUTE);
        if (charging === standby + hotWater) assert.ok(change > 0.5 && change < 1.3, `${change} K in 5 minutes`);
        if (charging === standby) assert.ok(change < 0 && change > -0.15, `${change} K in 5 minutes`);
        if (change > 0) warmed += change;
        before = temperature;
      }
      assert.ok(warmed / 800 > 12 && warmed / 800 < 18, `${warmed / 800} K a day`);
    });

    it('the water and the tank change smoothly, also over midnight', () => {
      for (const moment of ['2026-03-29T00:00', '2026-10-25T00:00', '2026-01-15T00:00', '2025-12-31T12:00']) {
        const middle = warsaw(moment);
        for (let at = middle - 10 * MINUTE; at < middle + 10 * MINUTE; at += 1000) {
          const [now, next] = [house.heatPumpWater(at), house.heatPumpWater(at + 1000)];
          assert.ok(Math.abs(now.supply - next.supply) < 0.2 && Math.abs(now.return - next.return) < 0.2, moment);
          assert.ok(Math.abs(house.hotWaterTemperature(at) - house.hotWaterTemperature(at + 1000)) < 0.01, moment);
        }
      }
    });
  });

  describe('over the years', () => {
    const years = [2021, 2022, 2023, 2024, 2025, 2026];
    const increase = (counter: (at: number) => number, from: string, to: string) =>
      counter(warsaw(to)) - counter(warsaw(from));
    const water = (at: number) => house.waterVolume(at);
    const energy = (at: number) => house.heatPumpEnergy(at);
    const days = (year: number, first: string, count: number) =>
      Array.from({ length: count }, (_, day) => {
        const date = Temporal.PlainDate.from(`${year}-${first}`).add({ days: day });
        return { date, start: warsaw(`${date}T00:00`), end: warsaw(`${date.add({ days: 1 })}T00:00`) };
      });

    it('the heat pump uses what such a house needs', () => {
      const totals = years.map((year) => increase(energy, `${year}-01-01T00:00`, `${year + 1}-01-01T00:00`));
      assert.ok(
        totals.every((total) => total > 4000 && total < 6500),
        `kWh a year: ${totals}`,
      );
      const mean = totals.reduce((sum, total) => sum + total) / totals.length;
      assert.ok(mean > 4500 && mean < 5500, `kWh a year: ${mean}`);
    });

    it('January uses several times the energy of July', () => {
      for (const year of years) {
        const january = increase(energy, `${year}-01-01T00:00`, `${year}-02-01T00:00`);
        const july = increase(energy, `${year}-07-01T00:00`, `${year}-08-01T00:00`);
        assert.ok(january > 4 * july, `${year}: ${january} and ${july} kWh`);
        assert.ok(july > 20, `${july} kWh of hot water in July ${year}`);
      }
    });

    it('colder days use more energy', () => {
      const winter = days(2025, '01-01', 59).map(({ start, end }) => ({
        cold: -house.outdoorTemperature(start + 12 * HOUR),
        used: energy(end) - energy(start),
      }));
      winter.sort((a, b) => a.cold - b.cold);
      const sum = (part: typeof winter) => part.reduce((total, { used }) => total + used, 0);
      assert.ok(sum(winter.slice(-20)) > 1.5 * sum(winter.slice(0, 20)));
    });

    it('the tank is charged twice a day, and not while nobody is at home', () => {
      for (const { date, start, end } of days(2025, '07-01', 62)) {
        let charges = 0;
        for (let at = start; at < end; at += 5 * MINUTE) {
          if (house.heatPumpPower(at) > 1900 && house.heatPumpPower(at - 5 * MINUTE) <= 1900) charges++;
        }
        assert.equal(charges, water(end) > water(start) ? 2 : 0, `${date}`);
      }
    });

    it('four people use 250 to 450 dm3 of water on an ordinary day, and none on holiday', () => {
      for (const year of years) {
        const uses = days(year, '01-01', 365).map(({ start, end }) => water(end) - water(start));
        const ordinary = uses.filter((use) => use > 0).sort((a, b) => a - b);
        const median = ordinary[Math.floor(ordinary.length / 2)]!;
        assert.ok(median > 280 && median < 340, `median ${median} dm3`);
        assert.ok(ordinary[0]! > 180 && ordinary.at(-1)! < 600, `${ordinary[0]} to ${ordinary.at(-1)} dm3`);
        assert.equal(uses.length - ordinary.length, 21);
        const away = (from: number, to: number) => uses.slice(from, to).filter((use) => use === 0).length;
        assert.equal(away(0, 59), 7);
        assert.equal(away(180, 213), 14);
      }
    });

    it('at night there is a toilet flush at most', () => {
      for (const { date } of days(2025, '01-01', 365)) {
        const night = increase(water, `${date}T01:00`, `${date}T05:00`);
        assert.ok(night <= 6, `${night} dm3 in the night of ${date}`);
      }
    });

    it('people rise later at weekends', () => {
      for (const { date, start } of days(2025, '03-03', 60)) {
        const early = water(warsaw(`${date}T08:00`)) - water(start + 5 * HOUR);
        if (date.dayOfWeek >= 6) assert.ok(early <= 6, `${early} dm3 before 8 on ${date}`);
        else assert.ok(early > 50, `${early} dm3 before 8 on ${date}`);
      }
    });

    it('the garden is watered on warm evenings only', () => {
      const evenings = (first: string, count: number) =>
        years.flatMap((year) =>
          days(year, first, count).map(({ date }) => ({
            use: increase(water, `${date}T19:30`, `${date}T21:15`),
            afternoon: house.outdoorTemperature(warsaw(`${date}T15:00`)),
          })),
        );
      const mean = (some: { use: number }[]) => some.reduce((sum, { use }) => sum + use, 0) / some.length;
      const summer = evenings('06-01', 25);
      const warm = mean(summer.filter(({ afternoon }) => afternoon > 23));
      const cool = mean(summer.filter(({ afternoon }) => afternoon <= 23));
      assert.ok(warm > cool + 40, `${warm} and ${cool} dm3`);
    });
  });

  describe('weather', () => {
    const mean = (month: number) => {
      let sum = 0;
      let count = 0;
      for (let year = 2020; year < 2040; year++) {
        for (let at = Date.UTC(year, month - 1, 1); at < Date.UTC(year, month, 1); at += 3 * HOUR, count++) {
          sum += house.outdoorTemperature(at);
        }
      }
      return sum / count;
    };

    it('has a Polish winter and summer', () => {
      assert.ok(Math.abs(mean(1) + 2) < 1.5, `January ${mean(1)} °C`);
      assert.ok(Math.abs(mean(7) - 19) < 1.5, `July ${mean(7)} °C`);
    });

    it('stays in the range of the climate, with cold spells', () => {
      let coldest = 99;
      for (let at = START; at < END; at += HOUR) {
        const temperature = house.outdoorTemperature(at);
        coldest = Math.min(coldest, temperature);
        assert.ok(temperature > -22 && temperature < 37, `${temperature} °C`);
      }
      assert.ok(coldest < -12, `never colder than ${coldest} °C`);
    });

    it('is smooth, and warmer by day', () => {
      for (let at = START; at < START + 400 * DAY; at += 5 * MINUTE) {
        const change = house.outdoorTemperature(at + 5 * MINUTE) - house.outdoorTemperature(at);
        assert.ok(Math.abs(change) < 0.25, `${change} K in 5 minutes`);
      }
      const difference = Array.from({ length: 7000 }, (_, day) => START + day * DAY).map(
        (day) => house.outdoorTemperature(day + 14 * HOUR) - house.outdoorTemperature(day + 2 * HOUR),
      );
      assert.ok(difference.reduce((sum, value) => sum + value) / difference.length > 4);
    });

    it('cold water follows the seasons later, and stays above freezing', () => {
      assert.ok(house.waterTemperature(Date.UTC(2026, 2, 5)) < 7);
      assert.ok(house.waterTemperature(Date.UTC(2026, 8, 5)) > 14);
    });
  });

  describe('local days', () => {
    it('have 23, 24 or 25 hours and leave no gap', () => {
      const days = new LocalDays('Europe/Warsaw');
      const lengths = Array.from({ length: 366 }, (_, index) => {
        assert.equal(days.day(index).end, days.day(index + 1).start);
        return (days.day(index).end - days.day(index).start) / HOUR;
      });
      assert.equal(lengths[88], 23);
      assert.equal(lengths[298], 25);
      assert.equal(lengths.filter((length) => length !== 24).length, 2);
    });

    it('are found for any moment, in any zone', () => {
      const zones = ['Europe/Warsaw', 'UTC', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'America/St_Johns'];
      fc.assert(
        fc.property(time(START + DAY), fc.constantFrom(...zones), (at, zone) => {
          const { start, end, year, month, weekday, dayOfYear } = new LocalDays(zone).at(at);
          const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
          assert.ok(start <= at && at < end);
          assert.deepEqual([year, month, weekday, dayOfYear], [date.year, date.month, date.dayOfWeek, date.dayOfYear]);
        }),
        { numRuns: 30 },
      );
    });

    it('keep habits at the hour of the wall clock when the clock is changed', () => {
      const days = new LocalDays('Europe/Warsaw');
      for (const date of ['2026-03-29', '2026-10-25', '2026-06-01']) {
        const day = days.at(warsaw(`${date}T12:00`));
        assert.equal(days.moment(day, 7 * 60), warsaw(`${date}T07:00`));
        assert.equal(days.moment(day, 23 * 60 + 30), warsaw(`${date}T23:30`));
      }
    });

    it('of an unknown zone are refused', () => {
      assert.throws(() => new House({ timeZone: 'Europe/Nowhere' }), RangeError);
    });
  });
});
