import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A connection on which a test says what no client would. */
export interface Line {
  readonly socket: Socket;
  /** Everything that came back so far. */
  heard(): string;
  /** Resolves when the other side has hung up. */
  readonly closed: Promise<void>;
}

export function dial(base: string): Line {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
  });
  // Being hung up on in the middle of a word is what is looked for here.
  socket.on('error', () => {});
  return {
    socket,
    heard: () => text,
    closed: new Promise((resolve) => socket.once('close', () => resolve())),
  };
}

/** Says something, and gives what is answered until the other side hangs up. */
export async function tell(base: string, ...lines: readonly string[]): Promise<string> {
  const line = dial(base);
  line.socket.write(lines.join('\r\n'), 'latin1');
  await line.closed;
  return line.heard();
}

/** A whole request without a body, after which the connection is closed. */
export const ask = (base: string, method: string, target: string, ...headers: readonly string[]) =>
  tell(
    base,
    `${method} ${target} HTTP/1.1`,
    ...(headers.some((header) => /^host:/i.test(header)) ? [] : [`Host: ${new URL(base).host}`]),
    'Connection: close',
    ...headers,
    '\r\n',
  );

export const statusOf = (answer: string): number => Number(answer.match(/^HTTP\/1\.1 (\d+)/)?.[1] ?? 0);

/**
 * Goes on sending a body until the other side hangs up, or `most` bytes were taken; gives how many were.
 * It waits whenever they are not taken.
 */
export async function pour({ socket, closed }: Line, most: number, wrap = (chunk: string) => chunk) {
  const chunk = wrap('x'.repeat(64 * 1024));
  let isOver = false;
  void closed.then(() => {
    isOver = true;
  });
  while (!isOver && socket.bytesWritten < most) {
    if (!socket.write(chunk, 'latin1'))
      await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
    await new Promise(setImmediate);
  }
  return socket.bytesWritten - socket.writableLength;
}
