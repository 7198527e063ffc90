import type { APIMessage } from '@discordjs/core';
import { COMPONENT } from './protocol';

/** A button or select with the members that matter for a press. */
interface Pressable {
  type: number;
  id?: number;
  custom_id?: string;
  disabled?: boolean;
  min_values?: number;
  max_values?: number;
  options?: { value: string }[];
}

/**
 * The `data` of the interaction that a press makes.
 * @param values what was chosen, for a select
 * @throws Error if Discord's client would not let a person do that
 */
export function pressed({ components = [] }: APIMessage, customId: string, values?: readonly string[]): object {
  const rows = components as { components?: Pressable[] }[];
  const component = rows.flatMap((row) => row.components ?? []).find(({ custom_id }) => custom_id === customId);
  if (!component) throw new Error('This message has no such button any more.');
  if (component.disabled) throw new Error('This button is disabled.');
  const { type, id } = component;
  const data = { component_type: type, custom_id: customId, ...(id === undefined ? {} : { id }) };
  if (type === COMPONENT.button) return data;
  refuseChoice(component, values ?? []);
  return { ...data, values: values ?? [] };
}

function refuseChoice({ options, min_values = 1, max_values = 1 }: Pressable, values: readonly string[]): void {
  if (values.length < min_values || values.length > max_values) {
    throw new Error(`Choose from ${min_values} to ${max_values} values.`);
  }
  const stranger = options && values.find((value) => !options.some((option) => option.value === value));
  if (stranger !== undefined) throw new Error(`"${stranger}" is none of the choices.`);
}
