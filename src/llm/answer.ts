import type OpenAI from 'openai';

/** What a model said, told apart by what can be done about it. */
export type Answer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refused'; readonly text: string }
  | { readonly kind: 'truncated'; readonly text: string }
  | { readonly kind: 'empty'; readonly text: '' };

type Message = OpenAI.ChatCompletionMessage & { reasoning_content?: unknown };

export function readAnswer(completion: OpenAI.ChatCompletion): Answer {
  const choice = completion.choices?.[0];
  const message = choice?.message as Message | undefined;
  if (message?.refusal || choice?.finish_reason === 'content_filter') {
    return { kind: 'refused', text: message?.refusal ?? 'content filter' };
  }
  // vLLM without a reasoning parser may put the whole answer into reasoning_content (vllm#18255).
  const said = message?.content || message?.reasoning_content;
  const text = typeof said === 'string' ? stripWrapping(said) : '';
  if (choice?.finish_reason === 'length') return { kind: 'truncated', text };
  return text ? { kind: 'text', text } : { kind: 'empty', text: '' };
}

/** The JSON in an answer, or undefined. Words around the outermost braces are let go. */
export function parseAnswer(text: string): unknown {
  for (const candidate of [text, text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)]) {
    try {
      return JSON.parse(candidate);
    } catch {}
  }
  return undefined;
}

/** Without the model's thoughts and without code fences. Only in front of the JSON: a summary may speak of <think> tokens. */
function stripWrapping(text: string): string {
  const afterThoughts = text.replace(/^(?:\s*<think>[\s\S]*?<\/think>)+/, '');
  return (/^\s*[{`]/.test(afterThoughts) ? afterThoughts : afterThoughts.replace(/^[\s\S]*<\/think>/, ''))
    .trim()
    .replace(/^```(?:json)?|```$/g, '')
    .trim();
}
