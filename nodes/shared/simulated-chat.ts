/** The simulated Discord of this process, as a bot without a token finds it. */
export interface SimulatedChat {
  api: string;
  token: string;
  guild: string;
  channel: string;
  page: string;
}

type Listener = (chat: SimulatedChat | undefined) => void;

let present: SimulatedChat | undefined;
const listeners = new Set<Listener>();

function tell(chat: SimulatedChat | undefined): void {
  present = chat;
  for (const listener of listeners) listener(chat);
}

/** Says that a stand-in is running; gives back how to withdraw it. */
export function announceSimulatedChat(chat: SimulatedChat): () => void {
  tell(chat);
  return () => {
    if (present === chat) tell(undefined);
  };
}

/** Calls back at once with the present state and on every change; gives back how to stop that. */
export function onSimulatedChat(listener: Listener): () => void {
  listeners.add(listener);
  listener(present);
  return () => listeners.delete(listener);
}
