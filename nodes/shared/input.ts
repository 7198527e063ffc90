import type { Node, NodeMessageInFlow } from 'node-red';
import { InputError } from '../../lib/input-error';

/** A message as it comes from another node: everything but `payload` is foreign and passed on. */
export type Message = NodeMessageInFlow & Record<string, unknown>;

export type Send = (message: Message | (Message | Message[] | null)[]) => void;

/**
 * Handles a node's messages: `work` may throw or report a problem after sending; whatever it is goes to `done` once
 * (so to a Catch node) and to the status, and the next good message clears it.
 * @param work gives back a problem that did not stop it, or nothing
 */
export function handleInput(node: Node, work: (message: Message, send: Send) => Promise<Error | undefined>): void {
  node.on('input', (message, send, done) => {
    const finish = (error?: Error): void => {
      if (error) showError(node, error);
      done(error);
    };
    // Promise.resolve().then: what `work` throws before its first await ends here as well.
    Promise.resolve()
      .then(() => work(message as Message, send as Send))
      .then(finish, (error: unknown) => finish(error instanceof Error ? error : new Error(String(error))));
  });
}

/** Red status with the short text of the error's code, which the editor translates. */
export function showError(node: Node, error: Error): void {
  const code = error instanceof InputError ? error.code : 'failed';
  node.status({ fill: 'red', shape: 'ring', text: `${node.type}.status.${code}` });
}

/** One error for several problems, with the first one's code. */
export function joinProblems(problems: readonly InputError[]): InputError | undefined {
  const [first] = problems;
  if (!first || problems.length === 1) return first;
  const shown = problems.slice(0, 5).map(({ message }) => message);
  const more = problems.length > 5 ? ` (and ${problems.length - 5} more)` : '';
  return new InputError(first.code, shown.join(' ') + more, { problems: problems.map(({ code }) => code) });
}
