// Only what the page shows of the components. What they say in English, or what a keyboard can't reach (the line above
// an answer to a command, the one below an ephemeral message, select menus), the page draws itself.
import { DiscordActionRow } from '@skyra/discord-components-core/discord-action-row.js';
import { DiscordAttachments } from '@skyra/discord-components-core/discord-attachments.js';
import { DiscordButton } from '@skyra/discord-components-core/discord-button.js';
import { DiscordEmbed } from '@skyra/discord-components-core/discord-embed.js';
import { DiscordEmbedDescription } from '@skyra/discord-components-core/discord-embed-description.js';
import { DiscordEmbedField } from '@skyra/discord-components-core/discord-embed-field.js';
import { DiscordEmbedFields } from '@skyra/discord-components-core/discord-embed-fields.js';
import { DiscordEmbedFooter } from '@skyra/discord-components-core/discord-embed-footer.js';
import { DiscordMention } from '@skyra/discord-components-core/discord-mention.js';
import { DiscordMessage } from '@skyra/discord-components-core/discord-message.js';
import { DiscordMessages } from '@skyra/discord-components-core/discord-messages.js';

interface Styled {
  readonly elementStyles: unknown[];
}

/** The components draw the Discord of 2021; these rules bring them to today's, and let charts be as wide as there. */
const RULES: [component: Styled, rules: string][] = [
  [
    DiscordMessages,
    ':host { background: none; border: 0; line-height: 1.375 } ::slotted(*:not(:first-child)) { margin-top: 17px }',
  ],
  [
    DiscordMessage,
    `:host { color: #dbdee1; font-family: inherit; font-size: 16px; line-height: 1.375; padding-right: 16px }
    :host([message-body-only]) { padding-top: 2px !important }
    .discord-message-content { line-height: 1.375; min-width: 0 }
    .discord-message-markup { display: block; line-height: 1.375 }
    .discord-message-timestamp { color: #a0a4ad; margin-left: 4px }
    .discord-message-body-only-indent { flex: none; margin: 0; font-size: 11px; color: transparent; width: 56px }
    :host(:hover) .discord-message-body-only-indent { color: #a0a4ad }
    .discord-author-avatar { margin-top: 2px }
    .discord-author-avatar img { cursor: default }`,
  ],
  [
    DiscordEmbed,
    `:host { color: #dbdee1; margin: 4px 0 }
    .discord-embed-root { max-width: 100%; width: fit-content }
    .discord-embed-wrapper { background: #2b2d31; border: 0; max-width: min(560px, 100%); width: 100% }
    .discord-left-border { background-color: #1e1f22 }
    .discord-embed-wrapper .discord-embed-grid { display: grid; padding: 4px 16px 16px 12px }`,
  ],
  [
    DiscordEmbedFields,
    '@media (max-width: 480px) { ::slotted([inline-index]) { grid-column: 1/13 !important } } :host { min-width: 0 }',
  ],
  [DiscordEmbedField, ':host { line-height: 1.3 }'],
  [DiscordEmbedDescription, ':host { line-height: 1.375 }'],
  [DiscordEmbedFooter, ':host { color: #b5bac1; margin-top: 8px }'],
  [DiscordAttachments, ':host { justify-items: start; padding: 4px 0 }'],
  [DiscordActionRow, ':host { gap: 4px 8px; margin-top: 4px }'],
  [
    DiscordButton,
    `:host > *:first-child { margin: 0; border-radius: 8px; font-family: inherit; padding: 0 16px; min-width: 28px;
      outline-offset: 2px }
    .secondary { background-color: #4e5058 } .secondary.hoverable:hover { background-color: #6d6f78 }
    .success { background-color: #248046 } .success.hoverable:hover { background-color: #1a6334 }
    .destructive { background-color: #da373c } .destructive.hoverable:hover { background-color: #a12828 }
    .primary { background-color: #5865f2 } .primary.hoverable:hover { background-color: #4752c4 }`,
  ],
  [DiscordMention, ':host { cursor: default }'],
];

/** To be called before the first component is drawn. */
export function applyTheme(): void {
  for (const [component, rules] of RULES) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    component.elementStyles.push(sheet);
  }
}
