import { completion, type Reply } from '../../../src/demo/replay.ts';
import type { ProblemCause } from '../../../src/domain/health/server-problem.ts';
import { errorReply } from '../../emulators/openai.ts';

/** A request as a misbehaving server sees it. */
export interface Asked {
  readonly isList: boolean;
  readonly model: string;
  /** The characters of the messages. */
  readonly length: number;
}

/** What a server does to a request or, if it is a word, to a connection. */
type Ill = Reply | 'hang' | 'reset' | 'garbage';

export interface ModelForm {
  readonly name: string;
  readonly cause: ProblemCause;
  /** undefined: it answers as usual. `closed`: it accepts no connection. */
  readonly reply: 'closed' | ((asked: Asked) => Ill | undefined);
}

const always = (name: string, cause: ProblemCause, reply: Ill): ModelForm => ({
  name,
  cause,
  reply: () => reply,
});
/** Only chats fail; the list of models is as usual. */
const chats = (name: string, cause: ProblemCause, reply: (asked: Asked) => Ill): ModelForm => ({
  name,
  cause,
  reply: (asked) => (asked.isList ? undefined : reply(asked)),
});

const page = (status: number, title: string): Reply => ({
  status,
  body: `<html><head><title>${title}</title></head><body>${title}</body></html>`,
});
/** A chat whose answer and usage differ from the usual ones. */
function answers(text: string, promptTokens: number) {
  return ({ model }: Asked): Reply => {
    const usual = completion(model, text) as { readonly usage: object };
    return { status: 200, body: { ...usual, usage: { ...usual.usage, prompt_tokens: promptTokens } } };
  };
}
/** A chat whose answer has no room, even if only one token is asked for. */
function cutOff({ model }: Asked): Reply {
  const message = { role: 'assistant', content: '{"summary": "논문은' };
  return { status: 200, body: { model, choices: [{ message, finish_reason: 'length' }] } };
}
const KEY =
  'Incorrect API key provided: sk-test-0123456789abcdef. You can find your API key at https://example.com.';
const TOO_LONG = "This model's maximum context length is 2048 tokens. However, you requested 3519 tokens.";

/** How model servers misbehave, each as a popular server or proxy does. */
export const FORMS: readonly ModelForm[] = [
  always('a wrong key', 'key', errorReply(401, KEY, 'invalid_api_key')),
  always('a key without permission', 'forbidden', errorReply(403, 'You do not have access to this model.')),
  chats('a model that is not pulled', 'model', ({ model }) =>
    errorReply(404, `model "${model}" not found, try pulling it first`),
  ),
  always('no /v1', 'path', {
    status: 404,
    headers: { 'content-type': 'text/plain' },
    body: '404 page not found',
  }),
  always('an unknown endpoint', 'path', {
    status: 200,
    body: { error: 'Unexpected endpoint or method. (POST /chat/completions)' },
  }),
  always('a web page', 'page', page(200, 'Welcome')),
  chats('500', 'error', () => errorReply(500, 'internal error')),
  always('502', 'error', page(502, 'Bad Gateway')),
  always('503', 'error', errorReply(503, 'overloaded', null, { 'retry-after': '30' })),
  chats('429 for ever', 'rate-limit', () => errorReply(429, 'slow down', null, { 'retry-after': '20' })),
  chats('no credit', 'quota', () =>
    errorReply(429, 'You exceeded your current quota, please check your plan.', 'insufficient_quota'),
  ),
  always('no answer', 'timeout', 'hang'),
  chats('no answer to chats', 'timeout', () => 'hang'),
  { name: 'no server', cause: 'unreachable', reply: 'closed' },
  always('closed connections', 'unreachable', 'reset'),
  always('no HTTP', 'unreachable', 'garbage'),
  chats('empty answers', 'empty', answers('', 2_000)),
  chats('answers that are cut off', 'truncated', cutOff),
  chats('an error in an answer', 'error', () => ({
    status: 200,
    body: { error: { message: 'upstream unavailable', code: 502 } },
  })),
  chats('half an answer', 'not-api', () => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"choices":[{"message":{"content":"',
  })),
  chats('a context that is too small', 'context', () => errorReply(400, TOO_LONG, 'context_length_exceeded')),
  {
    name: 'out of memory for long prompts',
    cause: 'error',
    reply: ({ isList, length }) => (isList || length < 100 ? undefined : errorReply(503, 'out of memory')),
  },
];
