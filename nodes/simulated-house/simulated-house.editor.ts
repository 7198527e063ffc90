(() => {
  interface SimulatedHouse {
    name: string;
    gatewayPort: number | string;
    linePort: number | string;
    inverterPort: number | string;
    seed: number | string;
  }

  type Port = 'gatewayPort' | 'linePort' | 'inverterPort';

  const LARGEST_SEED = 2 ** 31 - 1;

  /** A property that is missing, as in a hand-written flow, has its default at run time. */
  function check(property: keyof SimulatedHouse, isValid: (value: unknown) => boolean): EditorValidator {
    return function (value, _options) {
      return value === undefined || isValid(value) || this._(`simulated-house.invalid.${property}`);
    };
  }

  function isWhole(value: unknown, from: number, to: number): boolean {
    const number = value === '' || value === null ? Number.NaN : Number(value);
    return Number.isInteger(number) && number >= from && number <= to;
  }

  const isPort = (value: unknown): boolean => isWhole(value, 1024, 65535);

  /** A port that differs from those of the devices before it. */
  function ownPort(property: Port, others: readonly Port[]): EditorValidator {
    return function (value, _options) {
      if (value === undefined) return true;
      if (!isPort(value)) return this._(`simulated-house.invalid.${property}`);
      // While the dialog is open, what stands there counts.
      const portOf = (name: Port): unknown =>
        $(`#node-input-${name}`).val() ?? (this as unknown as SimulatedHouse)[name];
      const isFree = others.every((other) => Number(value) !== Number(portOf(other)));
      return isFree || this._('simulated-house.invalid.samePort');
    };
  }

  RED.nodes.registerType<SimulatedHouse>('simulated-house', {
    category: 'home telemetry',
    color: '#C0C0C0',
    defaults: {
      name: { value: '', validate: check('name', (name) => typeof name === 'string') },
      gatewayPort: { value: 10502, validate: check('gatewayPort', isPort) },
      linePort: { value: 10503, validate: ownPort('linePort', ['gatewayPort']) },
      inverterPort: { value: 10505, validate: ownPort('inverterPort', ['gatewayPort', 'linePort']) },
      seed: { value: 1, validate: check('seed', (seed) => isWhole(seed, 0, LARGEST_SEED)) },
    },
    inputs: 1,
    outputs: 1,
    icon: 'simulated-house.svg',
    paletteLabel() {
      return this._('simulated-house.paletteLabel');
    },
    label() {
      return this.name || this._('simulated-house.paletteLabel');
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
    inputLabels() {
      return this._('simulated-house.input');
    },
    outputLabels() {
      return this._('simulated-house.output');
    },
  });
})();
