(() => {
  interface DiscordReply {
    name: string;
    bot: string;
    channel: string;
    layout: string;
    buttons: boolean;
    language: string;
  }

  const LAYOUTS = ['figures', 'readings', 'sources', 'changes', 'events', 'remote', 'verify', 'help'];
  const LANGUAGES = ['', 'en', 'pl'];

  /** A property that is missing, as in a hand-written flow, has its default at run time. */
  function check(property: keyof DiscordReply, isValid: (value: unknown) => boolean): EditorValidator {
    return function (value, _options) {
      return value === undefined || isValid(value) || this._(`discord-reply.invalid.${property}`);
    };
  }

  RED.nodes.registerType<DiscordReply>('discord-reply', {
    category: 'home telemetry',
    color: '#A6BBCF',
    defaults: {
      name: { value: '', validate: check('name', (name) => typeof name === 'string') },
      bot: {
        value: '',
        type: 'discord-bot',
        validate(value, _options) {
          const bot = RED.nodes.node(value);
          if (!bot) return this._('discord-reply.invalid.bot');
          return bot.valid !== false || this._('discord-reply.invalid.botSettings');
        },
      },
      channel: {
        value: '',
        validate: check('channel', (channel) => /^(\d{15,20}|\$\{\w+\})?$/.test(String(channel).trim())),
      },
      layout: { value: 'figures', validate: check('layout', (layout) => LAYOUTS.indexOf(layout as string) >= 0) },
      buttons: { value: true, validate: check('buttons', (buttons) => typeof buttons === 'boolean') },
      language: { value: '', validate: check('language', (language) => LANGUAGES.indexOf(language as string) >= 0) },
    },
    inputs: 1,
    outputs: 1,
    icon: 'discord-reply.svg',
    paletteLabel() {
      return this._('discord-reply.paletteLabel');
    },
    label() {
      return this.name || this._('discord-reply.paletteLabel');
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : '';
    },
    inputLabels() {
      return this._('discord-reply.input');
    },
    outputLabels() {
      return this._('discord-reply.output');
    },
    oneditprepare() {
      const layout = $('#node-input-layout');
      const show = (): void => {
        $('#node-row-buttons').toggle(['figures', 'events'].includes(String(layout.val())));
      };
      layout.on('change', show);
      show();
    },
  });
})();
