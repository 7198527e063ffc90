import type { APIAllowedMentions } from '@discordjs/core';

const USER = /<@!?(\d{17,20})>/g;
const ROLE = /<@&(\d{17,20})>/g;
const EVERYONE = /@(everyone|here)/;

/** Whom a message calls with a sound. */
export interface Pings {
  users: string[];
  roles: string[];
  everyone: boolean;
}

/**
 * Whom a text pings. A mention that is not allowed is only text.
 * @param allowed all mentions ping, if not given: message.mdx, "Allowed Mentions Object"
 */
export function pingsOf(content: string, allowed: APIAllowedMentions | null | undefined): Pings {
  const parse = (allowed ? (allowed.parse ?? []) : ['users', 'roles', 'everyone']) as string[];
  const named = (pattern: RegExp, kind: 'users' | 'roles'): string[] => {
    const ids = [...new Set([...content.matchAll(pattern)].map(([, id]) => id!))];
    return parse.includes(kind) ? ids : ids.filter((id) => allowed?.[kind]?.includes(id));
  };
  return {
    users: named(USER, 'users'),
    roles: named(ROLE, 'roles'),
    everyone: parse.includes('everyone') && EVERYONE.test(content),
  };
}
