import { applications } from './applications';
import { channels } from './channels';
import { commands } from './commands';
import { gateway } from './gateway';
import { interactions } from './interactions';
import type { Route } from './route';
import { webhooks } from './webhooks';

/** Every endpoint, the more exact of two paths first. */
export const ROUTES: readonly Route[] = [
  ...gateway,
  ...applications,
  ...commands,
  ...interactions,
  ...webhooks,
  ...channels,
];
