import type { RepairOutcome } from '../../event-list';
import { formatTimeRange } from '../../language/dates';
import type { Language } from '../../language/language';
import { seriesName } from '../../language/names';
import { formatQuantity, formatShare } from '../../language/numbers';
import type { Figures } from '../../report';
import { cut, LIMITS } from '../limits';
import { text } from '../texts';
import { decidedText, verdictText } from './events';
import { joinLines } from './lines';
import type { Embed } from './message';
import { mainFigure, SEPARATOR } from './quality';

/** What a decision changed: the figures of the days that it is about, before and after. */
export function repairEmbed(outcome: RepairOutcome, language: Language, timeZone: string): Embed {
  const { series, decision, from, to } = outcome;
  const name = seriesName(series, language);
  const style = { day: 'numeric', month: 'long', year: 'numeric' } as const;
  const days = formatTimeRange(from, Math.max(from, to - 1), timeZone, language, style);
  const line = (key: string, figures: Figures): string =>
    text(language, `repair.${key}`, { figures: figuresText(figures, outcome, language) });
  const [first, second] = decision.undone ? ['withDecision', 'without'] : ['before', 'after'];
  const title = decision.undone
    ? text(language, 'repair.undone')
    : text(language, 'repair.title', { verdict: verdictText(decision.verdict.kind, language) });
  return {
    title: cut([name, title].join(SEPARATOR), LIMITS.embedTitle),
    description: joinLines(
      [days, line(first!, outcome.before), line(second!, outcome.after), decidedText(decision, language)],
      language,
    ),
  };
}

/** `**1 234 dm³** · 96 % measured · 41 dm³ estimated` */
function figuresText(figures: Figures, { unit }: RepairOutcome, language: Language): string {
  const figure = mainFigure(figures);
  if (figure === undefined) return text(language, 'figures.nothing');
  const { coverage, estimated } = figures;
  return [
    `**${formatQuantity(figure, unit, language)}**`,
    text(language, 'figures.measured', { share: formatShare(coverage, language) }),
    estimated ? text(language, 'figures.estimated', { quantity: formatQuantity(estimated, unit, language) }) : '',
  ]
    .filter(Boolean)
    .join(SEPARATOR);
}
