(() => {
  /** A meter of several in one image, with the name of its series. */
  interface NamedMeter {
    serial: string;
    meter: string;
  }

  interface MbusWaterDecode {
    name: string;
    meter: string;
    wordOrder: string;
    maxAge: number | string;
    unit: string;
    exponent: number | string;
    meters: NamedMeter[];
  }

  const METER_NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;
  const LONGEST_METER_NAME = 70;
  const SERIAL = /^[0-9A-Fa-f]{1,8}$/;
  const LARGEST_EXPONENT = 9;

  /** A property that is missing, as in a hand-written flow, has its default at run time. */
  function check(property: keyof MbusWaterDecode, isValid: (value: unknown) => boolean): EditorValidator {
    return function (value, _options) {
      return value === undefined || isValid(value) || this._(`mbus-water-decode.invalid.${property}`);
    };
  }

  function toNumber(value: unknown): number {
    return value === '' || value === null ? Number.NaN : Number(value);
  }

  function isMeterName(value: unknown): boolean {
    return typeof value === 'string' && value.length <= LONGEST_METER_NAME && METER_NAME.test(value);
  }

  /** What is wrong with a list of meters: the row, and the key of the sentence that says it. */
  function findProblem(meters: readonly Partial<NamedMeter>[]): { index: number; key: string } | undefined {
    const seen = new Set<string>();
    for (const [index, entry] of meters.entries()) {
      const serial = String(entry?.serial ?? '').trim();
      if (!SERIAL.test(serial)) return { index, key: 'serial' };
      if (!isMeterName(entry.meter)) return { index, key: 'namedMeter' };
      const digits = serial.padStart(8, '0').toUpperCase();
      if (seen.has(digits)) return { index, key: 'twice' };
      seen.add(digits);
    }
    return undefined;
  }

  const list = (): JQuery => $('#node-input-meters-container');

  /** The rows of the dialog; empty ones are left out. */
  function readRows(): { row: JQuery; entry: NamedMeter }[] {
    const rows = list().editableList('items').toArray();
    return rows
      .map((element) => {
        const row = $(element);
        const text = (selector: string): string => String(row.find(selector).val() ?? '').trim();
        return { row, entry: { serial: text('.node-input-serial'), meter: text('.node-input-named-meter') } };
      })
      .filter(({ entry }) => entry.serial !== '' || entry.meter !== '');
  }

  /** Marks the first row that can't be used, and says why below the list. */
  function showProblem(node: EditorNode): void {
    const rows = readRows();
    const problem = findProblem(rows.map(({ entry }) => entry));
    list().find('input').removeClass('input-error');
    if (problem) {
      const field = problem.key === 'namedMeter' ? '.node-input-named-meter' : '.node-input-serial';
      rows[problem.index].row.find(field).addClass('input-error');
    }
    const reason = problem ? node._(`mbus-water-decode.invalid.${problem.key}`, { row: problem.index + 1 }) : '';
    $('#node-meters-problem').text(reason).toggle(Boolean(problem));
  }

  RED.nodes.registerType<MbusWaterDecode>('mbus-water-decode', {
    category: 'home telemetry',
    color: '#87A980',
    defaults: {
      name: { value: '', validate: check('name', (name) => typeof name === 'string') },
      meter: { value: 'water', validate: check('meter', isMeterName) },
      wordOrder: { value: 'big', validate: check('wordOrder', (order) => order === 'big' || order === 'swapped') },
      maxAge: {
        value: 60,
        validate: check('maxAge', (value) => Number.isFinite(toNumber(value)) && toNumber(value) >= 0),
      },
      unit: { value: 'dm3', validate: check('unit', (unit) => unit === 'dm3' || unit === 'm3') },
      exponent: {
        value: 0,
        validate: check('exponent', (value) => {
          const exponent = toNumber(value);
          return Number.isInteger(exponent) && Math.abs(exponent) <= LARGEST_EXPONENT;
        }),
      },
      meters: {
        value: [],
        validate(value, _options) {
          if (value === undefined) return true;
          if (!Array.isArray(value)) return this._('mbus-water-decode.invalid.meters');
          const problem = findProblem(value);
          return !problem || this._(`mbus-water-decode.invalid.${problem.key}`, { row: problem.index + 1 });
        },
      },
    },
    inputs: 1,
    outputs: 1,
    icon: 'mbus-water-decode.svg',
    paletteLabel() {
      return this._('mbus-water-decode.paletteLabel');
    },
    label() {
      return this.name || (this.meter ? `${this.meter}.volume` : this._('mbus-water-decode.paletteLabel'));
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
    inputLabels() {
      return this._('mbus-water-decode.input');
    },
    outputLabels() {
      return this._('mbus-water-decode.output');
    },
    oneditprepare() {
      list().editableList<NamedMeter>({
        addButton: this._('mbus-water-decode.label.addMeter'),
        height: 'auto',
        removable: true,
        addItem: (row, _index, entry) => {
          const line = $('<div>', { style: 'display: flex; gap: 8px;' }).appendTo(row);
          const field = (name: string, value: string | undefined): void => {
            const hint = this._(`mbus-water-decode.placeholder.${name}`);
            $('<input>', { type: 'text', placeholder: hint, 'aria-label': hint, style: 'flex: 1; min-width: 0;' })
              .addClass(name === 'serial' ? 'node-input-serial' : 'node-input-named-meter')
              .val(value ?? '')
              .on('input', () => showProblem(this))
              .appendTo(line);
          };
          field('serial', entry.serial);
          field('namedMeter', entry.meter);
        },
        removeItem: () => showProblem(this),
      });
      for (const entry of this.meters ?? []) list().editableList('addItem', entry);
      showProblem(this);
    },
    oneditsave() {
      this.meters = readRows().map(({ entry }) => entry);
    },
  });
})();
