import type { Action, Answers, Bodies, ChatState } from '../protocol';

const RETRY = 1000;

/** Asks for what a person sees. @throws Error with a sentence when it can't be had */
export async function fetchState(person: string, channel: string): Promise<ChatState> {
  return answered(await fetch(`state?${new URLSearchParams({ person, channel })}`));
}

/** Does what the person did. @throws Error with a sentence when it is refused or the server is away */
export async function act<A extends Action>(action: A, body: Bodies[A]): Promise<Answers[A]> {
  return answered(
    await fetch(action, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
}

/** Calls back after each change, and when the connection comes or goes; connects again for ever. */
export function followChanges(changed: () => void, connected: (is: boolean) => void): void {
  const events = new EventSource('events');
  events.onmessage = () => {
    connected(true);
    changed();
  };
  events.onerror = () => {
    connected(false);
    // The browser itself tries again after a broken connection, but not after an answer such as 404, which comes
    // while Node-RED starts its nodes.
    if (events.readyState !== EventSource.CLOSED) return;
    setTimeout(() => followChanges(changed, connected), RETRY);
  };
}

async function answered<T>(response: Response): Promise<T> {
  const body = (await response.json().catch(() => ({}))) as T & { error?: string };
  if (!response.ok) throw new Error(body.error ?? `HTTP ${response.status}`);
  return body;
}
