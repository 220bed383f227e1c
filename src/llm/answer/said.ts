import { asList, asObject, asText, type Fields, firstOf } from './values.ts';

/** What a model said in one response, in whatever form its server sent it. */
export interface Said {
  /** What the server calls the answer. */
  readonly text: string;
  /** The arguments of tool calls, and answers that the server has parsed: JSON texts. */
  readonly tools: readonly string[];
  readonly thoughts: string;
  /** The reason why the model refused; null if it did not. */
  readonly refusal: string | null;
  /** Why the model stopped, in lower case; empty if the server did not say so. */
  readonly finish: string;
  readonly model: unknown;
  readonly usage: unknown;
}

interface Texts {
  text: string;
  thoughts: string;
  refusal: string | null;
  readonly tools: string[];
}

/** The maximum depth of parts inside parts. */
const MAX_DEPTH = 6;
/** Where a message or a body can hold what the model said, in order. */
const CONTENT = [
  ...['content', 'parts', 'text', 'response', 'output', 'output_text', 'generated_text'],
  'completion',
] as const;
const THOUGHTS = [
  ...['reasoning_content', 'reasoning', 'thinking', 'thought', 'reasoning_details', 'thinking_blocks'],
] as const;
/** Where a body lists what the model said: OpenAI, Google, KoboldAI, Triton and others. */
const CHOICES = ['choices', 'candidates', 'results', 'outputs', 'generations'] as const;
/** Where gateways put the body of another server. */
const WRAPPERS = ['result', 'data', 'body', 'response', 'output'] as const;

const FILTERS =
  /^(?:content[_-]?filter|content[_-]?filtered|safety|refusal|prohibited_content|blocklist|recitation|spii|sensitive|moderation)/;

/** Returns true if a model stopped because of what the paper or the answer is about. */
export const isFiltered = ({ finish }: Pick<Said, 'finish'>): boolean => FILTERS.test(finish);

/** Returns true if a model stopped because there was no room for more tokens. */
export const isCutOff = ({ finish }: Pick<Said, 'finish'>): boolean =>
  /^(?:length|max_tokens|max_output_tokens|model_length|model_context_window_exceeded)/.test(finish);

/**
 * Reads a response, or a piece of a stream: OpenAI's, and those of Ollama, Anthropic, Google and others that servers
 * send in its place. Returns null if there is no message in it.
 */
export function readSaid(value: unknown, depth = 0): Said | null {
  const body = asObject(Array.isArray(value) ? value[0] : value);
  if (!body || depth > 2) return null;
  const choices = asList(firstOf(...CHOICES.map((key) => body[key]))).map(asObject);
  const choice = choices.find((each) => saysSomething(each)) ?? choices[0];
  const finish = finishOf(body, choice);
  const message = messageOf(body, choice);
  if (!message && !isFiltered({ finish }) && !isCutOff({ finish })) {
    const inner = WRAPPERS.map((key) => readSaid(body[key], depth + 1)).find(Boolean);
    if (inner || !asObject(body.response)) return inner ?? null;
  }
  // Cloudflare sends an answer that it has parsed as `response`.
  const texts = readMessage(message ?? { content: body.response });
  // A self-hosted server can send anything, whatever the client's types say.
  const refusal = message?.refusal;
  return {
    ...texts,
    refusal: refusal ? asText(refusal) || 'content filter' : texts.refusal,
    finish,
    model: body.model,
    usage: firstOf(body.usage, body.usageMetadata) ?? ollamaUsage(body),
  };
}

function finishOf(body: Fields, choice: Fields | undefined): string {
  const blocked = asObject(body.promptFeedback)?.blockReason;
  const reason = firstOf(
    ...[choice?.finish_reason, choice?.finishReason, choice?.stop_reason],
    ...[body.finish_reason, body.stop_reason, body.done_reason],
  );
  return (blocked ? 'content_filter' : asText(reason)).toLowerCase();
}

/** Ollama counts the tokens of its own API at the top level. */
const ollamaUsage = (body: Fields): unknown => ({
  prompt_tokens: body.prompt_eval_count,
  completion_tokens: body.eval_count,
});

