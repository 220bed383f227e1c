import type OpenAI from 'openai';
import type { FaultError } from './fault.ts';
import type { Shape } from './protocol.ts';

/**
 * The answer formats to request, best first. LM Studio refuses `json_object`; Anthropic's endpoint ignores the first
 * two.
 */
export const MODES = ['json_schema', 'json_object', 'text'] as const;
export type Mode = (typeof MODES)[number];

/** Low, because a summary is to say what the abstract says; above 0, where small models repeat themselves. */
const TEMPERATURE = 0.3;
/**
 * The maximum number of tokens of an answer. A summary takes at most about 1,000, in the tokenizers that need two for
 * a Korean syllable; with the prompt it has to fit a context of 4,096.
 */
const MAX_TOKENS = 1_500;

/** The numbers that a server can refuse, and be asked without. */
const NUMBERS = ['temperature', 'max_completion_tokens', 'max_tokens'] as const;
/** The same, and the system message: the templates of some models, such as Gemma, have none. */
export const OPTIONAL = [...NUMBERS, 'system'] as const;
export type Parameter = (typeof OPTIONAL)[number];
/** The current name of the limit, then the one that older servers know. */
export const TOKEN_LIMITS: readonly Parameter[] = ['max_completion_tokens', 'max_tokens'];

export type Parameters = Partial<Record<(typeof NUMBERS)[number], number>> & { readonly system?: true };

/** Returns the optional parameters of a request, without those that the server refuses. */
export function parametersWithout(refused: ReadonlySet<Parameter>): Parameters {
  const limit = TOKEN_LIMITS.find((name) => !refused.has(name));
  return {
    ...(refused.has('temperature') ? {} : { temperature: TEMPERATURE }),
    ...(limit ? { [limit]: MAX_TOKENS } : {}),
    ...(refused.has('system') ? {} : { system: true }),
  };
}

/**
 * Returns the parameters that a server refuses: the ones that it names or, if it speaks of parameters without a name,
 * all of them where `isLast` says that nothing else is left to try.
 */
export function refusedParameters(
  { kind, words, parameters }: FaultError,
  sent: Parameters,
  isLast: boolean,
): readonly Parameter[] {
  const names = NUMBERS.filter((name) => name in sent);
  if (kind !== 'request') return [];
  if (sent.system && /system (?:role|message|prompt)|developer instruction/i.test(words)) return ['system'];
  // Gateways that rename the limit refuse it by the other name.
  const namesOf = (name: Parameter) => (TOKEN_LIMITS.includes(name) ? TOKEN_LIMITS : [name]);
  const named = names.filter((name) =>
    namesOf(name).some((other) => parameters.includes(other) || words.includes(other)),
  );
  if (named.length > 0) return named;
  const isUnnamed =
    isLast && names.length > 0 && /parameter|argument|extra|unexpected|unknown|unrecogni[sz]ed/i.test(words);
  return isUnnamed ? NUMBERS : [];
}

export function responseFormat(
  mode: Mode,
  { name, schema }: Shape,
): Pick<OpenAI.ChatCompletionCreateParamsNonStreaming, 'response_format'> {
  if (mode === 'text') return {};
  if (mode === 'json_object') return { response_format: { type: 'json_object' } };
  return {
    response_format: {
      type: 'json_schema',
      json_schema: { name, strict: true, schema },
    },
  };
}
