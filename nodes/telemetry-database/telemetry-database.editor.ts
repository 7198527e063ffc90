(() => {
  interface TelemetryDatabase {
    name: string;
    file: string;
    timeZone: string;
  }

  /** A property that is missing, as in a hand-written flow, has its default at run time. */
  function check(property: keyof TelemetryDatabase, isValid: (value: unknown) => boolean): EditorValidator {
    return function (value, _options) {
      return value === undefined || isValid(value) || this._(`telemetry-database.invalid.${property}`);
    };
  }

  function isTimeZone(value: unknown): boolean {
    if (typeof value !== 'string') return false;
    if (value.trim() === '') return true;
    try {
      new Intl.DateTimeFormat('en', { timeZone: value.trim() });
      return true;
    } catch {
      return false;
    }
  }

  /** The names that the browser knows; older ones can't list them. */
  function listTimeZones(): string[] {
    const intl = Intl as typeof Intl & { supportedValuesOf?: (key: 'timeZone') => string[] };
    return intl.supportedValuesOf?.('timeZone') ?? [];
  }

  RED.nodes.registerType<TelemetryDatabase>('telemetry-database', {
    category: 'config',
    defaults: {
      name: { value: '', validate: check('name', (name) => typeof name === 'string') },
      file: {
        value: 'telemetry.sqlite',
        validate: check('file', (file) => typeof file === 'string' && file.trim() !== '' && !file.includes('\0')),
      },
      timeZone: { value: '', validate: check('timeZone', isTimeZone) },
    },
    paletteLabel() {
      return this._('telemetry-database.paletteLabel');
    },
    label() {
      return this.name || this.file || this._('telemetry-database.paletteLabel');
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
    oneditprepare() {
      const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
      $('#node-config-input-timeZone').attr('placeholder', this._('telemetry-database.placeholder.timeZone', { zone }));
      const options = listTimeZones().map((name) => $('<option>', { value: name }));
      $('#node-config-input-timeZone-list').append(options);
    },
  });
})();