function messageOf(body: Fields, choice: Fields | undefined): Fields | undefined {
  const inChoice = [choice?.message, choice?.delta, choice?.content, body.delta].map(asObject).find(Boolean);
  if (inChoice) return choice?.tool_calls ? { tool_calls: choice.tool_calls, ...inChoice } : inChoice;
  if (asText(choice?.message)) return { content: choice?.message };
  for (const each of [choice, asObject(body.message), body]) {
    if (each && [...CONTENT, ...THOUGHTS, 'tool_calls'].some((key) => isContent(each[key]))) return each;
  }
  return undefined;
}

/** Returns true if a choice has a text; some servers send an empty one first. */
function saysSomething(choice: Fields | undefined): boolean {
  const message = choice && messageOf({}, choice);
  const texts = message && readMessage(message);
  return !!texts && [texts.text, texts.thoughts, texts.refusal, ...texts.tools].some(Boolean);
}

const isContent = (value: unknown): value is string | readonly unknown[] =>
  typeof value === 'string' || Array.isArray(value);

/** Returns what a message or a part contains: a text or parts rather than an object. */
function contentOf(fields: Fields): unknown {
  const values = CONTENT.map((key) => fields[key]);
  return values.find((value) => isContent(value) && value.length > 0) ?? values.find(asObject);
}

function readMessage(message: Fields): Texts {
  const texts: Texts = { text: '', thoughts: '', refusal: null, tools: [] };
  readPart(contentOf(message), texts);
  const thoughts = firstOf(...THOUGHTS.map((key) => message[key]));
  texts.thoughts += stringsOf(thoughts);
  for (const call of [...asList(message.tool_calls), message.function_call]) addCall(asObject(call), texts);
  if (asObject(message.parsed)) texts.tools.push(JSON.stringify(message.parsed));
  return texts;
}

/** Adds the arguments of a tool call, as a JSON text. In a stream, calls are numbered. */
function addCall(call: Fields | undefined, { tools }: Texts): void {
  if (!call) return;
  const made = [call.function, call.functionCall, call.custom].map(asObject).find(Boolean) ?? call;
  const values = firstOf(made.arguments, made.args, made.input, made.parameters);
  if (values === undefined) return;
  const at = Number.isSafeInteger(call.index) ? Math.min(Math.max(Number(call.index), 0), 100) : tools.length;
  tools[at] = typeof values === 'string' ? values : JSON.stringify(values);
}

/** Adds what a part of a message says. A part that is an object without a text is the answer itself. */
function readPart(part: unknown, texts: Texts, depth = 0): void {
  if (typeof part === 'string') texts.text += part;
  if (depth > MAX_DEPTH) return;
  for (const each of asList(part)) readPart(each, texts, depth + 1);
  const fields = asObject(part);
  if (!fields) return;
  const type = asText(fields.type);
  if (/think|thought|reason/.test(type) || fields.thought === true) {
    texts.thoughts += stringsOf(fields);
  } else if (/tool|function/.test(type) || fields.functionCall) {
    addCall(fields, texts);
  } else if (asText(fields.refusal)) {
    texts.refusal = asText(fields.refusal);
  } else {
    const inner = firstOf(contentOf(fields), fields.value, fields.json, fields.parsed);
    if (inner === undefined) texts.text += isEmptyPart(fields) ? '' : JSON.stringify(fields);
    else readPart(inner, texts, depth + 1);
  }
}

/** A part of a known type without a text says nothing; without a type, it can be the answer. */
const isEmptyPart = ({ type }: Fields): boolean => typeof type === 'string' && type !== 'object';

/** Joins the texts in thoughts of any form. */
function stringsOf(value: unknown, depth = 0): string {
  if (typeof value === 'string') return value;
  if (depth > MAX_DEPTH) return '';
  const fields = asObject(value);
  const inner = fields
    ? [...THOUGHTS, 'text', 'content', 'summary'].map((key) => fields[key])
    : asList(value);
  return inner.map((each) => stringsOf(each, depth + 1)).join('');
}
