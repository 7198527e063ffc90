const REASONS: Record<string, string> = {
  EADDRINUSE: 'is already in use. Choose another port, 0 for any free one, or stop the program that holds it.',
  EACCES: 'may not be opened by this user. Choose a port from 1024 on, or 0 for any free one.',
};

/** Says in a sentence why a port could not be opened, and what to do. */
export function explainListenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const reason = REASONS[error.code ?? ''] ?? `can't be opened: ${error.message}.`;
  return new Error(`Port ${port} on ${host} ${reason}`, { cause: error });
}
