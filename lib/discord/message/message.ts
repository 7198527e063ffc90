import type { OutgoingFile } from '../discord-rest';

/** The parts of Discord's embed that we use. */
export interface Embed {
  title?: string;
  description?: string;
  url?: string;
  color?: number;
  timestamp?: string;
  fields?: { name: string; value: string; inline?: boolean }[];
  footer?: { text: string };
  author?: { name: string };
  image?: { url: string };
  thumbnail?: { url: string };
}

/** A row of buttons or a select, as Discord's API has it. */
export interface Row {
  type: number;
  components: Record<string, unknown>[];
}

/** A message on its way out, before Discord's limits are applied. */
export interface OutgoingMessage {
  content?: string;
  embeds?: Embed[];
  components?: Row[];
  files?: (OutgoingFile & { alt?: string })[];
}
