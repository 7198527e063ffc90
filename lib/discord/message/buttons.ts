import { ButtonStyle, ComponentType } from '@discordjs/core';
import { parsePeriod } from '../../calendar/period';
import type { Language } from '../../language/language';
import { periodName } from '../../language/names';
import type { Report } from '../../report';
import type { OptionValues } from '../command';
import { customId } from '../custom-id';
import { text } from '../texts';
import type { Row } from './message';

const PERIODS = ['24h', '7d', '30d', '12m'] as const;
const MORE_PERIODS = [
  'today',
  'yesterday',
  'this week',
  'last week',
  'this month',
  'last month',
  'this year',
  'last year',
];

/** The next questions: the same with another period, or with the comparison. Those too long for a button are left out. */
export function questionRows(
  report: Report,
  { command, options }: { command: string; options: OptionValues },
  language: Language,
  now: number,
): Row[] {
  const { label, timeZone } = report.period;
  const texts = Object.fromEntries(Object.entries(options).map(([name, value]) => [name, String(value)]));
  const { period: _, compare: __, ...others } = texts;
  const isCompared = report.series.some(({ previous }) => previous);
  const comparison = texts['compare'] ? { compare: texts['compare'] } : {};
  const buttons = [
    ...PERIODS.map((period) => ({
      id: customId({ command, options: { ...others, ...comparison, period } }),
      label: text(language, `buttons.${period}`),
      active: period === label,
    })),
    {
      id: customId({ command, options: { ...others, period: label, compare: String(!isCompared) } }),
      label: text(language, 'buttons.compare'),
      active: isCompared,
    },
  ].flatMap(({ id, label: shown, active }) =>
    id
      ? [
          {
            type: ComponentType.Button,
            custom_id: id,
            label: shown,
            style: active ? ButtonStyle.Primary : ButtonStyle.Secondary,
          },
        ]
      : [],
  );
  const select = customId({ command, options: { ...others, ...comparison }, chosen: 'period' });
  const rows: Row[] = buttons.length > 0 ? [{ type: ComponentType.ActionRow, components: buttons }] : [];
  if (select) {
    rows.push({
      type: ComponentType.ActionRow,
      components: [
        {
          type: ComponentType.StringSelect,
          custom_id: select,
          placeholder: text(language, 'buttons.periods'),
          options: MORE_PERIODS.map((period) => ({
            value: period,
            label: periodName(parsePeriod(period, { now, timeZone }).period, language),
            default: period === label,
          })),
        },
      ],
    });
  }
  return rows;
}
