import type { IncomingMessage } from 'node:http';
import { SECOND } from '../../../../lib/duration.ts';

/** The limits of bodies that are being read. Sizes are in bytes, times in milliseconds. */
export interface BodyLimits {
  readonly maxBytes: number;
  /** How many bodies may be read at the same time, and how much memory they may use together. */
  readonly maxBodies: number;
  readonly maxTotalBytes: number;
  readonly timeoutMs: number;
}

/**
 * The request for a click contains the message with the button, at most 100 kB. Slack sends a body at once, and gives
 * up after 3 seconds.
 */
export const BODY_LIMITS: BodyLimits = {
  maxBytes: 1024 * 1024,
  maxBodies: 64,
  maxTotalBytes: 8 * 1024 * 1024,
  timeoutMs: 5 * SECOND,
};

/** Why a body was not read: it is too large or too slow, it made room for newer ones, or the client left. */
export type Unread = 'too large' | 'too slow' | 'too many' | 'aborted';

export interface BodyReader {
  read(request: IncomingMessage): Promise<Buffer | Unread>;
  /** The number of bodies that are being read, and how many bytes of them are in memory. */
  inFlight(): { readonly bodies: number; readonly bytes: number };
}

/**
 * Creates a reader for bodies that nobody has authenticated yet. Above the limits, it gives up the oldest body, not the
 * newest: a body that takes long is not Slack's.
 */
export function createBodyReader(limits: BodyLimits = BODY_LIMITS): BodyReader {
  /** Ends the reading of each body, oldest first. */
  const reading = new Set<(result: Unread) => void>();
  let totalBytes = 0;

  function giveUpOldest(): void {
    const [end] = reading;
    end?.('too many');
  }

  return {
    inFlight: () => ({ bodies: reading.size, bytes: totalBytes }),

    read: (request) =>
      new Promise((resolve) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        const end = (result: Buffer | Unread) => {
          if (!reading.delete(end)) return;
          totalBytes -= bytes;
          clearTimeout(timer);
          request.off('data', onData).off('end', onEnd).off('close', onClose);
          resolve(result);
        };
        const onData = (chunk: Buffer) => {
          chunks.push(chunk);
          bytes += chunk.length;
          totalBytes += chunk.length;
          if (bytes > limits.maxBytes) end('too large');
          while (totalBytes > limits.maxTotalBytes) giveUpOldest();
        };
        const onEnd = () => end(Buffer.concat(chunks));
        const onClose = () => end('aborted');
        const timer = setTimeout(() => end('too slow'), limits.timeoutMs);
        if (reading.size >= limits.maxBodies) giveUpOldest();
        reading.add(end);
        request.on('data', onData).on('end', onEnd).on('close', onClose);
        // Without a listener, an aborted request would crash the process.
        request.on('error', onClose);
      }),
  };
}
