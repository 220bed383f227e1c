import { cutPrompt, type ServerProblem } from '../../domain/health/server-problem.ts';
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

function toResult(completion: Completion, messages: readonly ChatMessage[]): RequestResult {
  const problem = problemOfAnswer(completion);
  if (problem) return { kind: 'failed', problem };
  const { promptTokens } = completion.usage;
  return { kind: 'answered', promptTokens, leastTokens: leastTokensOf(messages) };
}

/** Says what an answer that nobody can use tells about the model server; null for any other answer. */
export function problemOfAnswer({ kind, text }: Completion): ServerProblem | null {
  if (kind === 'empty') return { cause: 'empty', words: 'sent an empty answer' };
  if (kind !== 'truncated') return null;
  return { cause: 'truncated', words: `stopped an answer after ${text.length} characters` };
}

/** Returns a number of tokens that messages have at least. */
export const leastTokensOf = (messages: readonly ChatMessage[]): number =>
  leastTokens(messages.map(({ content }) => content).join('\n'));

/** Says whether a server has counted fewer tokens of a prompt than it has: its context is too small. */
export function problemOfPrompt(
  { usage: { promptTokens } }: Pick<Completion, 'usage'>,
  messages: readonly ChatMessage[],
): ServerProblem | null {
  const least = leastTokensOf(messages);
  return promptTokens > 0 && promptTokens < least ? cutPrompt(promptTokens, least) : null;
}
