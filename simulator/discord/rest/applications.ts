import { refusal } from '../errors';
import { APPLICATION_ID, GUILD, GUILD_LOCALE } from '../world';
import { ok, type Route } from './route';

/** Who the bot is, and where it is a member. */
export const applications: readonly Route[] = [
  {
    method: 'GET',
    path: '/users/@me',
    by: 'bot',
    answer: ({ world }) => ok({ ...world.botUser, locale: GUILD_LOCALE }),
  },
  {
    method: 'GET',
    path: '/applications/@me',
    by: 'bot',
    answer: ({ world }) =>
      ok({
        id: APPLICATION_ID,
        name: world.botUser.username,
        description: '',
        icon: null,
        bot: world.botUser,
        bot_public: false,
        bot_require_code_grant: false,
        verify_key: '',
        flags: 0,
        approximate_guild_count: 1,
        interactions_endpoint_url: null,
      }),
  },
  {
    method: 'GET',
    path: '/guilds/:guild',
    by: 'bot',
    answer: ({ world }, { params }) => {
      if (params['guild'] !== GUILD.id) throw refusal('unknownGuild');
      return ok(world.apiGuild());
    },
  },
];
