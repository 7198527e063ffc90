import type { Person } from '../../chat';
import type { Action, Answers, Bodies, ChatState } from '../protocol';
import type { Texts } from './texts';

/** What the parts of the page need to draw themselves. */
export interface Context {
  state: ChatState;
  /** The person in front of the page. */
  person: Person;
  texts: Texts;
  /** Sends what the person did; rejects with a sentence. */
  act: <A extends Action>(action: A, body: Bodies[A]) => Promise<Answers[A]>;
}

/** A name of a person, the bot, a role or a channel by its id. */
export function nameOf(id: string, { state }: Context): string | undefined {
  const { people, bot, roles, channels } = state;
  return [...people, bot, ...roles, ...channels].find((named) => named.id === id)?.name;
}
