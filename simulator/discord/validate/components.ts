import { BUTTON_STYLE, COMPONENT } from '../protocol';
import {
  all,
  boolean,
  type Check,
  integer,
  isObject,
  list,
  object,
  oneOf,
  required,
  snowflake,
  text,
  url,
} from './schema';

const MOST_ROWS = 5;
const MOST_BUTTONS = 5;

const customId = text({ min: 1, max: 100 });
const emoji = object({ id: snowflake, name: text({ max: 32 }), animated: boolean });

const plainButton = object({
  style: required(oneOf(Object.values(BUTTON_STYLE))),
  label: text({ max: 80 }),
  emoji,
  disabled: boolean,
});
const actingButton = object({ custom_id: required(customId) });
const linkButton = object({ url: required(url(['http', 'https', 'discord'], 512)) });

const button: Check = (value, place) => {
  plainButton(value, place);
  if (!isObject(value)) return;
  const isLink = value['style'] === BUTTON_STYLE.link;
  (isLink ? linkButton : actingButton)(value, place);
  if (isLink && value['custom_id'] !== undefined) {
    place.refuse('BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE', 'Custom id and url are mutually exclusive.');
  }
  if (!value['label'] && !value['emoji']) {
    place.refuse('BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED', 'A label or an emoji is required.');
  }
};

const select = object({
  custom_id: required(customId),
  placeholder: text({ max: 150 }),
  min_values: integer({ min: 0, max: 25 }),
  max_values: integer({ min: 1, max: 25 }),
  disabled: boolean,
});

const selectOption = object({
  label: required(text({ min: 1, max: 100 })),
  value: required(text({ min: 1, max: 100 })),
  description: text({ max: 100 }),
  emoji,
  default: boolean,
});

const uniqueValues: Check = (value, place) => {
  const values = (Array.isArray(value) ? value : []).filter(isObject).map((option) => option['value']);
  for (const [index, each] of values.entries()) {
    if (values.indexOf(each) === index) continue;
    const where = place.at(index, 'value');
    where.refuse('SELECT_COMPONENT_OPTION_VALUE_DUPLICATED', 'The specified option value is already used');
  }
};

const stringSelect = all(
  select,
  object({ options: required(all(list(selectOption, { min: 1, max: 25 }), uniqueValues)) }),
);

const CHECKS: Record<number, Check> = {
  [COMPONENT.button]: button,
  [COMPONENT.stringSelect]: stringSelect,
  [COMPONENT.userSelect]: select,
  [COMPONENT.roleSelect]: select,
  [COMPONENT.mentionableSelect]: select,
  [COMPONENT.channelSelect]: select,
};

const inRow: Check = (value, place) => {
  const type = isObject(value) ? value['type'] : undefined;
  const check = typeof type === 'number' ? CHECKS[type] : undefined;
  if (check) check(value, place);
  else oneOf(Object.keys(CHECKS).map(Number))(type, place.at('type'));
};

/** A row holds up to five buttons, or one select. */
const fits: Check = (value, place) => {
  const items = (Array.isArray(value) ? value : []).filter(isObject);
  if (items.length > 1 && items.some((item) => item['type'] !== COMPONENT.button)) {
    place.refuse('COMPONENT_LAYOUT_WIDTH_EXCEEDED', 'The specified component exceeds the maximum width');
  }
};

const row = object({
  type: required(oneOf([COMPONENT.row])),
  components: required(all(list(inRow, { min: 1, max: MOST_BUTTONS }), fits)),
});

const uniqueIds: Check = (value, place) => {
  const seen = new Set<unknown>();
  for (const [rowIndex, each] of (Array.isArray(value) ? value : []).entries()) {
    const items = isObject(each) && Array.isArray(each['components']) ? each['components'] : [];
    for (const [index, item] of items.entries()) {
      const id = isObject(item) ? item['custom_id'] : undefined;
      if (id === undefined) continue;
      if (seen.has(id)) {
        const where = place.at(rowIndex, 'components', index, 'custom_id');
        where.refuse('COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
      }
      seen.add(id);
    }
  }
};

/** Limits of buttons and selects: components/reference.mdx. */
export const components: Check = all(list(row, { max: MOST_ROWS }), uniqueIds);
