import type {
  APIActionRowComponent,
  APIButtonComponent,
  APIComponentInMessageActionRow,
  APIMessageTopLevelComponent,
  APISelectMenuComponent,
} from '@discordjs/core';
import type { Choice } from '../option-values';
import type { Context } from './context';
import { element } from './dom';

/** Discord's component types and button styles. */
const ROW = 1;
const BUTTON = 2;
const LINK = 5;
const BUTTON_STYLES = ['', 'primary', 'secondary', 'success', 'destructive', 'secondary'];

export type Press = (customId: string, values?: string[]) => void;

/** A message's rows of buttons and select menus. */
export function drawRows(
  components: readonly APIMessageTopLevelComponent[],
  isDisabled: boolean,
  press: Press,
  context: Context,
): HTMLElement[] {
  return components
    .filter(({ type }) => (type as number) === ROW)
    .map((row) =>
      element(
        'discord-action-row',
        { slot: 'components' },
        ...(row as APIActionRowComponent<APIComponentInMessageActionRow>).components.map((component) =>
          (component.type as number) === BUTTON
            ? drawButton(component as APIButtonComponent, isDisabled, press)
            : drawSelect(component as APISelectMenuComponent, isDisabled, press, context),
        ),
      ),
    );
}

function drawButton(button: APIButtonComponent, isDisabled: boolean, press: Press): HTMLElement {
  const { style, disabled } = button;
  const { label, emoji, url, custom_id } = button as Partial<Record<'label' | 'url' | 'custom_id', string>> & {
    emoji?: { name?: string; id?: string };
  };
  const off = isDisabled || disabled === true;
  const isWeb = (style as number) === LINK && url !== undefined && /^https?:\/\//i.test(url);
  // Emoji of a server are pictures on another host; their names do.
  const sign = emoji?.name && (emoji.id ? `:${emoji.name}:` : emoji.name);
  return element(
    'discord-button',
    {
      type: BUTTON_STYLES[style],
      disabled: off,
      'aria-disabled': off ? 'true' : undefined,
      url: isWeb ? url : undefined,
      onclick: () => {
        if (!off && custom_id) press(custom_id);
      },
    },
    [sign, label].filter(Boolean).join(' '),
  );
}

function drawSelect(select: APISelectMenuComponent, isDisabled: boolean, press: Press, context: Context): HTMLElement {
  const { custom_id, placeholder, disabled, max_values = 1 } = select;
  const { options, chosen } = optionsOf(select, context);
  const isMultiple = max_values > 1;
  const menu = element(
    'select',
    {
      'aria-label': placeholder ?? context.texts.choose,
      disabled: isDisabled || disabled === true,
      multiple: isMultiple,
      size: isMultiple ? Math.min(options.length, 5) : undefined,
    },
    !isMultiple && element('option', { value: '', hidden: true }, placeholder ?? context.texts.choose),
    ...options.map(({ name, value }) =>
      element('option', { value: String(value), selected: chosen.includes(String(value)) }, name),
    ),
  );
  const send = (): void => press(custom_id, [...menu.selectedOptions].map(({ value }) => value).filter(Boolean));
  if (!isMultiple) menu.addEventListener('change', send);
  return element(
    'div',
    { class: 'select' },
    menu,
    isMultiple && element('button', { type: 'button', onclick: send, disabled: isDisabled }, context.texts.apply),
  );
}

/** What a select menu offers: its own options, or the people, roles or channels. */
function optionsOf(select: APISelectMenuComponent, { state }: Context): { options: Choice[]; chosen: string[] } {
  if ('options' in select) {
    return {
      options: select.options.map(({ label, value, description }) => ({
        name: description ? `${label} – ${description}` : label,
        value,
      })),
      chosen: select.options.filter((option) => option.default).map(({ value }) => value),
    };
  }
  const { people, roles, channels } = state;
  const lists: Partial<Record<number, readonly { id: string; name: string }[]>> = {
    5: people,
    6: roles,
    7: [...people, ...roles],
    8: channels,
  };
  return { options: (lists[select.type] ?? []).map(({ id, name }) => ({ name, value: id })), chosen: [] };
}
