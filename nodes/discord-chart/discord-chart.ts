import type { Node, NodeAPI, NodeDef } from 'node-red';
import { type ChartOptions, drawChart } from '../../lib/chart/chart';
import { InputError } from '../../lib/input-error';
import { languageOf } from '../../lib/language/language';
import { show } from '../../lib/reading';
import type { Report } from '../../lib/report';
import { handleInput, type Message } from '../shared/input';

/** What dialog and message set; `previousReport` comes with the message only. */
const SETTINGS = ['kind', 'theme', 'width', 'height', 'language', 'timeZone', 'title'] as const;
type Settings = Partial<Record<(typeof SETTINGS)[number], unknown>>;

interface Config extends NodeDef, Settings {}

export = (RED: NodeAPI): void => {
  RED.nodes.registerType('discord-chart', function (this: Node, config: Config) {
    RED.nodes.createNode(this, config);
    handleInput(this, async (message, send) => {
      const report = message.payload as Report;
      const { png, alt } = await drawChart(report, chartOptions(config, message, runtimeLanguage(RED)));
      message.payload = png;
      message.report = report;
      message.alt = alt;
      this.status({ fill: 'green', shape: 'dot', text: 'discord-chart.status.drawn' });
      send(message);
      return undefined;
    });
  });
};

/**
 * The dialog's settings with what `msg.chart` changes of them. Without a language it is the asker's, then that of
 * Node-RED.
 * @throws InputError `bad-setting`; `drawChart` checks the values
 */
function chartOptions(config: Config, { chart, discord, previousReport }: Message, fallback: unknown): ChartOptions {
  const { width, height, language, ...others } = { ...given(config), ...given(asked(chart)) };
  const locale = (discord as { locale?: unknown } | null | undefined)?.locale ?? fallback;
  return {
    ...others,
    ...(width === undefined ? {} : { width: toNumber(width) }),
    ...(height === undefined ? {} : { height: toNumber(height) }),
    language: language ?? languageOf(locale),
    ...(previousReport === undefined ? {} : { previous: previousReport }),
  } as ChartOptions;
}

/** `lang` of settings.js. `RED.settings.get` would do as well, but throws while Node-RED still starts. */
function runtimeLanguage({ settings }: NodeAPI): unknown {
  return (settings as { lang?: unknown }).lang;
}

function asked(chart: unknown): Settings {
  if (chart === undefined || chart === null) return {};
  if (typeof chart === 'object' && !Array.isArray(chart)) return chart;
  throw new InputError(
    'bad-setting',
    `msg.chart is ${show(chart)}, but must be an object such as { kind: "scatter" }.`,
  );
}

/** What is empty changes nothing. */
function given(settings: Settings): Settings {
  return Object.fromEntries(
    SETTINGS.map((name) => [name, settings[name]]).filter(
      ([, value]) => value !== undefined && value !== null && value !== '',
    ),
  );
}

/** The dialog gives texts; what is no number stays as it is, for the error's sentence. */
function toNumber(value: unknown): unknown {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  return Number.isNaN(number) ? value : number;
}
