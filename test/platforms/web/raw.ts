import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A raw connection for bytes that no HTTP client would send. */
export interface Line {
  readonly socket: Socket;
  /** Everything received so far. */
  heard(): string;
  /** Resolves when the server has closed the connection. */
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
  // A reset connection is an expected result here.
  socket.on('error', () => {});
  return {
    socket,
    heard: () => text,
    closed: new Promise((resolve) => socket.once('close', () => resolve())),
  };
}

/** Sends lines, and returns the answer once the server closes the connection. */
export async function tell(base: string, ...lines: readonly string[]): Promise<string> {
  const line = dial(base);
  line.socket.write(lines.join('\r\n'), 'latin1');
  await line.closed;
  return line.heard();
}

/** Sends a complete request without a body, with Connection: close. */
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
 * Sends a body, with back-pressure, until the server closes the connection or `most` bytes are sent. Returns the
 * number of bytes sent.
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
