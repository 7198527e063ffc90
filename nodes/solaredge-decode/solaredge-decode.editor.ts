(() => {
  interface SolarEdgeDecode {
    name: string;
    meter: string;
    address: number | string;
    timeZone: string;
  }

  const METER_NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;
  const LONGEST_METER_NAME = 70;

  /** A property that is missing, as in a hand-written flow, has its default at run time. */
  function check(property: keyof SolarEdgeDecode, isValid: (value: unknown) => boolean): EditorValidator {
    return function (value, _options) {
      return value === undefined || isValid(value) || this._(`solaredge-decode.invalid.${property}`);
    };
  }

  function isAddress(value: unknown): boolean {
    if (value === '' || value === null) return true;
    const address = Number(value);
    return Number.isInteger(address) && address >= 0 && address <= 65_535;
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

  RED.nodes.registerType<SolarEdgeDecode>('solaredge-decode', {
    category: 'home telemetry',
    color: '#87A980',
    defaults: {
      name: { value: '', validate: check('name', (name) => typeof name === 'string') },
      meter: {
        value: 'solar',
        validate: check(
          'meter',
          (meter) => typeof meter === 'string' && meter.length <= LONGEST_METER_NAME && METER_NAME.test(meter),
        ),
      },
      address: { value: '', validate: check('address', isAddress) },
      timeZone: { value: '', validate: check('timeZone', isTimeZone) },
    },
    inputs: 1,
    outputs: 1,
    icon: 'solaredge-decode.svg',
    paletteLabel() {
      return this._('solaredge-decode.paletteLabel');
    },
    label() {
      return this.name || (this.meter ? `${this.meter}.energy` : this._('solaredge-decode.paletteLabel'));
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
    inputLabels() {
      return this._('solaredge-decode.input');
    },
    outputLabels() {
      return this._('solaredge-decode.output');
    },
    oneditprepare() {
      const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
      $('#node-input-timeZone').attr('placeholder', this._('solaredge-decode.placeholder.timeZone', { zone }));
    },
  });
})();
