(() => {
  interface TelemetryRemote {
    name: string;
    database: string;
    action: string;
    period: string;
  }

  /** A property that is missing, as in a hand-written flow, has its default at run time. */
  function check(property: keyof TelemetryRemote, isValid: (value: unknown) => boolean): EditorValidator {
    return function (value, _options) {
      return value === undefined || isValid(value) || this._(`telemetry-remote.invalid.${property}`);
    };
  }

  RED.nodes.registerType<TelemetryRemote>('telemetry-remote', {
    category: 'home telemetry',
    color: '#DEBD5C',
    defaults: {
      name: { value: '', validate: check('name', (name) => typeof name === 'string') },
      database: {
        value: '',
        type: 'telemetry-database',
        validate(value, _options) {
          const database = RED.nodes.node(value);
          if (!database) return this._('telemetry-remote.invalid.database');
          return database.valid !== false || this._('telemetry-remote.invalid.databaseSettings');
        },
      },
      action: { value: 'state', validate: check('action', (action) => action === 'state' || action === 'verify') },
      period: { value: '30d', validate: check('period', (period) => typeof period === 'string') },
    },
    inputs: 1,
    outputs: 1,
    icon: 'telemetry-remote.svg',
    paletteLabel() {
      return this._('telemetry-remote.paletteLabel');
    },
    label() {
      return this.name || this._('telemetry-remote.paletteLabel');
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
    inputLabels() {
      return this._('telemetry-remote.input');
    },
    outputLabels() {
      return this._('telemetry-remote.output');
    },
    oneditprepare() {
      const action = $('#node-input-action');
      const show = (): void => {
        $('#node-row-period').toggle(action.val() === 'verify');
      };
      action.on('change', show);
      show();
    },
  });
})();
