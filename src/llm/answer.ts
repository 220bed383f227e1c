import type OpenAI from 'openai';
import type { Usage } from '../domain/paper/summary.ts';
import { type JsonLimits, parseJson } from '../lib/network/parse-json.ts';

/** A model's answer, classified by whether it is usable. */
export type Answer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refused'; readonly text: string }
  | { readonly kind: 'truncated'; readonly text: string }
  | { readonly kind: 'empty'; readonly text: '' };

/** The maximum length of a model's name, in characters; the name is stored with each summary. */
const MAX_NAME = 200;

type Message = OpenAI.ChatCompletionMessage & { reasoning_content?: unknown };

export function readAnswer(completion: OpenAI.ChatCompletion): Answer {
  const choice = completion.choices?.[0];
  const message = choice?.message as Message | undefined;
  // A self-hosted server can send anything, whatever the client's types say.
  const refusal: unknown = message?.refusal;
  if (refusal || choice?.finish_reason === 'content_filter') {
    return { kind: 'refused', text: typeof refusal === 'string' ? refusal : 'content filter' };
  }
  // vLLM without a reasoning parser can put the whole answer into reasoning_content (vllm#18255).
  const said = message?.content || message?.reasoning_content;
  const text = typeof said === 'string' ? stripWrapping(said) : '';
  if (choice?.finish_reason === 'length') return { kind: 'truncated', text };
  return text ? { kind: 'text', text } : { kind: 'empty', text: '' };
}

/** Returns the token counts of an answer (0 if not reported) and the model that answered (`asked` if not reported). */
export function readUsage({ model, usage }: OpenAI.ChatCompletion, asked: string): Usage {
  const tokens = (count: unknown) => (Number.isSafeInteger(count) && Number(count) > 0 ? Number(count) : 0);
  return {
    model: typeof model === 'string' && model ? model.slice(0, MAX_NAME) : asked,
    promptTokens: tokens(usage?.prompt_tokens),
    completionTokens: tokens(usage?.completion_tokens),
  };
}

/**
 * The limits of the JSON in an answer. The largest answer that the checks read has 11,000 characters, which take 66 kB if
 * each is written as an escape; its 18 values lie in 3 levels.
 */
const JSON_LIMITS: JsonLimits = { bytes: 100_000, depth: 20, values: 1_000 };

/**
 * Parses the JSON in an answer, ignoring text around the outermost braces; undefined if there is no valid JSON, or too
 * much of it.
 */
export function parseAnswer(text: string): unknown {
  for (const candidate of [text, text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)]) {
    try {
      return parseJson(candidate, JSON_LIMITS);
    } catch {}
  }
  return undefined;
}

/**
 * Removes code fences, and the reasoning before the JSON. Tags inside the JSON stay, because a summary can be about
 * <think> tokens.
 */
function stripWrapping(text: string): string {
  const afterThoughts = text.replace(/^(?:\s*<think>[\s\S]*?<\/think>)+/, '');
  return (/^\s*[{`]/.test(afterThoughts) ? afterThoughts : afterThoughts.replace(/^[\s\S]*<\/think>/, ''))
    .trim()
    .replace(/^```(?:json)?|```$/g, '')
    .trim();
}
