(() => {
  interface TelemetryEvents {
    name: string;
    database: string;
    series: string;
    period: string;
    kinds: string;
  }

  /** Names and patterns; which series there are, the runtime knows. */
  const SERIES = /^\s*[a-z0-9_.*-]{1,100}(\s*,\s*[a-z0-9_.*-]{1,100}){0,19}\s*$/;
  const KINDS =
    'gap glitch backflow rollover replacement reset jump implausible stuck late conflict clock silent back rebuilt'.split(
      ' ',
    );

  /** A property that is missing, as in a hand-written flow, has its default at run time. */
  function check(property: keyof TelemetryEvents, isValid: (value: string) => boolean): EditorValidator {
    return function (value, _options) {
      const isRight = value === undefined || (typeof value === 'string' && isValid(value));
      return isRight || this._(`telemetry-events.invalid.${property}`);
    };
  }

  function isKinds(value: string): boolean {
    return value.split(',').every((kind) => kind.trim() === '' || KINDS.includes(kind.trim()));
  }

  RED.nodes.registerType<TelemetryEvents>('telemetry-events', {
    category: 'home telemetry',
    color: '#DEBD5C',
    defaults: {
      name: { value: '', validate: check('name', () => true) },
      database: {
        value: '',
        type: 'telemetry-database',
        validate(value, _options) {
          const database = RED.nodes.node(value);
          if (!database) return this._('telemetry-events.invalid.database');
          return database.valid !== false || this._('telemetry-events.invalid.databaseSettings');
        },
      },
      series: { value: '*', validate: check('series', (series) => SERIES.test(series)) },
      period: { value: '7d', validate: check('period', (period) => period.trim() !== '') },
      kinds: { value: '', validate: check('kinds', isKinds) },
    },
    inputs: 1,
    outputs: 1,
    icon: 'telemetry-events.svg',
    paletteLabel() {
      return this._('telemetry-events.paletteLabel');
    },
    label() {
      return this.name || this._('telemetry-events.paletteLabel');
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
    inputLabels() {
      return this._('telemetry-events.input');
    },
    outputLabels() {
      return this._('telemetry-events.output');
    },
  });
})();
