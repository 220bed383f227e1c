import type { ModelWatch, RequestResult } from '../../ports/summarizer.ts';
import type { ChatMessage } from '../protocol.ts';
import type { Completion, Send } from '../send.ts';
import { leastTokens } from './least-tokens.ts';
import { problemOfError } from './problem.ts';

/** Reports the result of each request to `watch`. */
export const watchSend =
  (send: Send, watch: ModelWatch): Send =>
  async (request, ...form) => {
    let end = (_result: RequestResult) => {};
    const beforeSend = async () => {
      await request.beforeSend();
      end = watch.sent();
    };
    try {
      const completion = await send({ ...request, beforeSend }, ...form);
      end(toResult(completion, request.messages));
      return completion;
    } catch (error) {
      // Whoever stops a request says nothing about the server.
      const problem = request.signal?.aborted ? null : problemOfError(error);
      end(problem ? { kind: 'failed', problem } : { kind: 'unknown' });
      throw error;
    }
  };

function toResult({ kind, text, usage }: Completion, messages: readonly ChatMessage[]): RequestResult {
  if (kind === 'empty') return { kind: 'failed', problem: { cause: 'empty', words: 'sent an empty answer' } };
  if (kind === 'truncated') {
    const words = `stopped an answer after ${text.length} characters`;
    return { kind: 'failed', problem: { cause: 'truncated', words } };
  }
  return { kind: 'answered', promptTokens: usage.promptTokens, leastTokens: leastTokensOf(messages) };
}

/** Returns a number of tokens that messages have at least. */
export const leastTokensOf = (messages: readonly ChatMessage[]): number =>
  leastTokens(messages.map(({ content }) => content).join('\n'));
