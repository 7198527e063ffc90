import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseMapping } from '../../../lib/import/columns';
import { CsvParser, type Delimiter, guessDelimiter } from '../../../lib/import/csv';
import { ReadingsParser } from '../../../lib/import/readings';
import { SqlDumpParser } from '../../../lib/import/sql-dump';
import { guessTimeFormat, type TimeFormat, TimeParser } from '../../../lib/import/times';
import { throwsInput } from '../../throws';

describe('CSV', () => {
  const parse = (text: string, delimiter: Delimiter, pieces: number): string[][] => {
    const parser = new CsvParser(delimiter);
    const rows: string[][] = [];
    for (let start = 0; start < text.length; start += pieces)
      rows.push(...parser.push(text.slice(start, start + pieces)));
    return [...rows, ...parser.end()];
  };

  it('gives back any cells, however the text is cut', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '1', ',', ';', '"', '\n', ' ', 'ł'), maxLength: 6 });
    const row = fc.array(cell, { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 20 }),
        fc.boolean(),
        (rows, pieces, isWindows) => {
          const quoted = (one: string): string => `"${one.replaceAll('"', '""')}"`;
          const text = rows.map((cells) => cells.map(quoted).join(';')).join(isWindows ? '\r\n' : '\n');
          assert.deepEqual(parse(text, ';', pieces), rows);
        },
      ),
    );
  });

  const delimiters: [text: string, delimiter: Delimiter][] = [
    ['time;value\n1,5;2,5\n', ';'],
    ['time,value\n1,2\n', ','],
    ['time\tvalue\n1,5\t2\n', '\t'],
    ['a|b|c\n1|2|3\n', '|'],
    ['"a;b",c\n"d;e",f\n', ','],
    ['one\ntwo\n', ','],
  ];
  for (const [text, delimiter] of delimiters) {
    it(`is parted by ${JSON.stringify(delimiter)} in ${JSON.stringify(text)}`, () =>
      assert.equal(guessDelimiter(text), delimiter));
  }

  it('says where a quote is not closed', () => {
    throwsInput(() => parse('a,b\n"c,d\n', ',', 100), 'bad-csv', 'quote');
  });
});

describe('times of old tables', () => {
  const formats: [texts: string[], format: TimeFormat][] = [
    [['2026-11-23T14:05:00Z', '2026-11-23T14:05:00+01:00'], 'iso'],
    [['2026-11-23 14:05', '2026-11-23'], 'iso'],
    [['23.11.2026 14:05'], 'dmy'],
    [['01.02.2026'], 'dmy'],
    [['01/02/2026 10:00', '13/02/2026 10:00'], 'dmy'],
    [['01/02/2026 10:00', '01/13/2026 10:00'], 'mdy'],
    [['1795468800'], 's'],
    [['1795468800000'], 'ms'],
  ];
  for (const [texts, format] of formats) {
    it(`are ${format}: ${texts.join(', ')}`, () => assert.equal(guessTimeFormat(texts), format));
  }
  it('are refused where they can mean two things, or nothing', () => {
    throwsInput(() => guessTimeFormat(['01/02/2026']), 'ambiguous-time', '--time-format');
    throwsInput(() => guessTimeFormat(['yesterday']), 'bad-time', 'yesterday');
    throwsInput(() => guessTimeFormat([]), 'bad-time');
  });

  const read = (format: TimeFormat, ...texts: string[]): string[] => {
    const parser = new TimeParser(format, 'Europe/Warsaw');
    return texts.map((text) => new Date(parser.parse(text)).toISOString());
  };
  it('are local ones, or of their offset', () => {
    assert.deepEqual(
      read('iso', '2026-07-01 12:00', '2026-12-01 12:00:30.5', '2026-12-01T12:00:00Z', '2026-12-01T12:00+05:30'),
      ['2026-07-01T10:00:00.000Z', '2026-12-01T11:00:30.500Z', '2026-12-01T12:00:00.000Z', '2026-12-01T06:30:00.000Z'],
    );
    assert.deepEqual(read('dmy', '1.7.2026 12:00'), ['2026-07-01T10:00:00.000Z']);
    assert.deepEqual(read('mdy', '7/1/2026 12:00:05'), ['2026-07-01T10:00:05.000Z']);
    assert.deepEqual(read('s', '0', '1.5'), ['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:01.500Z']);
  });
  it('go on through the hour that comes twice', () => {
    const texts = ['2026-10-25 02:00', '2026-10-25 02:30', '2026-10-25 02:00', '2026-10-25 02:30', '2026-10-25 03:00'];
    assert.deepEqual(
      read('iso', ...texts).map((text) => text.slice(11, 16)),
      ['00:00', '00:30', '01:00', '01:30', '02:00'],
    );
  });
  it('are refused in the hour that does not exist, and on dates that do not', () => {
    throwsInput(() => read('iso', '2026-03-29 02:30'), 'no-such-time', 'did not exist in Europe/Warsaw', 'UTC');
    for (const text of ['2026-02-30', '2026-13-01', '2026-01-01 24:00', '', 'x']) {
      throwsInput(() => read('iso', text), 'bad-time');
    }
  });
  it('are the same as those of the calendar, whatever order they come in', () => {
    const local = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.array(local, { maxLength: 20 }), (dates) => {
        const parser = new TimeParser('iso', 'Europe/Warsaw');
        for (const date of dates) {
          const text = date.toISOString().slice(0, 16);
          let time: number;
          try {
            time = parser.parse(text);
          } catch (error) {
            assert.equal((error as { code?: string }).code, 'no-such-time');
            continue;
          }
          const shown = new Intl.DateTimeFormat('sv-SE', {
            timeZone: 'Europe/Warsaw',
            dateStyle: 'short',
            timeStyle: 'short',
          });
          assert.equal(shown.format(time), text.replace('T', ' '));
        }
      }),
    );
  });
});

