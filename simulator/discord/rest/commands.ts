import type { APIApplicationCommand } from '@discordjs/core';
import type { Scope } from '../commands';
import { refusal } from '../errors';
import { APPLICATION_ID, GUILD } from '../world';
import { type Call, ok, type Route, refuseOtherApplication } from './route';

/** The same endpoints, below the application and below one of its servers. */
const PATHS: Record<Scope, string> = {
  global: '/applications/:application/commands',
  guild: '/applications/:application/guilds/:guild/commands',
};

function refuseStrangers({ params }: Call): void {
  refuseOtherApplication(params['application'], APPLICATION_ID);
  if (params['guild'] !== undefined && params['guild'] !== GUILD.id) throw refusal('missingAccess');
}

function withoutLocalizations(command: APIApplicationCommand): object {
  const { name_localizations: _, description_localizations: __, ...rest } = command;
  return rest;
}

/** Slash commands: application-commands.mdx, "Endpoints". */
export const commands: readonly Route[] = (Object.entries(PATHS) as [Scope, string][]).flatMap(([scope, path]) => [
  {
    method: 'GET',
    path,
    by: 'bot',
    answer: (backend, call) => {
      refuseStrangers(call);
      const list = backend.commands.in(scope);
      return ok(call.query.get('with_localizations') === 'true' ? list : list.map(withoutLocalizations));
    },
  },
  {
    method: 'PUT',
    path,
    by: 'bot',
    answer: (backend, call) => {
      refuseStrangers(call);
      return ok(backend.commands.overwrite(scope, call.json));
    },
  },
]);
