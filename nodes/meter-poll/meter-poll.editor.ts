(() => {
  interface MeterPoll {
    name: string;
    devices: Device[];
    interval: number | string;
    timeout: number | string;
    delay: number | string;
    pause: number | string;
    retries: number | string;
    outputs: number;
  }

  /** One read of a device. */
  interface Device {
    name: string;
    unitid: number | string;
    fc: number | string;
    address: number | string;
    quantity: number | string;
    /** In s; that of the node if empty. */
    interval: number | string;
  }

  /** A row of the list, and which of the node's outputs it had when the dialog was opened. */
  interface Row extends Device {
    output?: number;
  }

  /** Before the devices' outputs: the requests, and how it stands. */
  const FIRST_OUTPUT = 2;
  const FUNCTION_CODES = ['3', '4', '1', '2'];
  const MOST: Record<string, number> = { 1: 2000, 2: 2000, 3: 125, 4: 125 };

  /** A property that is missing, as in a hand-written flow, has its default at run time. */
  function check(property: keyof MeterPoll, isValid: (value: unknown) => boolean): EditorValidator {
    return function (value, _options) {
      return value === undefined || isValid(value) || this._(`meter-poll.invalid.${property}`);
    };
  }

  function between(from: number, to: number): (value: unknown) => boolean {
    return (value) => value !== '' && value !== null && Number(value) >= from && Number(value) <= to;
  }

  function wholeBetween(from: number, to: number): (value: unknown) => boolean {
    return (value) => between(from, to)(value) && Number.isInteger(Number(value));
  }

  /** The first device that can't be used, and why. */
  function findProblem(devices: readonly Partial<Device>[]): { row: number; key: string } | undefined {
    if (devices.length === 0) return { row: 0, key: 'devices' };
    const names = devices.map(({ name }) => name);
    for (const [index, { name, unitid, fc, address, quantity, interval }] of devices.entries()) {
      const row = index + 1;
      if (!name || names.indexOf(name) !== index) return { row, key: 'deviceName' };
      if (!wholeBetween(0, 255)(unitid ?? '')) return { row, key: 'deviceUnit' };
      if (!wholeBetween(0, 65_535)(address ?? '')) return { row, key: 'deviceAddress' };
      if (!wholeBetween(1, MOST[String(fc)] ?? 0)(quantity ?? '')) return { row, key: 'deviceQuantity' };
      if (interval !== undefined && interval !== '' && !between(1, 86_400)(interval))
        return { row, key: 'deviceInterval' };
    }
    return undefined;
  }

  const list = (): JQuery => $('#node-input-devices-container');

  function rowElements(): HTMLElement[] {
    return list().editableList('items').toArray();
  }

  function readDevice(element: HTMLElement): Device {
    const text = (name: string): string => String($(element).find(`.node-device-${name}`).val() ?? '').trim();
    const number = (name: string): number | string => (text(name) === '' ? '' : Number(text(name)));
    return {
      name: text('name'),
      unitid: number('unitid'),
      fc: Number(text('fc')),
      address: number('address'),
      quantity: number('quantity'),
      interval: number('interval'),
    };
  }

  function showProblem(node: EditorNode): void {
    const problem = findProblem(rowElements().map(readDevice));
    const reason = problem ? node._(`meter-poll.invalid.${problem.key}`, { row: problem.row }) : '';
    $('#node-meter-poll-problem').text(reason).toggle(Boolean(problem));
  }

  function addRow(node: EditorNode, container: JQuery, row: Partial<Row>): void {
    container.data('output', row.output ?? '');
    const line = (): JQuery =>
      $('<div>', { style: 'display: flex; gap: 6px; margin-bottom: 4px;' }).appendTo(container);
    const field = (to: JQuery, name: keyof Device, type: string, style: string, otherwise: string | number): void => {
      const hint = node._(`meter-poll.device.${name}`);
      $('<input>', { type, step: 'any', placeholder: hint, title: hint, 'aria-label': hint, style })
        .addClass(`node-device-${name}`)
        .val(String(row[name] ?? otherwise))
        .on('input', () => showProblem(node))
        .appendTo(to);
    };
    const first = line();
    field(first, 'name', 'text', 'flex: 1; min-width: 0;', '');
    field(first, 'unitid', 'number', 'width: 75px;', 1);
    const hint = node._('meter-poll.device.fc');
    const select = $('<select>', { title: hint, 'aria-label': hint, style: 'width: 170px;' })
      .addClass('node-device-fc')
      .on('change', () => showProblem(node))
      .appendTo(first);
    for (const code of FUNCTION_CODES)
      $('<option>', { value: code, text: node._(`meter-poll.fc.${code}`) }).appendTo(select);
    select.val(String(row.fc ?? 3));
    const second = line();
    field(second, 'address', 'number', 'flex: 1; min-width: 0;', '');
    field(second, 'quantity', 'number', 'flex: 1; min-width: 0;', '');
    field(second, 'interval', 'number', 'flex: 1; min-width: 0;', '');
    showProblem(node);
  }

  RED.nodes.registerType<MeterPoll>('meter-poll', {
    category: 'home telemetry',
    color: '#87A980',
    defaults: {
      name: { value: '', validate: check('name', (name) => typeof name === 'string') },
      devices: {
        value: [],
        validate(value, _options) {
          const problem = findProblem(Array.isArray(value) ? value : []);
          return !problem || this._(`meter-poll.invalid.${problem.key}`, { row: problem.row });
        },
      },
      interval: { value: 300, validate: check('interval', between(1, 86_400)) },
      timeout: { value: 4, validate: check('timeout', between(1, 86_400)) },
      delay: { value: 5, validate: check('delay', between(0, 86_400)) },
      pause: { value: 100, validate: check('pause', wholeBetween(0, 60_000)) },
      retries: { value: 1, validate: check('retries', wholeBetween(0, 10)) },
      outputs: { value: FIRST_OUTPUT, validate: () => true },
    },
    inputs: 1,
    outputs: FIRST_OUTPUT,
    icon: 'meter-poll.svg',
    paletteLabel() {
      return this._('meter-poll.paletteLabel');
    },
    label() {
      return this.name || this._('meter-poll.paletteLabel');
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
    inputLabels() {
      return this._('meter-poll.input');
    },
    outputLabels(index) {
      if (index < FIRST_OUTPUT) return this._(`meter-poll.output${index}`);
      return this.devices?.[index - FIRST_OUTPUT]?.name ?? '';
    },
    oneditprepare() {
      list().editableList<Row>({
        addButton: this._('meter-poll.label.add'),
        height: 'auto',
        removable: true,
        sortable: true,
        addItem: (container, _index, row) => addRow(this, container, row),
        removeItem: () => showProblem(this),
      });
      for (const [index, device] of (this.devices ?? []).entries()) {
        list().editableList('addItem', { ...device, output: index + FIRST_OUTPUT });
      }
      showProblem(this);
    },
    oneditsave() {
      const rows = rowElements();
      // The editor moves wires by this map: from an old output to a new one, to -1 where it is gone; new ones have no old.
      const map: Record<string, string> = { 0: '0', 1: '1' };
      for (const index of (this.devices ?? []).keys()) map[index + FIRST_OUTPUT] = '-1';
      for (const [index, element] of rows.entries()) {
        const before = $(element).data('output') as number | '';
        map[before === '' ? `new${index}` : before] = String(index + FIRST_OUTPUT);
      }
      this.devices = rows.map(readDevice);
      $('#node-input-outputs').val(JSON.stringify(map));
    },
  });
})();