describe('a MySQL dump', () => {
  it('gives the rows of its statements, however it is cut', () => {
    const dump =
      '-- a; comment\nCREATE TABLE `woda` (\n  `id` int,\n  `value` float,\n  PRIMARY KEY (`id`)\n);\n' +
      "INSERT INTO `woda` VALUES (1,2.5),(2,NULL);\nINSERT INTO `b` (`x`,`y`) VALUES ('a''b;\\'c',-1e3);\n";
    fc.assert(
      fc.property(fc.integer({ min: 1, max: dump.length }), (pieces) => {
        const parser = new SqlDumpParser();
        const rows = [];
        for (let start = 0; start < dump.length; start += pieces)
          rows.push(...parser.push(dump.slice(start, start + pieces)));
        rows.push(...parser.end());
        assert.deepEqual(rows, [
          { table: 'woda', columns: ['id', 'value'], values: ['1', '2.5'] },
          { table: 'woda', columns: ['id', 'value'], values: ['2', null] },
          { table: 'b', columns: ['x', 'y'], values: ["a'b;'c", '-1e3'] },
        ]);
      }),
    );
  });
});

describe('an import', () => {
  const read = (file: string, text: string, options: Partial<ConstructorParameters<typeof ReadingsParser>[1]> = {}) => {
    const parser = new ReadingsParser(file, { timeZone: 'UTC', ...options });
    return { readings: [...parser.push(text), ...parser.end()], parser };
  };

  it('understands units and decimal commas', () => {
    const { readings } = read(
      'a.csv',
      'time;series;value;unit\n2026-01-01 00:00;water.volume;1,25;m3\n2026-01-01 00:05;heat_pump.energy;1500;Wh\n',
    );
    assert.deepEqual(
      readings.map(({ value, unit, kind }) => [value, unit, kind]),
      [
        [1250, 'dm3', 'counter'],
        [1.5, 'kWh', 'counter'],
      ],
    );
  });

  it('takes what is known of a series', () => {
    const known = new Map([
      ['water.volume', { series: 'water.volume', kind: 'counter' as const, unit: 'dm3' as const }],
    ]);
    const { readings, parser } = read('a.csv', 'time,water.volume,other\n2026-01-01T00:00Z,5,6\n', { known });
    assert.deepEqual(
      readings.map(({ value }) => value),
      [5],
    );
    assert.deepEqual(parser.layouts, [{ form: 'wide', series: ['water.volume'], ignored: ['other'] }]);
  });

  it('goes on in steps of five minutes where a row has no date', () => {
    const { readings } = read('woda.csv', 'id,value,date\n1,5,2026-01-01 00:00\n2,6,\n3,7,\n4,8,2026-01-01 01:00\n');
    assert.deepEqual(
      readings.map(({ time }) => (time - Date.UTC(2026, 0)) / 60_000),
      [0, 5, 10, 60],
    );
  });

  for (const wrong of [
    'x',
    'a=b',
    'a=water.volume',
    'a=water.volume:miles',
    '=water.volume:l',
    'a=water.volume:l:often',
  ]) {
    it(`refuses the mapping "${wrong}"`, () => {
      throwsInput(() => parseMapping(wrong), 'bad-column');
    });
  }
});
