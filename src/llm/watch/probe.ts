import type { ServerProblem } from '../../domain/health/server-problem.ts';
import { SECOND } from '../../lib/duration.ts';
import type { ProbeModel } from '../../ports/summarizer.ts';
import { readBody } from '../answer/body.ts';
import { FaultError, readFault } from '../fault.ts';
import { EXAMPLE_REQUEST } from '../prompt.ts';
import type { ChatMessage } from '../protocol.ts';
import { createSend, type SendDeps, type SendOptions } from '../send.ts';
import { problemOfError, problemOfRefusal } from './problem.ts';
import { problemOfAnswer, problemOfPrompt } from './watch-send.ts';

/** The timeouts of the two requests, in milliseconds. A list is short; an answer can have to wait for others. */
const LIST_MS = 10 * SECOND;
const TOKEN_MS = 30 * SECOND;
const ONE_TOKEN = { max_tokens: 1 };
const HELLO: ChatMessage = { role: 'user', content: 'Hi' };
const NO_SHAPE = { name: 'none', schema: {} };

/**
 * Creates the probe of a model server. It asks for the list of models first: that costs nothing, and shows whether
 * there is a server. Not every server has the list, and not every key may read it, so only an answer shows that the
 * server can answer, and only a whole one that it does not cut answers off. A server that refuses the request as such
 * has read it, and accepts the key and the model.
 */
export function createProbe(deps: SendDeps, options: SendOptions): ProbeModel {
  const { apiKey, timeoutMs } = options;
  const send = createSend(deps, { ...options, timeoutMs: Math.min(timeoutMs, TOKEN_MS) });
  const sendWhole = createSend(deps, options);
  const fetch = deps.network.createFetch({ json: null });
  const list = new URL('models', send.url.endsWith('/') ? send.url : `${send.url}/`);

  /** @throws if there is no server, no OpenAI-compatible one, or if it does not accept the key */
  async function askForModels(): Promise<void> {
    const response = await fetch(list, {
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.timeout(Math.min(timeoutMs, LIST_MS)),
    });
    const { status } = response;
    const { value } = await readBody(await response.text());
    const isPage = status === 200 && typeof value === 'string' && value.startsWith('<');
    if (status === 401 || isPage) throw readFault({ status, body: value }, apiKey ?? '');
  }

  async function askForAnswer(
    messages: readonly ChatMessage[],
    isWhole: boolean,
  ): Promise<ServerProblem | null> {
    const request = { messages, shape: NO_SHAPE, signal: undefined, beforeSend: async () => {} };
    const completion = isWhole
      ? await sendWhole(request, 'text', {})
      : await send(request, 'text', ONE_TOKEN);
    const { kind } = completion;
    if (kind === 'empty' || (kind === 'truncated' && isWhole)) return problemOfAnswer(completion);
    return problemOfPrompt(completion, messages);
  }

  return async (depth) => {
    try {
      await askForModels();
      if (depth === 'models') return null;
      if (depth === 'answer') return await askForAnswer(EXAMPLE_REQUEST, true);
      return await askForAnswer(depth === 'prompt' ? EXAMPLE_REQUEST : [HELLO], false);
    } catch (error) {
      const isRead = error instanceof FaultError && error.kind === 'request' && READ.includes(error.status);
      return isRead ? null : (problemOfRefusal(error) ?? problemOfError(error));
    }
  };
}

/** Statuses with which servers refuse a parameter, or one token as too few. */
const READ: readonly (number | undefined)[] = [400, 415, 422];
