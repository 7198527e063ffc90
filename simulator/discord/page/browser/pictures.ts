import type { APIAttachment } from '@discordjs/core';
import type { Context } from './context';
import { element, part } from './dom';
import { fill } from './texts';

/** A picture that the page's own server has. */
export type Picture = Pick<APIAttachment, 'id' | 'filename'> & Partial<APIAttachment>;

/** Where Discord keeps attachments: below any host, the channel, the attachment's id and its name. */
const ATTACHMENT_ADDRESS = /^https?:\/\/[^/]+\/attachments\/\d+\/(\d+)\/([^/?#]+)/;

/** The picture that an embed names, or undefined when it is not one of the attachments. */
export function attachedPicture(url: string, attachments: readonly APIAttachment[]): Picture | undefined {
  const name = url.startsWith('attachment://') ? url.slice('attachment://'.length) : undefined;
  const listed = attachments.find((attachment) =>
    name === undefined ? attachment.url === url : attachment.filename === name,
  );
  if (listed) return listed;
  const [, id, filename] = ATTACHMENT_ADDRESS.exec(url) ?? [];
  return id && filename ? { id, filename } : undefined;
}

/** A picture that opens large when it is pressed. */
export function drawPicture(attachment: Picture, context: Context): HTMLElement {
  const { filename, description, width, height } = attachment;
  const alt = description ?? filename;
  const source = attachmentAddress(attachment);
  const picture = element('img', {
    ...{ src: source, alt, title: description, loading: 'lazy' },
    ...(width && height ? { width, height } : {}),
  });
  return element(
    'button',
    {
      class: 'picture',
      type: 'button',
      'aria-label': fill(context.texts.enlarge, { name: alt }),
      onclick: () => enlarge(source, alt),
    },
    picture,
  );
}

/** A file that is not a picture, to be downloaded. */
export function drawFile(attachment: APIAttachment, { texts }: Context): HTMLElement {
  const { filename, size } = attachment;
  return element(
    'a',
    { class: 'file', href: attachmentAddress(attachment), download: filename, title: texts.download },
    element('span', { class: 'file-name' }, filename),
    element('span', { class: 'file-size' }, `${Math.ceil(size / 1024)} kB`),
  );
}

export function isPicture({ content_type = '' }: APIAttachment): boolean {
  return /^image\/(png|jpeg|gif|webp)$/.test(content_type);
}

function attachmentAddress({ id }: Picture): string {
  return `attachments/${encodeURIComponent(id)}`;
}

function enlarge(source: string, alt: string): void {
  const dialog = part<HTMLDialogElement>('large');
  dialog.replaceChildren(
    element(
      'figure',
      {},
      element('img', { src: source, alt }),
      element('figcaption', {}, element('a', { href: source, target: '_blank' }, alt)),
    ),
  );
  dialog.showModal();
}

/** Closes the large picture on a press anywhere but on its link. */
export function prepareLargePicture(): void {
  const dialog = part<HTMLDialogElement>('large');
  dialog.addEventListener('click', ({ target }) => {
    if (!(target instanceof HTMLAnchorElement)) dialog.close();
  });
}
