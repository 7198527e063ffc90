(() => {
  interface SimulatedDiscord {
    name: string;
    port: number | string;
  }

  /** A property that is missing, as in a hand-written flow, has its default at run time. */
  function check(property: keyof SimulatedDiscord, isValid: (value: unknown) => boolean): EditorValidator {
    return function (value, _options) {
      return value === undefined || isValid(value) || this._(`simulated-discord.invalid.${property}`);
    };
  }

  function isPort(value: unknown): boolean {
    const port = value === '' || value === null ? Number.NaN : Number(value);
    return Number.isInteger(port) && port >= 1024 && port <= 65535;
  }

  RED.nodes.registerType<SimulatedDiscord>('simulated-discord', {
    category: 'home telemetry',
    color: '#C0C0C0',
    defaults: {
      name: { value: '', validate: check('name', (name) => typeof name === 'string') },
      port: { value: 10504, validate: check('port', isPort) },
    },
    inputs: 0,
    outputs: 0,
    icon: 'simulated-discord.svg',
    paletteLabel() {
      return this._('simulated-discord.paletteLabel');
    },
    label() {
      return this.name || this._('simulated-discord.paletteLabel');
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
  });
})();
