import type { IncomingHttpHeaders } from 'node:http';
import { answerLists, type Reply, startReplay } from '../../src/demo/replay.ts';

export interface HuggingFaceOptions {
  /** Recorded lists by day. */
  readonly days: Record<string, readonly unknown[]>;
  /** Recorded papers by id, as `/api/papers/<id>` returns them. */
  readonly papers?: Readonly<Record<string, unknown>>;
  /**
   * Returns a reply to send instead of the recorded one, or undefined to send the recorded one. `call` numbers the
   * requests from 1; a `null` reply closes the connection.
   */
  readonly reply?: (url: URL, call: number) => Reply | undefined | Promise<Reply | undefined>;
}

export interface HuggingFaceServer {
  readonly url: string;
  readonly requests: { readonly url: URL; readonly headers: IncomingHttpHeaders }[];
  close(): Promise<void>;
}

/**
 * Starts a Hugging Face emulator on loopback: the demo's replay server, with optional faults and a record of all
 * requests.
 */
export async function startHuggingFace({
  days,
  papers = {},
  reply,
}: HuggingFaceOptions): Promise<HuggingFaceServer> {
  const requests: HuggingFaceServer['requests'] = [];
  const answer = answerLists(days);
  const replay = await startReplay(async (request, body) => {
    const url = new URL(request.url ?? '/', 'http://replay');
    requests.push({ url, headers: request.headers });
    const instead = await reply?.(url, requests.length);
    if (instead !== undefined) return instead;
    const id = url.pathname.match(/^\/api\/papers\/(.+)$/)?.[1];
    if (id && Object.hasOwn(papers, id)) return { status: 200, body: papers[id] };
    return answer(request, body);
  });
  return { ...replay, requests };
}

/**
 * Creates a `reply` function that returns the faults in turn, one per request; later requests get the recorded
 * replies.
 */
export const firstly =
  (...faults: readonly Reply[]) =>
  (_request: unknown, call: number): Reply | undefined =>
    faults[call - 1];

/** Returns a reply that never arrives: only a timeout or an abort ends the request. */
export const neverReply = () => new Promise<Reply>(() => {});
