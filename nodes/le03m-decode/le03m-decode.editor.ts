(() => {
  interface Le03mDecode {
    name: string;
    meter: string;
    divisor: number | string;
    offset: number | string;
  }

  const METER_NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;
  const LONGEST_METER_NAME = 70;

  /** A property that is missing, as in a hand-written flow, has its default at run time. */
  function check(property: keyof Le03mDecode, isValid: (value: unknown) => boolean): EditorValidator {
    return function (value, _options) {
      return value === undefined || isValid(value) || this._(`le03m-decode.invalid.${property}`);
    };
  }

  function toNumber(value: unknown): number {
    return value === '' || value === null ? Number.NaN : Number(value);
  }

  RED.nodes.registerType<Le03mDecode>('le03m-decode', {
    category: 'home telemetry',
    color: '#87A980',
    defaults: {
      name: { value: '', validate: check('name', (name) => typeof name === 'string') },
      meter: {
        value: 'heat_pump',
        validate: check(
          'meter',
          (meter) => typeof meter === 'string' && meter.length <= LONGEST_METER_NAME && METER_NAME.test(meter),
        ),
      },
      divisor: {
        value: 10,
        validate: check('divisor', (value) => Number.isFinite(toNumber(value)) && toNumber(value) > 0),
      },
      offset: {
        value: 0,
        validate: check('offset', (value) => {
          const offset = toNumber(value);
          return Number.isInteger(offset) && offset >= 0 && offset <= 122;
        }),
      },
    },
    inputs: 1,
    outputs: 1,
    icon: 'le03m-decode.svg',
    paletteLabel() {
      return this._('le03m-decode.paletteLabel');
    },
    label() {
      return this.name || (this.meter ? `${this.meter}.energy` : this._('le03m-decode.paletteLabel'));
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
    inputLabels() {
      return this._('le03m-decode.input');
    },
    outputLabels() {
      return this._('le03m-decode.output');
    },
    oneditprepare() {
      const model = $('#node-input-model');
      const divisor = $('#node-input-divisor');
      const known = model.find(`option[value="${Number(this.divisor)}"]`).length > 0;
      model.val(known ? String(Number(this.divisor)) : 'other');
      model.on('change', () => {
        const other = model.val() === 'other';
        $('#node-row-divisor').toggle(other);
        if (!other) divisor.val(model.val() as string).trigger('change');
      });
      $('#node-row-divisor').toggle(!known);
    },
  });
})();
