import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NodeAPI } from 'node-red';
import type { ChatPage } from '../../simulator/discord/page/chat-page';

/** What is needed of Express's router, which has no way to take a handler away. */
interface WithRouter {
  _router: { stack: { handle: unknown }[] };
}

/** Serves the page under Node-RED's root for nodes; gives back how to end that. */
export function mount(httpNode: NodeAPI['httpNode'], page: ChatPage): () => void {
  const handler = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    if (!page.handle(request, response)) next();
  };
  httpNode.use(handler);
  return () => {
    const { _router: router } = httpNode as unknown as WithRouter;
    router.stack = router.stack.filter(({ handle }) => handle !== handler);
  };
}
