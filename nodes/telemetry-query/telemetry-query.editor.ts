(() => {
  interface TelemetryQuery {
    name: string;
    database: string;
    series: string;
    period: string;
    bucket: string;
    /** Older flows hold a boolean. */
    compare: string | boolean;
  }

  /** A series as the runtime's list tells it. */
  interface KnownSeries {
    name: string;
    unit: string;
  }

  /** With a question mark at its end it need not exist. */
  const SERIES_NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)+\??$/;
  /** One asterisk stands for any characters. */
  const SERIES_PATTERN = /^[a-z0-9_.-]*\*[a-z0-9_.-]*\??$/;
  const LONGEST_SERIES_NAME = 100;
  const MOST_SERIES = 20;
  const BUCKETS = ['', '5m', 'hour', 'day', 'week', 'month', 'year'];
  const COMPARES = ['off', 'previous', 'week'];
  /** The forms that the runtime understands; whether the calendar has such a date, it checks itself. */
  const PERIODS = [
    /^(today|yesterday)$/,
    /^0*[1-9]\d{0,5} ?[hdwmy]$/,
    /^(this|last) (week|month|year)$/,
    /^\d{4}(-\d{2}){0,2}( ?\.\. ?\d{4}(-\d{2}){0,2})?$/,
  ];

  /** A property that is missing, as in a hand-written flow, has its default at run time. */
  function check(property: keyof TelemetryQuery, isValid: (value: unknown) => boolean): EditorValidator {
    return function (value, _options) {
      return value === undefined || isValid(value) || this._(`telemetry-query.invalid.${property}`);
    };
  }

  function splitNames(text: string): string[] {
    return text
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
  }

  function isSeriesList(value: unknown): boolean {
    if (typeof value !== 'string') return false;
    const names = splitNames(value);
    const isName = (name: string): boolean => SERIES_NAME.test(name) || SERIES_PATTERN.test(name);
    return names.length <= MOST_SERIES && names.every((name) => name.length <= LONGEST_SERIES_NAME && isName(name));
  }

  function isPeriod(value: unknown): boolean {
    if (typeof value !== 'string') return false;
    const words = value.trim().toLowerCase().replace(/\s+/g, ' ');
    return PERIODS.some((form) => form.test(words));
  }

  /** Completes the last name of a list that is being typed. */
  function complete(text: string, known: readonly KnownSeries[]): { value: string; label: string }[] {
    const start = text.lastIndexOf(',') + 1;
    const typed = text.slice(start).trim().toLowerCase();
    const chosen = splitNames(text.slice(0, start));
    if (typed === '' || known.some(({ name }) => name === typed)) return [];
    const before = chosen.map((name) => `${name}, `).join('');
    return known
      .filter(({ name }) => name.includes(typed) && !chosen.includes(name))
      .sort((a, b) => a.name.indexOf(typed) - b.name.indexOf(typed))
      .map(({ name, unit }) => ({ value: before + name, label: `${name} (${unit})` }));
  }

  RED.nodes.registerType<TelemetryQuery>('telemetry-query', {
    category: 'home telemetry',
    color: '#DEBD5C',
    defaults: {
      name: { value: '', validate: check('name', (name) => typeof name === 'string') },
      database: {
        value: '',
        type: 'telemetry-database',
        validate(value, _options) {
          const database = RED.nodes.node(value);
          if (!database) return this._('telemetry-query.invalid.database');
          return database.valid !== false || this._('telemetry-query.invalid.databaseSettings');
        },
      },
      series: { value: '', validate: check('series', isSeriesList) },
      period: { value: 'today', validate: check('period', isPeriod) },
      bucket: { value: '', validate: check('bucket', (bucket) => BUCKETS.includes(bucket as string)) },
      compare: {
        value: 'off',
        validate: check('compare', (compare) => typeof compare === 'boolean' || COMPARES.includes(compare as string)),
      },
    },
    inputs: 1,
    outputs: 1,
    icon: 'telemetry-query.svg',
    paletteLabel() {
      return this._('telemetry-query.paletteLabel');
    },
    label() {
      if (this.name) return this.name;
      return this.series ? `${this.series} · ${this.period}` : this._('telemetry-query.paletteLabel');
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
    inputLabels() {
      return this._('telemetry-query.input');
    },
    outputLabels() {
      return this._('telemetry-query.output');
    },
    oneditprepare() {
      if (typeof this.compare !== 'string') $('#node-input-compare').val(this.compare ? 'previous' : 'off');
      let known: KnownSeries[] = [];
      const database = $('#node-input-database');
      const load = (): void => {
        const id = database.val();
        known = [];
        // Before the first deploy there is no such database yet: then nothing is suggested.
        if (!RED.nodes.node(id)) return;
        $.getJSON(`telemetry-database/${id}/series`).then((series: KnownSeries[]) => {
          if (database.val() === id) known = series;
        });
      };
      database.on('change', load);
      load();
      $('#node-input-series').autoComplete({ minLength: 1, search: (text) => complete(text, known) });
    },
  });
})();
