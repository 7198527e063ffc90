import type { OptionValue } from '../../chat';
import { type Choice, localized, matching } from '../option-values';
import type { Context } from './context';
import type { OptionChip } from './option-chip';
import type { SuggestionList } from './suggestion-list';

/** What the bot is asked with, besides the option that is being written. */
export interface Asking {
  command: string;
  values: () => Record<string, OptionValue>;
  /** A suggestion was taken. */
  taken: () => void;
}

/** ms without a key before the bot is asked. */
const PAUSE = 150;

/** Suggests values for an option: its choices, or what the bot answers to what is typed. */
export class ValueSuggestions {
  readonly #list: SuggestionList;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts what the bot was asked; answers to older questions come too late. */
  #question = 0;

  constructor(list: SuggestionList) {
    this.#list = list;
  }

  /** Suggests anew, for what stands in the chip now. */
  show(chip: OptionChip, asking: Asking, context: Context): void {
    this.stop();
    const { option, choices, typed, isChosen } = chip;
    if (choices) {
      // Enter takes the first choice only when one is meant; an optional value may stay empty.
      const isMeant = typed !== '' || option.required === true;
      const shown = isChosen ? choices : matching(choices, typed);
      this.#offer(chip, shown, isMeant && !isChosen ? 0 : -1, context.texts.noOptions, asking);
    } else if ('autocomplete' in option && option.autocomplete) {
      this.#timer = setTimeout(() => void this.#ask(chip, asking, context), PAUSE);
    } else {
      const description = localized(option.description, option.description_localizations, context.person.locale);
      this.#offer(chip, [], -1, description, asking);
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#question += 1;
  }

  async #ask(chip: OptionChip, asking: Asking, { act, person, state, texts }: Context): Promise<void> {
    const question = this.#question;
    const focused = chip.option.name;
    const options = { ...asking.values(), [focused]: chip.typed };
    if (!this.#list.isOpen) this.#offer(chip, [], -1, texts.loadingOptions, asking);
    const body = { person: person.id, channel: state.channel, name: asking.command, options, focused };
    const suggestions = await act('suggest', body).catch(() => undefined);
    if (question !== this.#question || document.activeElement !== chip.box) return;
    this.#offer(chip, suggestions ?? [], -1, suggestions ? texts.noOptions : texts.optionsFailed, asking);
  }

  #offer(chip: OptionChip, choices: readonly Choice[], active: number, note: string, asking: Asking): void {
    const entries = choices.map((choice) => ({
      label: choice.name,
      choose: () => {
        chip.take(choice);
        asking.taken();
      },
    }));
    this.#list.open(chip.box, chip.label, entries, active, note);
  }
}
