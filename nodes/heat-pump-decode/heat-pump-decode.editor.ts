(() => {
  interface HeatPumpDecode {
    name: string;
    meter: string;
    profile: string;
    rows: Row[];
    address: number | string;
  }

  /** A quantity of an own profile. Fields that are missing have their defaults at run time. */
  interface Row {
    quantity: string;
    kind: string;
    unit: string;
    address: number | string;
    functionCode: number;
    type: string;
    wordOrder: string;
    scale: number | string;
    offset: number | string;
    invalid: number[];
    lowest?: number | string;
    highest?: number | string;
    unitId?: number | string;
  }

  interface Profile {
    id: string;
    name: string;
    models: string;
    line: string;
    sure: string;
    source: string;
    rows: Row[];
  }

  const METER_NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;
  const LONGEST_METER_NAME = 70;
  const QUANTITY = /^[a-z0-9_-]{1,29}$/;
  const CHOICES = {
    functionCode: ['3', '4'],
    type: ['i16', 'u16', 'i32', 'u32', 'i64', 'f32', 'byte'],
    wordOrder: ['big', 'swapped'],
    unit: ['°C', 'kWh', 'W', 'dm3', 'dm3/h', '%', 'V', 'A', 'Hz'],
    kind: ['gauge', 'counter'],
  } as const;
  type Choice = keyof typeof CHOICES;
  const TRANSLATED: readonly Choice[] = ['functionCode', 'wordOrder', 'kind'];
  const NEW_ROW: Row = {
    quantity: '',
    kind: 'gauge',
    unit: '°C',
    address: '',
    functionCode: 3,
    type: 'i16',
    wordOrder: 'big',
    scale: 0.1,
    offset: 0,
    invalid: [-32768],
  };
  let profiles: Profile[] = [];

  /** A property that is missing, as in a hand-written flow, has its default at run time. */
  function check(property: keyof HeatPumpDecode, isValid: (value: unknown) => boolean): EditorValidator {
    return function (value, _options) {
      return value === undefined || isValid(value) || this._(`heat-pump-decode.invalid.${property}`);
    };
  }

  function toNumber(value: unknown): number {
    return value === '' || value === null || value === undefined ? Number.NaN : Number(value);
  }

  function isRegister(value: unknown): boolean {
    const address = toNumber(value);
    return Number.isInteger(address) && address >= 0 && address <= 65_535;
  }

  /** The first row that can't be used, and why. */
  function findProblem(rows: readonly Partial<Row>[]): { row: number; key: string } | undefined {
    if (rows.length === 0) return { row: 0, key: 'noRows' };
    const quantities = rows.map(({ quantity }) => quantity);
    for (const [index, { quantity, address, scale, invalid }] of rows.entries()) {
      const row = index + 1;
      if (!QUANTITY.test(quantity ?? '')) return { row, key: 'rowQuantity' };
      if (quantities.indexOf(quantity) !== index) return { row, key: 'rowTwice' };
      if (!isRegister(address)) return { row, key: 'rowAddress' };
      if (scale !== undefined && !toNumber(scale)) return { row, key: 'rowScale' };
      if (invalid && !invalid.every(Number.isFinite)) return { row, key: 'rowInvalid' };
    }
    return undefined;
  }

  const list = (): JQuery => $('#node-input-rows-container');
  const isOwn = (): boolean => $('#node-input-profile').val() === 'own';

  function readRows(): Row[] {
    return list()
      .editableList('items')
      .toArray()
      .map((element) => {
        const text = (name: string): string => String($(element).find(`.node-row-${name}`).val() ?? '').trim();
        const number = (name: string): number | string => (text(name) === '' ? '' : Number(text(name)));
        const limit = (name: 'lowest' | 'highest' | 'unitId'): object =>
          text(name) === '' ? {} : { [name]: Number(text(name)) };
        return {
          quantity: text('quantity'),
          kind: text('kind'),
          unit: text('unit'),
          address: number('address'),
          functionCode: Number(text('functionCode')),
          type: text('type'),
          wordOrder: text('wordOrder'),
          scale: number('scale'),
          offset: number('offset') || 0,
          invalid: text('invalid')
            .split(/[\s,;]+/)
            .filter(Boolean)
            .map(Number),
          ...limit('lowest'),
          ...limit('highest'),
          ...limit('unitId'),
        };
      });
  }

  function showProblem(node: EditorNode): void {
    const problem = isOwn() ? findProblem(readRows()) : undefined;
    const reason = problem ? node._(`heat-pump-decode.invalid.${problem.key}`, { row: problem.row }) : '';
    $('#node-heat-pump-problem').text(reason).toggle(Boolean(problem));
  }

  function addRow(node: EditorNode, container: JQuery, given: Partial<Row>): void {
    const row = { ...NEW_ROW, ...given };
    const line = (): JQuery =>
      $('<div>', { style: 'display: flex; gap: 6px; margin-bottom: 4px;' }).appendTo(container);
    const change = (): void => showProblem(node);
    const field = (to: JQuery, name: keyof Row, type: string, style: string): void => {
      const hint = node._(`heat-pump-decode.row.${name}`);
      const value = row[name] ?? '';
      $('<input>', { type, step: 'any', placeholder: hint, title: hint, 'aria-label': hint, style })
        .addClass(`node-row-${name}`)
        .val(Array.isArray(value) ? value.join(', ') : String(value))
        .on('input', change)
        .appendTo(to);
    };
    const choice = (to: JQuery, name: Choice): void => {
      const hint = node._(`heat-pump-decode.row.${name}`);
      const select = $('<select>', { title: hint, 'aria-label': hint, style: 'flex: 1; min-width: 0; width: auto;' })
        .addClass(`node-row-${name}`)
        .on('change', change)
        .appendTo(to);
      for (const value of CHOICES[name]) {
        const text = TRANSLATED.includes(name) ? node._(`heat-pump-decode.${name}.${value}`) : value;
        $('<option>', { value, text }).appendTo(select);
      }
      select.val(String(row[name]));
    };
    const first = line();
    field(first, 'quantity', 'text', 'flex: 2; min-width: 0;');
    field(first, 'address', 'number', 'width: 75px;');
    choice(first, 'functionCode');
    choice(first, 'unit');
    const second = line();
    choice(second, 'type');
    choice(second, 'wordOrder');
    field(second, 'scale', 'number', 'width: 65px;');
    field(second, 'offset', 'number', 'width: 65px;');
    choice(second, 'kind');
    const third = line();
    field(third, 'invalid', 'text', 'flex: 1; min-width: 0;');
    field(third, 'lowest', 'number', 'width: 85px;');
    field(third, 'highest', 'number', 'width: 85px;');
    field(third, 'unitId', 'number', 'width: 85px;');
    showProblem(node);
  }

  /** What is known of the chosen profile, and which registers it wants. */
  function about(node: EditorNode, profile: Profile): string {
    const { models, line, source, sure, rows } = profile;
    const values = { models, line, source, sure: node._(`heat-pump-decode.sure.${sure}`) };
    const registers = rows.map(({ quantity, address, functionCode, unitId }) => {
      const unit = unitId === undefined ? '' : `, ${node._('heat-pump-decode.row.unitId')} ${unitId}`;
      return `${quantity}: ${address} (${node._(`heat-pump-decode.functionCode.${functionCode}`)}${unit})`;
    });
    return `${node._('heat-pump-decode.about', values)}\n${registers.join('\n')}`;
  }

  function showProfile(node: EditorNode): void {
    const profile = profiles.find(({ id }) => id === $('#node-input-profile').val());
    $('#node-heat-pump-own').toggle(isOwn());
    $('#node-heat-pump-about')
      .text(profile ? about(node, profile) : '')
      .toggle(Boolean(profile));
    showProblem(node);
  }

  RED.nodes.registerType<HeatPumpDecode>('heat-pump-decode', {
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
      profile: { value: 'own', validate: check('profile', (profile) => typeof profile === 'string' && profile !== '') },
      rows: {
        value: [],
        validate(value, _options) {
          const { profile = 'own' } = this as EditorNode & Partial<HeatPumpDecode>;
          if (profile !== 'own') return true;
          const problem = findProblem(Array.isArray(value) ? value : []);
          return !problem || this._(`heat-pump-decode.invalid.${problem.key}`, { row: problem.row });
        },
      },
      address: { value: '', validate: check('address', (value) => value === '' || isRegister(value)) },
    },
    inputs: 1,
    outputs: 1,
    icon: 'heat-pump-decode.svg',
    paletteLabel() {
      return this._('heat-pump-decode.paletteLabel');
    },
    label() {
      return this.name || this._('heat-pump-decode.paletteLabel');
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
    inputLabels() {
      return this._('heat-pump-decode.input');
    },
    outputLabels() {
      return this._('heat-pump-decode.output');
    },
    oneditprepare() {
      const select = $('#node-input-profile');
      list().editableList<Row>({
        addButton: this._('heat-pump-decode.label.add'),
        removable: true,
        sortable: true,
        height: 'auto',
        addItem: (container, _index, row) => addRow(this, container, row),
        removeItem: () => showProblem(this),
      });
      for (const row of this.rows ?? []) list().editableList('addItem', row);
      select.on('change', () => showProfile(this));
      $.getJSON('heat-pump-decode/profiles', (known: Profile[]) => {
        profiles = known;
        for (const { id, name } of known) $('<option>', { value: id, text: name }).appendTo(select);
        // The check of the field ran while its choices were not there yet.
        select.val(this.profile ?? 'own').trigger('change');
      });
      showProfile(this);
    },
    oneditsave() {
      this.rows = isOwn() ? readRows() : [];
    },
  });
})();
