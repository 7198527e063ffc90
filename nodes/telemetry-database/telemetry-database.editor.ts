(() => {
  interface TelemetryDatabase {
    name: string;
    kind: string;
    file: string;
    timeZone: string;
    rules: Rule[];
    remote: string;
    remoteUrl: string;
    home: string;
    remoteTls: string;
    remoteCa: string;
  }

  /** What is known better of a meter: one setting of the series that a name or a pattern fits. */
  interface Rule {
    series: string;
    setting: string;
    value: number | string;
  }

  const isPositive = (value: number): boolean => value > 0;
  const SETTINGS: Record<string, (value: number) => boolean> = {
    modulus: isPositive,
    maxRate: isPositive,
    noise: (value) => value >= 0,
    polls: (value) => Number.isInteger(value) && value >= 2 && value <= 20,
    maxGap: isPositive,
    silentAfter: isPositive,
    lowest: () => true,
    highest: () => true,
    stuckAfter: isPositive,
  };
  const PATTERN = /^[a-z0-9_.-]*\*?[a-z0-9_.-]*$/;

  /** A property that is missing, as in a hand-written flow, has its default at run time. */
  function check(property: keyof TelemetryDatabase, isValid: (value: unknown) => boolean): EditorValidator {
    return function (value, _options) {
      return value === undefined || isValid(value) || this._(`telemetry-database.invalid.${property}`);
    };
  }

  const VARIABLE = /^\$\{\w+\}$/;
  const HOME = '[a-z0-9][a-z0-9_-]{0,39}';
  const ONE_HOME = new RegExp(`^${HOME}$`);
  const SEVERAL_HOMES = new RegExp(`^(\\*|${HOME}(\\s*,\\s*${HOME})*)$`);

  /** What is wrong with the properties of the remote; they only matter where there is one. */
  function remoteProblem(database: Partial<TelemetryDatabase>): string | undefined {
    const isCentral = database.kind === 'postgresql';
    const remote = isCentral ? 'postgresql' : database.remote;
    if (!remote) return undefined;
    const [url, home] = [String(database.remoteUrl ?? '').trim(), String(database.home ?? '').trim()];
    if (!VARIABLE.test(url)) {
      const pattern = remote === 'postgresql' ? /^postgres(ql)?:\/\/[^@:/]+@[^/]+\/.+$/ : /^https?:\/\/[^/]+\/.+$/;
      if (/\/\/[^@/]*:[^@/]*@/.test(url)) return 'secretUrl';
      if (!pattern.test(url)) return remote === 'postgresql' ? 'postgresUrl' : 'lineUrl';
    }
    if (!VARIABLE.test(home) && !(isCentral ? SEVERAL_HOMES : ONE_HOME).test(home)) return isCentral ? 'homes' : 'home';
    return undefined;
  }

  /** Of several properties of the remote each says only what is wrong with itself. */
  function checkRemote(property: keyof TelemetryDatabase, keys: readonly string[]): EditorValidator {
    return function (value, _options) {
      const problem = remoteProblem({ ...(this as unknown as Partial<TelemetryDatabase>), [property]: value });
      return problem === undefined || !keys.includes(problem) || this._(`telemetry-database.invalid.${problem}`);
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

  /** The first rule that can't be used, and why. */
  function findProblem(rules: readonly Partial<Rule>[]): { row: number; key: string } | undefined {
    for (const [index, { series, setting, value }] of rules.entries()) {
      const row = index + 1;
      if (typeof series !== 'string' || series === '' || !PATTERN.test(series)) return { row, key: 'ruleSeries' };
      const isAllowed = SETTINGS[String(setting)];
      if (!isAllowed) return { row, key: 'ruleSetting' };
      const number = value === '' || value === null || value === undefined ? Number.NaN : Number(value);
      if (!Number.isFinite(number) || !isAllowed(number)) return { row, key: 'ruleValue' };
    }
    return undefined;
  }

  const list = (): JQuery => $('#node-config-input-rules-container');

  function readRows(): Rule[] {
    return list()
      .editableList('items')
      .toArray()
      .map((element) => {
        const text = (name: string): string => String($(element).find(`.node-rule-${name}`).val() ?? '').trim();
        const value = text('value');
        return { series: text('series'), setting: text('setting'), value: value === '' ? '' : Number(value) };
      });
  }

  function showProblem(node: EditorNode): void {
    const problem = findProblem(readRows());
    const reason = problem ? node._(`telemetry-database.invalid.${problem.key}`, { row: problem.row }) : '';
    $('#node-config-rules-problem').text(reason).toggle(Boolean(problem));
  }

  function addRow(node: EditorNode, row: JQuery, { series, setting, value }: Partial<Rule>): void {
    const line = $('<div>', { style: 'display: flex; gap: 6px;' }).appendTo(row);
    const field = (name: string, type: string, style: string, text: string): void => {
      const hint = node._(`telemetry-database.placeholder.${name}`);
      $('<input>', { type, step: 'any', placeholder: hint, 'aria-label': hint, style })
        .addClass(`node-rule-${name}`)
        .val(text)
        .on('input', () => showProblem(node))
        .appendTo(line);
    };
    field('series', 'text', 'flex: 1; min-width: 0;', series ?? '');
    const settings = $('<select>', { style: 'width: 210px;', 'aria-label': node._('telemetry-database.label.setting') })
      .addClass('node-rule-setting')
      .on('change', () => showProblem(node))
      .appendTo(line);
    for (const known of Object.keys(SETTINGS))
      $('<option>', { value: known, text: node._(`telemetry-database.setting.${known}`) }).appendTo(settings);
    settings.val(setting ?? 'modulus');
    field('value', 'number', 'width: 110px;', String(value ?? ''));
    showProblem(node);
  }

  RED.nodes.registerType<TelemetryDatabase>('telemetry-database', {
    category: 'config',
    defaults: {
      name: { value: '', validate: check('name', (name) => typeof name === 'string') },
      file: {
        value: 'telemetry.sqlite',
        validate: check('file', (file) => typeof file === 'string' && file.trim() !== '' && !file.includes('\0')),
      },
      kind: { value: 'sqlite', validate: check('kind', (kind) => kind === 'sqlite' || kind === 'postgresql') },
      timeZone: { value: '', validate: check('timeZone', isTimeZone) },
      rules: {
        value: [],
        validate(value, _options) {
          if (value === undefined) return true;
          if (!Array.isArray(value)) return this._('telemetry-database.invalid.rules');
          const problem = findProblem(value);
          return !problem || this._(`telemetry-database.invalid.${problem.key}`, { row: problem.row });
        },
      },
      remote: {
        value: '',
        validate: check('remote', (remote) =>
          ['', 'postgresql', 'influxdb', 'victoriametrics'].includes(String(remote)),
        ),
      },
      remoteUrl: { value: '', validate: checkRemote('remoteUrl', ['secretUrl', 'postgresUrl', 'lineUrl']) },
      home: { value: '', validate: checkRemote('home', ['home', 'homes']) },
      remoteTls: { value: 'verify', validate: check('remoteTls', (tls) => tls === 'verify' || tls === 'off') },
      remoteCa: { value: '', validate: check('remoteCa', (file) => typeof file === 'string') },
    },
    credentials: { remotePassword: { type: 'password' } },
    paletteLabel() {
      return this._('telemetry-database.paletteLabel');
    },
    label() {
      return (
        this.name ||
        (this.kind === 'postgresql' ? this.remoteUrl : this.file) ||
        this._('telemetry-database.paletteLabel')
      );
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
    oneditprepare() {
      const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
      $('#node-config-input-timeZone').attr('placeholder', this._('telemetry-database.placeholder.timeZone', { zone }));
      const options = listTimeZones().map((name) => $('<option>', { value: name }));
      $('#node-config-input-timeZone-list').append(options);
      list().editableList<Rule>({
        addButton: this._('telemetry-database.label.addRule'),
        height: 'auto',
        removable: true,
        addItem: (row, _index, rule) => addRow(this, row, rule),
        removeItem: () => showProblem(this),
      });
      for (const rule of this.rules ?? []) list().editableList('addItem', rule);
      showProblem(this);
      const [kind, remote, tls] = ['kind', 'remote', 'remoteTls'].map((name) => $(`#node-config-input-${name}`)) as [
        JQuery,
        JQuery,
        JQuery,
      ];
      // Nodes of before have none of these.
      if (!kind.val()) kind.val('sqlite');
      if (!tls.val()) tls.val('verify');
      const show = (): void => {
        const isCentral = kind.val() === 'postgresql';
        const used = isCentral ? 'postgresql' : String(remote.val() ?? '');
        $('.node-row-sqlite').toggle(!isCentral);
        $('.node-row-remote').toggle(used !== '');
        $('.node-row-ca').toggle(used === 'postgresql' && tls.val() === 'verify');
        const example = used === 'postgresql' ? 'postgresUrl' : used === 'influxdb' ? 'influxUrl' : 'victoriaUrl';
        $('#node-config-input-remoteUrl').attr('placeholder', this._(`telemetry-database.placeholder.${example}`));
        const home = isCentral ? 'homes' : 'home';
        $('#node-config-input-home').attr('placeholder', this._(`telemetry-database.placeholder.${home}`));
      };
      for (const field of [kind, remote, tls]) field.on('change', show);
      show();
    },
    oneditsave() {
      this.rules = readRows();
    },
  });
})();
