import { API_VERSION, INTENT } from '../protocol';
import { APPLICATION_ID, CHANNELS, GUILD, type World } from '../world';
import type { Session } from './session';

/** Greets a new session: READY, and the server if it wants to know of servers. */
export function greet(session: Session, world: World, resumeUrl: string): void {
  session.dispatch('READY', {
    v: API_VERSION,
    user: { ...world.botUser, verified: true, mfa_enabled: false, email: null, flags: 0 },
    user_settings: {},
    session_type: 'normal',
    session_id: session.id,
    resume_gateway_url: resumeUrl,
    relationships: [],
    private_channels: [],
    presences: [],
    guilds: [{ id: GUILD.id, unavailable: true }],
    guild_join_requests: [],
    geo_ordered_rtc_regions: [],
    application: { id: APPLICATION_ID, flags: 0 },
    shard: [0, 1],
  });
  if (!session.has(INTENT.guilds)) return;
  session.dispatch('GUILD_CREATE', {
    ...world.apiGuild(),
    joined_at: '2024-02-04T12:00:00.000000+00:00',
    large: false,
    unavailable: false,
    member_count: world.people.length + 1,
    members: world.people.map(({ id }) => world.member(id)),
    channels: CHANNELS.map((channel) => world.apiChannel(channel)),
    threads: [],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  });
}
