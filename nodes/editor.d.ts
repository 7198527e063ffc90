/*
 * The part of Node-RED's editor that the nodes' dialogs use. @types/node-red__editor-client is not enough: its
 * validators can't give a reason, and it has no autoComplete.
 */

/** A node on the workspace, or the one whose dialog is open. */
interface EditorNode {
  readonly id: string;
  readonly type: string;
  /** False when a validator refuses one of its properties; undefined before they ran. */
  readonly valid?: boolean;
  /** Looks up a text of this node's locale; `__name__` in it becomes `values.name`. */
  _(key: string, values?: Record<string, string | number>): string;
}

/** A check of a property. The editor takes a text as the reason only from functions with two parameters. */
type EditorValidator = (this: EditorNode, value: unknown, options: object) => true | string;

interface EditorProperty<Value> {
  value: Value;
  /** False where a config node may be missing. */
  required?: boolean;
  /** Of a config node that the property points to. */
  type?: string;
  validate: EditorValidator;
}

interface EditorDefinition<Properties> {
  category: string;
  color?: string;
  defaults: { [Name in keyof Properties]: EditorProperty<Properties[Name]> };
  /** Kept by the runtime; the editor only learns whether a password is set. */
  credentials?: { [name: string]: { type: 'password' } };
  inputs?: number;
  outputs?: number;
  icon?: string;
  paletteLabel(this: EditorNode): string;
  label(this: EditorNode & Properties): string;
  labelStyle(this: EditorNode & Properties): string;
  inputLabels?(this: EditorNode & Properties): string;
  outputLabels?(this: EditorNode & Properties, index: number): string;
  oneditprepare?(this: EditorNode & Properties): void;
  oneditsave?(this: EditorNode & Properties): void;
}

declare const RED: {
  nodes: {
    registerType<Properties>(type: string, definition: EditorDefinition<Properties>): void;
    node(id: unknown): EditorNode | null;
  };
};

interface EditableListOptions<Item> {
  addButton?: string | boolean;
  header?: JQuery;
  height?: number | 'auto';
  removable?: boolean;
  sortable?: boolean;
  addItem(row: JQuery, index: number, item: Partial<Item>): void;
  removeItem?(): void;
}

interface AutoCompleteOptions {
  minLength: number;
  search(text: string): { value: string; label: string }[];
}

interface JQuery {
  editableList<Item>(options: EditableListOptions<Item>): this;
  editableList(method: 'addItem', item: object): this;
  editableList(method: 'items'): JQuery;
  autoComplete(options: AutoCompleteOptions): this;
}
