import type { Usage } from '../../domain/paper/summary.ts';
import { isCutOff, isFiltered, type Said } from './said.ts';
import { beginsWithThoughts, stripThoughts } from './thoughts.ts';
import { asObject } from './values.ts';

/** A model's answer, classified by whether it is usable. */
export interface Answer {
  readonly kind: 'text' | 'refused' | 'truncated' | 'empty';
  /** The answer for a reader or for the model itself, without thoughts and code fences. */
  readonly text: string;
  /** The texts in which the answer's JSON can be, most likely first. */
  readonly texts: readonly string[];
  /** True if the model also said what it thought. */
  readonly hasThoughts: boolean;
}

/** The maximum length of a model's name, in characters; the name is stored with each summary. */
const MAX_NAME = 200;

/** The maximum length of a text that is read, in UTF-16 code units. The answer comes last. */
const MAX_TEXT = 100_000;

/** Some models go on with blank lines until they have no tokens left. */
function lastOf(text: string): string {
  const end = text.trimEnd();
  return end.length > MAX_TEXT ? `…${end.slice(-MAX_TEXT)}` : end;
}

export function readAnswer(said: Said): Answer {
  const [content = '', ...others] = [said.text, ...said.tools, said.thoughts].map((text = '') =>
    lastOf(text),
  );
  const stripped = stripThoughts(content);
  // vLLM without a reasoning parser can put the whole answer into reasoning_content (vllm#18255).
  const hasContent = stripped !== '' || content.includes('{');
  const texts = [hasContent ? content : '', ...others].filter((text) => text.trim());
  const hasThoughts = said.thoughts !== '' || beginsWithThoughts(said.text);
  const text = stripped || stripThoughts(texts[0] ?? '');
  const answer = (kind: Answer['kind'], shown = text): Answer => ({ kind, text: shown, texts, hasThoughts });
  if (said.refusal !== null || isFiltered(said)) return answer('refused', said.refusal ?? 'content filter');
  if (isCutOff(said)) return answer('truncated');
  return texts.length > 0 ? answer('text') : answer('empty', '');
}

/** Returns the token counts of an answer (0 if not reported) and the model that answered (`asked` if not reported). */
export function readUsage({ model, usage }: Pick<Said, 'model' | 'usage'>, asked: string): Usage {
  const counts = asObject(usage) ?? {};
  return {
    model: typeof model === 'string' && model ? model.slice(0, MAX_NAME) : asked,
    promptTokens: tokensOf(counts.prompt_tokens ?? counts.input_tokens ?? counts.promptTokenCount),
    completionTokens: tokensOf(
      counts.completion_tokens ?? counts.output_tokens ?? counts.candidatesTokenCount,
    ),
  };
}

/** Reads a count that can be a number or its digits. */
function tokensOf(count: unknown): number {
  const value = typeof count === 'string' && /^\d{1,15}$/.test(count) ? Number(count) : count;
  return Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : 0;
}
