(() => {
  interface TelemetryStore {
    name: string;
    database: string;
  }

  /** A property that is missing, as in a hand-written flow, has its default at run time. */
  function check(property: keyof TelemetryStore, isValid: (value: unknown) => boolean): EditorValidator {
    return function (value, _options) {
      return value === undefined || isValid(value) || this._(`telemetry-store.invalid.${property}`);
    };
  }

  const OUTPUTS = ['stored', 'events'];

  RED.nodes.registerType<TelemetryStore>('telemetry-store', {
    category: 'home telemetry',
    color: '#DEBD5C',
    defaults: {
      name: { value: '', validate: check('name', (name) => typeof name === 'string') },
      database: {
        value: '',
        type: 'telemetry-database',
        validate(value, _options) {
          const database = RED.nodes.node(value);
          if (!database) return this._('telemetry-store.invalid.database');
          return database.valid !== false || this._('telemetry-store.invalid.databaseSettings');
        },
      },
    },
    inputs: 1,
    outputs: 2,
    icon: 'telemetry-store.svg',
    paletteLabel() {
      return this._('telemetry-store.paletteLabel');
    },
    label() {
      return this.name || this._('telemetry-store.paletteLabel');
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
    inputLabels() {
      return this._('telemetry-store.input');
    },
    outputLabels(index) {
      return this._(`telemetry-store.output.${OUTPUTS[index]}`);
    },
  });
})();
