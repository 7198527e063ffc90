import { randomBytes } from 'node:crypto';
import { Attachments } from './attachments';
import { Commands } from './commands';
import { Logins } from './gateway/logins';
import { Sessions } from './gateway/sessions';
import { Interactions } from './interactions';
import { Journal } from './journal';
import { Listeners } from './listeners';
import { Messages } from './messages';
import { Snowflakes } from './snowflake';
import { APPLICATION_ID, World } from './world';

export interface BackendOptions {
  clock: () => number;
  /** How long Discord waits for the first answer to an interaction, ms. */
  deadline: number;
  botName: string;
}

/** What the REST API, the gateway and the people share. */
export class Backend {
  readonly clock: () => number;
  readonly token: string;
  readonly world: World;
  readonly journal: Journal;
  readonly attachments: Attachments;
  readonly messages: Messages;
  readonly commands: Commands;
  readonly interactions: Interactions;
  readonly sessions: Sessions;
  readonly logins: Logins;
  /** After anything that a person could see has changed. */
  readonly changes = new Listeners();
  /** Where the gateway is, `ws://…`. */
  readonly addresses = { gateway: '', resume: '' };
  /** A fault: the token counts as wrong. */
  tokenRefused = false;

  constructor({ clock, deadline, botName }: BackendOptions) {
    const snowflakes = new Snowflakes(clock);
    this.clock = clock;
    this.token = makeToken();
    this.world = new World(botName);
    this.journal = new Journal(clock);
    this.attachments = new Attachments(snowflakes);
    this.messages = new Messages({
      clock,
      snowflakes,
      world: this.world,
      attachments: this.attachments,
      journal: this.journal,
    });
    this.commands = new Commands(clock, snowflakes);
    this.interactions = new Interactions({ clock, snowflakes, deadline, world: this.world, messages: this.messages });
    this.sessions = new Sessions(clock);
    this.logins = new Logins(clock);
    this.messages.onChange(() => this.changes.tell());
    this.commands.onChange(() => this.changes.tell());
  }

  acceptsToken(token: string): boolean {
    return !this.tokenRefused && token === this.token;
  }
}

/** A token in Discord's form: the bot's id, a time and a secret. */
function makeToken(): string {
  const id = Buffer.from(APPLICATION_ID).toString('base64url');
  return `${id}.${randomBytes(4).toString('base64url')}.${randomBytes(28).toString('base64url')}`;
}
