import { answerSummaries, type Reply, startReplay } from '../../src/demo/replay.ts';
import type { Summary } from '../../src/domain/paper/paper.ts';

export interface ChatRequest {
  readonly model: string;
  readonly messages: { role: string; content: string }[];
  readonly response_format?: { type: string };
  readonly max_tokens?: number;
}

export interface OpenAiServerOptions {
  /** The summaries to return, by the paper title in the request. */
  readonly byTitle?: Record<string, Summary>;
  /**
   * Returns a reply to send instead of the summary, or undefined to send the summary. `call` numbers the requests
   * from 1; a `null` reply closes the connection.
   */
  readonly reply?: (request: ChatRequest, call: number) => Reply | undefined | Promise<Reply | undefined>;
}

export interface OpenAiServer {
  /** The base URL, including `/v1`. */
  readonly url: string;
  readonly requests: ChatRequest[];
  close(): Promise<void>;
}

/**
 * Starts a Chat Completions emulator on loopback: the demo's replay server, with optional faults and a record of all
 * requests.
 */
export async function startOpenAi({ byTitle = {}, reply }: OpenAiServerOptions): Promise<OpenAiServer> {
  const requests: ChatRequest[] = [];
  const answer = answerSummaries(byTitle);
  const replay = await startReplay(async (message, body) => {
    if (!message.url?.endsWith('/v1/chat/completions')) return answer(message, body);
    const request: ChatRequest = JSON.parse(body);
    requests.push(request);
    const instead = await reply?.(request, requests.length);
    return instead === undefined ? answer(message, body) : instead;
  });
  return { url: `${replay.url}/v1`, requests, close: replay.close };
}

/** Returns the message about the paper: it follows the examples, and precedes the request for a repair. */
export const questionIn = ({ messages }: Pick<ChatRequest, 'messages'>): string =>
  messages.findLast(({ role, content }) => role === 'user' && content.includes('\nTitle: '))?.content ?? '';

/** Returns an error response in OpenAI's format. */
export const errorReply = (
  status: number,
  message: string,
  code: string | null = null,
  headers: Record<string, string> = {},
): Reply => ({ status, headers, body: { error: { message, type: 'error', param: null, code } } });
