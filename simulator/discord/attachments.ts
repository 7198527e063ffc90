import type { APIAttachment, APIEmbed } from '@discordjs/core';
import type { Snowflakes } from './snowflake';
import type { AttachmentBody, Upload } from './validate/message';

const MOST_BYTES = 64 * 2 ** 20;
const PNG_SIGNATURE = '89504e470d0a1a0a';
const PNG_WIDTH = 16;
const PNG_HEIGHT = 20;

export interface StoredFile {
  type: string;
  name: string;
  data: Buffer;
}

/** The files of all messages, as Discord's content network keeps them; the oldest go when there are too many bytes. */
export class Attachments {
  /** Where the files can be fetched, without a slash at the end. */
  address = '';
  readonly #snowflakes: Snowflakes;
  readonly #files = new Map<string, StoredFile>();
  #bytes = 0;

  constructor(snowflakes: Snowflakes) {
    this.#snowflakes = snowflakes;
  }

  get(id: string): StoredFile | undefined {
    return this.#files.get(id);
  }

  add({ name: given, type, data }: Upload, channel: string, told?: AttachmentBody): APIAttachment {
    const id = this.#snowflakes.next();
    const name = safeName(told?.filename ?? given);
    this.#files.set(id, { type, name, data });
    this.#bytes += data.length;
    for (const oldest of this.#files.keys()) {
      if (this.#bytes <= MOST_BYTES || oldest === id) break;
      this.delete(oldest);
    }
    const url = `${this.address}/attachments/${channel}/${id}/${name}`;
    const description = told?.description ? { description: told.description } : {};
    return {
      id,
      filename: name,
      size: data.length,
      url,
      proxy_url: url,
      content_type: type,
      ...sizeOf(data),
      ...description,
    };
  }

  delete(id: string): void {
    this.#bytes -= this.#files.get(id)?.data.length ?? 0;
    this.#files.delete(id);
  }
}

/** Puts the address of the attached file in the place of every `attachment://name` of embeds. */
export function resolve(embeds: readonly APIEmbed[], attached: readonly APIAttachment[]): APIEmbed[] {
  const addresses = new Map(attached.map(({ filename, url }) => [`attachment://${filename}`, url]));
  const replace = <T extends { url?: string; icon_url?: string } | undefined>(part: T, key: 'url' | 'icon_url'): T => {
    const address = part?.[key] === undefined ? undefined : addresses.get(part[key]);
    return address === undefined ? part : { ...part, [key]: address };
  };
  return embeds.map((embed) => {
    const parts = {
      image: replace(embed.image, 'url'),
      thumbnail: replace(embed.thumbnail, 'url'),
      footer: replace(embed.footer, 'icon_url'),
      author: replace(embed.author, 'icon_url'),
    };
    return { type: 'rich', ...embed, ...withoutUndefined(parts) } as APIEmbed;
  });
}

/** The addresses that embeds show. */
export function shownIn(embeds: readonly APIEmbed[]): string[] {
  return embeds.flatMap(({ image, thumbnail, footer, author }) =>
    [image?.url, thumbnail?.url, footer?.icon_url, author?.icon_url].filter((address) => address !== undefined),
  );
}

function withoutUndefined(parts: object): object {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
}

/** Only letters, digits, underscores, dashes and dots: what `attachment://` can name. */
function safeName(name: string): string {
  return name.replaceAll(/[^\w.-]+/g, '_') || 'file';
}

function sizeOf(data: Buffer): { width?: number; height?: number } {
  if (data.length < PNG_HEIGHT + 4 || data.toString('hex', 0, 8) !== PNG_SIGNATURE) return {};
  return { width: data.readUInt32BE(PNG_WIDTH), height: data.readUInt32BE(PNG_HEIGHT) };
}
