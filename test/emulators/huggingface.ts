import type { IncomingHttpHeaders } from 'node:http';
import { answerLists, type Reply, startReplay } from '../../src/demo/replay.ts';

export interface HuggingFaceOptions {
  /** Recorded lists by day. */
  readonly days: Record<string, readonly unknown[]>;
  /** Recorded papers by id, in the form of a paper's own page. */
  readonly papers?: Readonly<Record<string, unknown>>;
  /** Replaces the recorded reply; `call` counts from 1, `null` closes the connection. */
  readonly reply?: (url: URL, call: number) => Reply | undefined | Promise<Reply | undefined>;
}

export interface HuggingFaceServer {
  readonly url: string;
  readonly requests: { readonly url: URL; readonly headers: IncomingHttpHeaders }[];
  close(): Promise<void>;
}

/** Hugging Face on loopback: the demo's replay with faults, and a record of the requests. */
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
    const id = url.pathname.match(/^\/api\/papers\/([^/]+)$/)?.[1];
    if (id && Object.hasOwn(papers, id)) return { status: 200, body: papers[id] };
    return answer(request, body);
  });
  return { ...replay, requests };
}

/** Returns the faults first, one per call, then normal replies. */
export const firstly =
  (...faults: readonly Reply[]) =>
  (_request: unknown, call: number): Reply | undefined =>
    faults[call - 1];

/** A reply that never comes: only a timeout or an abort ends the request. */
export const neverReply = () => new Promise<Reply>(() => {});
