(() => {
  interface Choice {
    value: string;
    name: string;
    namePl: string;
  }

  interface Option {
    name: string;
    type: string;
    description: string;
    descriptionPl: string;
    required: boolean;
    choices: Choice[];
  }

  interface DiscordCommand {
    name: string;
    bot: string;
    command: string;
    description: string;
    descriptionPl: string;
    options: Option[];
    database: string;
    text: string;
    roles: string;
    users: string;
    managers: boolean;
  }

  const TYPES = ['period', 'series', 'choice', 'text', 'number'];
  const MOST_OPTIONS = 25;
  const MOST_CHOICES = 25;

  /** A property that is missing, as in a hand-written flow, has its default at run time. */
  function check(property: keyof DiscordCommand, isValid: (value: unknown) => boolean): EditorValidator {
    return function (value, _options) {
      return value === undefined || isValid(value) || this._(`discord-command.invalid.${property}`);
    };
  }

  function isName(value: unknown): boolean {
    return (
      typeof value === 'string' &&
      /^[-_\p{L}\p{N}]{1,32}$/u.test(value) &&
      value === value.toLowerCase() &&
      !/^__/.test(value)
    );
  }

  function isShort(value: unknown): boolean {
    return typeof value === 'string' && value.length <= 100;
  }

  function isIdList(value: unknown): boolean {
    const text = String(value ?? '').trim();
    return /^\$\{\w+\}$/.test(text) || text.split(/[\s,;]+/).every((id) => id === '' || /^\d{15,20}$/.test(id));
  }

  /** `day=Days|Dni; month` */
  function choicesToText(choices: readonly Choice[] | undefined): string {
    return (choices ?? [])
      .map(({ value, name, namePl }) =>
        name || namePl ? `${value}=${[name, namePl].filter(Boolean).join('|')}` : value,
      )
      .join('; ');
  }

  function choicesOfText(text: string): Choice[] {
    return text
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => {
        const [value, names = ''] = part.split('=');
        const [name = '', namePl = ''] = names.split('|').map((one) => one.trim());
        return { value: value.trim(), name, namePl };
      });
  }

  /** The first option that can't be used, and why. */
  function findProblem(options: readonly Partial<Option>[]): { row: number; key: string } | undefined {
    if (options.length > MOST_OPTIONS) return { row: MOST_OPTIONS, key: 'tooMany' };
    for (const [index, { name, type, description, choices }] of options.entries()) {
      const row = index + 1;
      if (!isName(name)) return { row, key: 'optionName' };
      if (options.findIndex((other) => other.name === name) < index) return { row, key: 'optionTwice' };
      if (TYPES.indexOf(String(type)) < 0) return { row, key: 'optionType' };
      if (!isShort(description ?? '')) return { row, key: 'optionDescription' };
      const count = (choices ?? []).length;
      if (type === 'choice' && (count === 0 || count > MOST_CHOICES)) return { row, key: 'choices' };
    }
    return undefined;
  }

  const list = (): JQuery => $('#node-input-options-container');

  function readRows(): Option[] {
    return list()
      .editableList('items')
      .toArray()
      .map((element) => {
        const row = $(element);
        const text = (name: string): string => String(row.find(`.node-option-${name}`).val() ?? '').trim();
        const type = text('type');
        return {
          name: text('name'),
          type,
          description: text('description'),
          descriptionPl: text('descriptionPl'),
          required: row.find('.node-option-required').is(':checked'),
          choices: type === 'choice' ? choicesOfText(text('choices')) : [],
        };
      });
  }

  function showProblem(node: EditorNode): void {
    const problem = findProblem(readRows());
    const reason = problem ? node._(`discord-command.invalid.${problem.key}`, { row: problem.row }) : '';
    $('#node-options-problem').text(reason).toggle(Boolean(problem));
  }

  function addRow(node: EditorNode, row: JQuery, option: Partial<Option>): void {
    const line = (): JQuery => $('<div>', { style: 'display: flex; gap: 6px; margin-bottom: 4px;' }).appendTo(row);
    const field = (parent: JQuery, name: string, value: string | undefined): JQuery => {
      const hint = node._(`discord-command.placeholder.${name}`);
      return $('<input>', { type: 'text', placeholder: hint, 'aria-label': hint, style: 'flex: 1; min-width: 0;' })
        .addClass(`node-option-${name}`)
        .val(value ?? '')
        .on('input', () => showProblem(node))
        .appendTo(parent);
    };
    const first = line();
    field(first, 'name', option.name);
    const type = $('<select>', { style: 'width: 110px;', 'aria-label': node._('discord-command.label.type') })
      .addClass('node-option-type')
      .appendTo(first);
    for (const known of TYPES)
      $('<option>', { value: known, text: node._(`discord-command.type.${known}`) }).appendTo(type);
    type.val(option.type ?? 'period');
    const required = $('<label>', { style: 'width: auto; margin: 0; white-space: nowrap;' }).appendTo(first);
    $('<input>', { type: 'checkbox', style: 'width: auto; margin: 0 4px 0 0;' })
      .addClass('node-option-required')
      .prop('checked', option.required === true)
      .appendTo(required);
    $('<span>', { text: node._('discord-command.label.required') }).appendTo(required);
    const second = line();
    field(second, 'description', option.description);
    field(second, 'descriptionPl', option.descriptionPl);
    const third = line();
    field(third, 'choices', choicesToText(option.choices));
    const showChoices = (): void => {
      third.toggle(type.val() === 'choice');
      showProblem(node);
    };
    type.on('change', showChoices);
    showChoices();
  }

  RED.nodes.registerType<DiscordCommand>('discord-command', {
    category: 'home telemetry',
    color: '#A6BBCF',
    defaults: {
      name: { value: '', validate: check('name', (name) => typeof name === 'string') },
      bot: {
        value: '',
        type: 'discord-bot',
        validate(value, _options) {
          const bot = RED.nodes.node(value);
          if (!bot) return this._('discord-command.invalid.bot');
          return bot.valid !== false || this._('discord-command.invalid.botSettings');
        },
      },
      command: {
        value: '',
        validate(value, _options) {
          return isName(value) || this._('discord-command.invalid.command');
        },
      },
      description: { value: '', validate: check('description', isShort) },
      descriptionPl: { value: '', validate: check('descriptionPl', isShort) },
      options: {
        value: [],
        validate(value, _options) {
          if (value === undefined) return true;
          if (!Array.isArray(value)) return this._('discord-command.invalid.options');
          const problem = findProblem(value);
          return !problem || this._(`discord-command.invalid.${problem.key}`, { row: problem.row });
        },
      },
      database: {
        value: '',
        type: 'telemetry-database',
        // Only suggestions of series need one.
        required: false,
        validate: check('database', (database) => typeof database === 'string'),
      },
      text: { value: '', validate: check('text', (text) => typeof text === 'string' && !/\s/.test(text.trim())) },
      roles: { value: '', validate: check('roles', isIdList) },
      users: { value: '', validate: check('users', isIdList) },
      managers: { value: false, validate: check('managers', (managers) => typeof managers === 'boolean') },
    },
    inputs: 0,
    outputs: 1,
    icon: 'discord-command.svg',
    paletteLabel() {
      return this._('discord-command.paletteLabel');
    },
    label() {
      return this.name || (this.command ? `/${this.command}` : this._('discord-command.paletteLabel'));
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
    outputLabels() {
      return this._('discord-command.output');
    },
    oneditprepare() {
      list().editableList<Option>({
        addButton: this._('discord-command.label.addOption'),
        height: 'auto',
        removable: true,
        sortable: true,
        addItem: (row, _index, option) => addRow(this, row, option),
        removeItem: () => showProblem(this),
      });
      for (const option of this.options ?? []) list().editableList('addItem', option);
      showProblem(this);
    },
    oneditsave() {
      this.options = readRows();
    },
  });
})();
