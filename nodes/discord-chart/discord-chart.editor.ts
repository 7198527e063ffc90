(() => {
  interface DiscordChart {
    name: string;
    kind: string;
    theme: string;
    width: number;
    height: number;
    language: string;
    timeZone: string;
    title: string;
  }

  const KINDS = ['auto', 'bars', 'comparison', 'range', 'scatter'];
  const THEMES = ['dark', 'light'];
  const LANGUAGES = ['', 'en', 'pl'];
  const SMALLEST_SIDE = 200;
  const LARGEST_SIDE = 4096;
  const LONGEST_TITLE = 200;

  /** A property that is missing, as in a hand-written flow, has its default at run time. */
  function check(property: keyof DiscordChart, isValid: (value: unknown) => boolean): EditorValidator {
    return function (value, _options) {
      return value === undefined || isValid(value) || this._(`discord-chart.invalid.${property}`);
    };
  }

  function isSide(value: unknown): boolean {
    const side = Number(value);
    return value === '' || (Number.isInteger(side) && side >= SMALLEST_SIDE && side <= LARGEST_SIDE);
  }

  function isTimeZone(value: unknown): boolean {
    if (typeof value !== 'string') return false;
    if (value === '') return true;
    try {
      new Intl.DateTimeFormat('en', { timeZone: value });
      return true;
    } catch {
      return false;
    }
  }

  RED.nodes.registerType<DiscordChart>('discord-chart', {
    category: 'home telemetry',
    color: '#A6BBCF',
    defaults: {
      name: { value: '', validate: check('name', (name) => typeof name === 'string') },
      kind: { value: 'auto', validate: check('kind', (kind) => KINDS.includes(kind as string)) },
      theme: { value: 'dark', validate: check('theme', (theme) => THEMES.includes(theme as string)) },
      width: { value: 960, validate: check('width', isSide) },
      height: { value: 540, validate: check('height', isSide) },
      language: { value: '', validate: check('language', (language) => LANGUAGES.includes(language as string)) },
      timeZone: { value: '', validate: check('timeZone', isTimeZone) },
      title: {
        value: '',
        validate: check('title', (title) => typeof title === 'string' && title.length <= LONGEST_TITLE),
      },
    },
    inputs: 1,
    outputs: 1,
    icon: 'discord-chart.svg',
    paletteLabel() {
      return this._('discord-chart.paletteLabel');
    },
    label() {
      return this.name || this._('discord-chart.paletteLabel');
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
    inputLabels() {
      return this._('discord-chart.input');
    },
    outputLabels() {
      return this._('discord-chart.output');
    },
  });
})();
