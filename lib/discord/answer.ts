import type { OptionValues } from './command';

/** From where a question came, as plain data that travels in `msg.discord`: enough to answer it, and no secret. */
export interface Asked {
  /** Id of the bot's node. */
  bot: string;
  kind: 'command' | 'component' | 'text';
  /** Of the interaction, or of the message that asked in its text form. */
  id: string;
  command: string;
  options: OptionValues;
  user: { id: string; name: string };
  roles: string[];
  /** Whether they may manage the server. */
  manager: boolean;
  /** Absent in direct messages. */
  guild?: string;
  channel: string;
  /** The asker's language in Discord, such as `pl`. */
  locale: string;
}

/** What answering an interaction takes: its token stays in this process. */
export interface PendingAnswer {
  application: string;
  token: string;
  kind: 'command' | 'component';
  /** ms since the epoch */
  since: number;
  /** Whether an answer has been sent. */
  answered: boolean;
}

/** Answers that are owed, by interaction. Shared by all bots, so that an answer still finds its way after a redeploy. */
export class PendingAnswers {
  private readonly pending = new Map<string, PendingAnswer>();

  constructor(
    private readonly lifetime: number,
    private readonly most = 5_000,
  ) {}

  add(interaction: string, answer: PendingAnswer): void {
    for (const [id, { since }] of this.pending) {
      if (answer.since - since <= this.lifetime && this.pending.size < this.most) break;
      this.pending.delete(id);
    }
    this.pending.set(interaction, answer);
  }

  get(interaction: string, now: number): PendingAnswer | undefined {
    const found = this.pending.get(interaction);
    return found && now - found.since <= this.lifetime ? found : undefined;
  }
}
