import { ok, type Route } from './route';

/** How a bot finds the gateway. */
export const gateway: readonly Route[] = [
  { method: 'GET', path: '/gateway', by: 'anyone', answer: ({ addresses }) => ok({ url: addresses.gateway }) },
  {
    method: 'GET',
    path: '/gateway/bot',
    by: 'bot',
    answer: ({ addresses, logins }) => ok({ url: addresses.gateway, shards: 1, session_start_limit: logins.limit }),
  },
];
