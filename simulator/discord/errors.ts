/** How Discord refuses: HTTP status, its own code, and the sentence. Opcodes and status codes, "JSON". */
const ERRORS = {
  unauthorized: [401, 0, '401: Unauthorized'],
  notFound: [404, 0, '404: Not Found'],
  methodNotAllowed: [405, 0, '405: Method Not Allowed'],
  unknownChannel: [404, 10003, 'Unknown Channel'],
  unknownGuild: [404, 10004, 'Unknown Guild'],
  unknownMessage: [404, 10008, 'Unknown Message'],
  unknownWebhook: [404, 10015, 'Unknown Webhook'],
  unknownInteraction: [404, 10062, 'Unknown interaction'],
  notAuthorizedOnApplication: [403, 20012, 'You are not authorized to perform this action on this application'],
  tooManyAttachments: [400, 30015, 'Maximum number of attachments in a message reached (10)'],
  tooManyCommandCreations: [400, 30034, 'Max number of daily application command creates has been reached (200)'],
  requestTooLarge: [413, 40005, 'Request entity too large'],
  alreadyAcknowledged: [400, 40060, 'Interaction has already been acknowledged.'],
  missingAccess: [403, 50001, 'Missing Access'],
  emptyMessage: [400, 50006, 'Cannot send an empty message'],
  invalidWebhookToken: [401, 50027, 'Invalid Webhook Token'],
  invalidApiVersion: [400, 50041, 'Invalid API version specified'],
  invalidJson: [400, 50109, 'The request body contains invalid JSON.'],
} as const satisfies Record<string, [status: number, code: number, message: string]>;

export type ErrorName = keyof typeof ERRORS;

/** The JSON body of a refusal. */
export interface ErrorBody {
  code: number;
  message: string;
  errors?: object;
}

/** A refusal of Discord's REST API. */
export class DiscordError extends Error {
  readonly status: number;
  readonly body: ErrorBody;

  constructor(status: number, body: ErrorBody) {
    super(body.message);
    this.status = status;
    this.body = body;
  }
}

/** One of Discord's known refusals. */
export function refusal(name: ErrorName): DiscordError {
  const [status, code, message] = ERRORS[name];
  return new DiscordError(status, { message, code });
}

/** What is wrong with one member of a request's body. */
export interface Problem {
  /** Where it is, from the body down. */
  path: readonly (string | number)[];
  code: string;
  message: string;
}

/** Discord's refusal of a body, with the problems nested as the body is. */
export function invalidForm(problems: readonly Problem[]): DiscordError {
  const errors = new Level();
  for (const { path, ...problem } of problems) {
    let level = errors;
    for (const key of path) level = level.at(String(key));
    level.problems.push(problem);
  }
  return new DiscordError(400, { message: 'Invalid Form Body', code: 50035, errors });
}

/** Problems of one member, and of the members in it. */
class Level {
  readonly problems: object[] = [];
  readonly #members = new Map<string, Level>();

  at(key: string): Level {
    const member = this.#members.get(key) ?? new Level();
    this.#members.set(key, member);
    return member;
  }

  toJSON(): object {
    const own = this.problems.length > 0 ? { _errors: this.problems } : {};
    return { ...own, ...Object.fromEntries(this.#members) };
  }
}
