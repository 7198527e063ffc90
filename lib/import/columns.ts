import { InputError } from '../input-error';
import { isSeriesName, KINDS, type Kind, UNITS, type Unit } from '../reading';

/** Which series a column holds. */
export interface ColumnSeries {
  series: string;
  kind: Kind;
  unit: Unit;
  /** What its values are multiplied by to be in the unit. */
  factor: number;
}

const COUNTED: readonly Unit[] = ['dm3', 'kWh'];
/** Other spellings, with what makes them ours. */
const SPELLINGS: Readonly<Record<string, [unit: Unit, factor: number]>> = {
  l: ['dm3', 1],
  'm³': ['dm3', 1000],
  m3: ['dm3', 1000],
  wh: ['kWh', 0.001],
  mwh: ['kWh', 1000],
  kw: ['W', 1000],
  c: ['°C', 1],
};

/** The tables of the old database: water in litres, the heat pump in kWh. */
export const OLD_TABLES: Readonly<Record<string, ColumnSeries>> = {
  woda: { series: 'water.volume', kind: 'counter', unit: 'dm3', factor: 1 },
  pompa: { series: 'heat_pump.energy', kind: 'counter', unit: 'kWh', factor: 1 },
};

/**
 * Reads a mapping such as `heat_pump_kwh=heat_pump.energy:kWh`, or `t=house.temperature:°C:gauge`. A volume or an energy
 * is a counter unless it is said otherwise.
 * @throws InputError `bad-column`
 */
export function parseMapping(text: string): [column: string, series: ColumnSeries] {
  const split = text.lastIndexOf('=');
  const [column, target] = [text.slice(0, split).trim(), text.slice(split + 1)];
  const [series, unitText = '', kindText] = target.split(':').map((part) => part.trim());
  const unit = parseUnit(unitText);
  if (split < 1 || !isSeriesName(series) || !unit) {
    throw new InputError(
      'bad-column',
      `"${text.slice(0, 80)}" is no mapping. Write it as column=series:unit, such as heat_pump_kwh=heat_pump.energy:kWh. ` +
        `Units: ${[...UNITS, ...Object.keys(SPELLINGS)].join(', ')}.`,
    );
  }
  return [column, { series: series!, ...unit, kind: parseKind(kindText, unit.unit) }];
}

export function parseUnit(text: string): { unit: Unit; factor: number } | undefined {
  const own = UNITS.find((unit) => unit.toLowerCase() === text.toLowerCase());
  if (own) return { unit: own, factor: 1 };
  const spelling = SPELLINGS[text.toLowerCase()];
  return spelling && { unit: spelling[0], factor: spelling[1] };
}

/** @throws InputError `bad-column` */
export function parseKind(text: string | undefined, unit: Unit): Kind {
  if (text === undefined || text === '') return COUNTED.includes(unit) ? 'counter' : 'gauge';
  if (KINDS.includes(text as Kind)) return text as Kind;
  throw new InputError('bad-column', `"${text.slice(0, 40)}" is no kind: it must be counter or gauge.`);
}
