import { MessageFlags } from '@discordjs/core';
import { InputError } from '../input-error';
import { languageOf } from '../language/language';
import { type Asked, type PendingAnswer, PendingAnswers } from './answer';
import type { DiscordRest } from './discord-rest';
import { LAST_ANSWER } from './limits';
import { fitMessage } from './message/fit';
import type { OutgoingMessage } from './message/message';
import { problemText } from './message/problem';

/** After this time a flow that has not answered will not: the asker is told. */
const PATIENCE = 60_000;

const pending = new PendingAnswers(LAST_ANSWER);

type Calls = Pick<DiscordRest, 'post' | 'editAnswer' | 'deleteAnswer' | 'followUp'>;

/** Brings the answers of flows to those who asked. */
export class Answers {
  /** Tell the asker when the flow does not answer, by interaction. */
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly rest: Calls,
    private readonly onProblem: (error: Error) => void,
    private readonly patience = PATIENCE,
  ) {}

  /** An interaction that Discord knows will be answered. */
  expect(asked: Asked, { application, token }: Pick<PendingAnswer, 'application' | 'token'>): void {
    const kind = asked.kind === 'component' ? 'component' : 'command';
    pending.add(asked.id, { application, token, kind, since: Date.now(), answered: false });
    this.timers.set(asked.id, setTimeout(() => this.giveUp(asked), this.patience).unref());
  }

  /**
   * Answers a question; a later answer to the same question replaces the one before.
   * @throws InputError `answer-expired`, or why Discord did not take it
   */
  async answer(asked: Asked, message: OutgoingMessage): Promise<void> {
    const fitted = fitMessage(message);
    if (asked.kind === 'text') {
      const reference = { message_id: asked.id, fail_if_not_exists: false };
      await this.rest.post(asked.channel, { ...fitted, body: { ...fitted.body, message_reference: reference } });
      return;
    }
    const owed = this.owed(asked);
    owed.answered = true;
    await this.rest.editAnswer(owed.application, owed.token, fitted);
  }

  /** Tells the asker alone why there is no answer. */
  async refuse(asked: Asked, sentence: string): Promise<void> {
    if (asked.kind === 'text') {
      await this.answer(asked, { content: sentence });
      return;
    }
    const owed = this.owed(asked);
    const { application, token, answered } = owed;
    owed.answered = true;
    // Whether an answer is private is fixed by the first one: the public "thinking …" makes room for a private one.
    if (owed.kind === 'command' && !answered) await this.rest.deleteAnswer(application, token);
    const { body, files } = fitMessage({ content: sentence });
    await this.rest.followUp(application, token, { body: { ...body, flags: MessageFlags.Ephemeral }, files });
  }

  stop(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  private giveUp(asked: Asked): void {
    this.onProblem(new InputError('no-answer', `The flow has not answered /${asked.command} within a minute.`));
    this.refuse(asked, problemText('no-answer', languageOf(asked.locale))).catch(this.onProblem);
  }

  private owed({ id }: Asked): PendingAnswer {
    const owed = pending.get(id, Date.now());
    if (!owed)
      throw new InputError('answer-expired', 'Discord takes an answer for 15 minutes; this one came too late.');
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
    return owed;
  }
}
