(() => {
  interface TelemetryBackup {
    name: string;
    database: string;
    folder: string;
    keep: number | string;
  }

  /** A property that is missing, as in a hand-written flow, has its default at run time. */
  function check(property: keyof TelemetryBackup, isValid: (value: unknown) => boolean): EditorValidator {
    return function (value, _options) {
      return value === undefined || isValid(value) || this._(`telemetry-backup.invalid.${property}`);
    };
  }

  RED.nodes.registerType<TelemetryBackup>('telemetry-backup', {
    category: 'home telemetry',
    color: '#DEBD5C',
    defaults: {
      name: { value: '', validate: check('name', (name) => typeof name === 'string') },
      database: {
        value: '',
        type: 'telemetry-database',
        validate(value, _options) {
          const database = RED.nodes.node(value);
          if (!database) return this._('telemetry-backup.invalid.database');
          return database.valid !== false || this._('telemetry-backup.invalid.databaseSettings');
        },
      },
      folder: {
        value: '',
        validate: check('folder', (folder) => typeof folder === 'string' && !folder.includes('\0')),
      },
      keep: {
        value: 7,
        validate: check('keep', (keep) => Number.isInteger(Number(keep)) && Number(keep) >= 1 && Number(keep) <= 1000),
      },
    },
    inputs: 1,
    outputs: 1,
    icon: 'telemetry-backup.svg',
    paletteLabel() {
      return this._('telemetry-backup.paletteLabel');
    },
    label() {
      return this.name || this._('telemetry-backup.paletteLabel');
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
    inputLabels() {
      return this._('telemetry-backup.input');
    },
    outputLabels() {
      return this._('telemetry-backup.output');
    },
  });
})();
