(() => {
  interface DiscordBot {
    name: string;
    guilds: string;
    channels: string;
    roles: string;
    users: string;
    directMessages: boolean;
    textCommands: boolean;
    api: string;
  }

  /** A property that is missing, as in a hand-written flow, has its default at run time. */
  function check(property: keyof DiscordBot, isValid: (value: unknown) => boolean): EditorValidator {
    return function (value, _options) {
      return value === undefined || isValid(value) || this._(`discord-bot.invalid.${property}`);
    };
  }

  /** Ids separated by commas or spaces, or an environment variable. */
  function isIdList(value: unknown): boolean {
    const text = String(value ?? '').trim();
    return /^\$\{\w+\}$/.test(text) || text.split(/[\s,;]+/).every((id) => id === '' || /^\d{15,20}$/.test(id));
  }

  function isApi(value: unknown): boolean {
    if (value === '') return true;
    return (
      typeof value === 'string' && /^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$))\S*/.test(value)
    );
  }

  const isBoolean = (value: unknown): boolean => typeof value === 'boolean';

  RED.nodes.registerType<DiscordBot>('discord-bot', {
    category: 'config',
    defaults: {
      name: { value: '', validate: check('name', (name) => typeof name === 'string') },
      guilds: { value: '', validate: check('guilds', isIdList) },
      channels: { value: '', validate: check('channels', isIdList) },
      roles: { value: '', validate: check('roles', isIdList) },
      users: { value: '', validate: check('users', isIdList) },
      directMessages: { value: false, validate: check('directMessages', isBoolean) },
      textCommands: { value: false, validate: check('textCommands', isBoolean) },
      api: { value: '', validate: check('api', isApi) },
    },
    credentials: { token: { type: 'password' } },
    paletteLabel() {
      return this._('discord-bot.paletteLabel');
    },
    label() {
      return this.name || this._('discord-bot.paletteLabel');
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
  });
})();
