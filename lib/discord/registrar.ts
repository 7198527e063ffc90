import { InputError } from '../input-error';
import type { Command } from './command';
import type { DiscordRest } from './discord-rest';
import { growingPause, pauseFor } from './pause';
import { isChanged, type Place, registrationOf } from './registration';

export interface RegistrarOptions {
  rest: DiscordRest;
  guilds: readonly string[];
  directMessages: boolean;
  commands(): readonly Command[];
  onProblem(error: Error): void;
}

/** Commands come and go one by one while a flow is deployed; Discord is told once. */
const GATHERING = 300;

/** Permissions that an answer needs: View Channel, Send Messages, Embed Links, Attach Files. */
const PERMISSIONS = 1024 + 2048 + 16_384 + 32_768;

/** Keeps Discord's list of commands equal to the flow's, and writes only when it differs. */
export class Registrar {
  private stopping = new AbortController();
  private application: string | undefined;
  private running: Promise<void> | undefined;
  private again = false;

  constructor(private readonly options: RegistrarOptions) {}

  /** Brings Discord up to date soon. */
  request(): void {
    if (this.running) this.again = true;
    else {
      this.running = this.run().finally(() => {
        this.running = undefined;
        if (this.again && !this.stopping.signal.aborted) this.request();
      });
    }
  }

  stop(): void {
    this.stopping.abort();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted; failures++) {
      await pauseFor(GATHERING + growingPause(failures), signal);
      if (signal.aborted) return;
      this.again = false;
      try {
        await this.update();
        return;
      } catch (error) {
        if (signal.aborted) return;
        if (failures === 0) this.options.onProblem(error as Error);
        if (!(error instanceof InputError) || error.code !== 'discord-unreachable') return;
      }
    }
  }

  private async update(): Promise<void> {
    const { rest, guilds, directMessages, onProblem } = this.options;
    this.application ??= await rest.application();
    if (directMessages) await this.updatePlace(this.application, undefined, 'direct-messages');
    for (const guild of guilds) {
      try {
        await this.updatePlace(this.application, guild, 'guild');
      } catch (error) {
        const { code, message, details } = error as InputError;
        if (code !== 'no-access') throw error;
        onProblem(
          new InputError(
            code,
            `${message} Invite the bot to server ${guild}: ${invitation(this.application)}`,
            details,
          ),
        );
      }
    }
  }

  private async updatePlace(application: string, guild: string | undefined, place: Place): Promise<void> {
    const { rest, commands } = this.options;
    const wanted = registrationOf(commands(), place);
    if (isChanged(wanted, await rest.commands(application, guild))) {
      await rest.overwriteCommands(application, guild, wanted);
    }
  }
}

/** The link that adds the bot to a server. */
function invitation(application: string): string {
  const query = new URLSearchParams({
    client_id: application,
    scope: 'bot applications.commands',
    permissions: String(PERMISSIONS),
  });
  return `https://discord.com/oauth2/authorize?${query}`;
}
