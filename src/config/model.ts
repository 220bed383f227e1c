import type { Price } from '../domain/paper/cost.ts';

/** The model that writes summaries, and what it may take. */
export interface ModelConfig {
  readonly apiKey: string | undefined;
  readonly baseUrl: string | undefined;
  readonly model: string;
  readonly timeoutMs: number;
  /** How many papers are summarised at the same time. */
  readonly concurrency: number;
  /** Another model looks at the claims of a share (0 to 1) of the summaries; null: none does. */
  readonly claimCheck: { readonly model: string; readonly share: number } | null;
  readonly price: Price | null;
  /** null: as many as are needed. */
  readonly maxDailyTokens: number | null;
}

/** Reads a variable; a value that is wrong is noted, and read on. */
export type Read = <T>(
  name: string,
  fallback: string,
  parse: (text: string) => T | undefined,
  wanted: string,
) => T;

const DEFAULT_MODEL = 'gpt-4.1-mini';
/** What OpenAI asks for it (openai.com/api/pricing, 2025). */
const DEFAULT_PRICE = '0.40,1.60';

/** null where neither a key nor an address is set. */
export function readModel(
  get: (name: string) => string | undefined,
  read: Read,
  mistakes: string[],
): ModelConfig | null {
  const apiKey = get('OPENAI_API_KEY');
  const baseUrl = get('OPENAI_BASE_URL');
  const model = get('OPENAI_MODEL') ?? DEFAULT_MODEL;
  const checkModel = get('CHECK_MODEL');
  if (baseUrl && !isHttpUrl(baseUrl)) mistakes.push('OPENAI_BASE_URL must be an http(s) address');
  if (!apiKey && !baseUrl) return null;
  return {
    apiKey,
    baseUrl,
    model,
    timeoutMs: 1000 * read('OPENAI_TIMEOUT', '60', readWhole(1, 600), 'whole seconds from 1 to 600'),
    concurrency: read('OPENAI_CONCURRENCY', '8', readWhole(1, 64), 'a whole number from 1 to 64'),
    claimCheck: checkModel
      ? {
          model: checkModel,
          share: read('CHECK_SHARE', '0.1', readShare, 'a share from 0 to 1'),
        }
      : null,
    price: read(
      'OPENAI_PRICE',
      model === DEFAULT_MODEL && !baseUrl ? DEFAULT_PRICE : '',
      readPrice,
      'two prices in US dollars for a million tokens, asked and answered, such as 0.40,1.60',
    ),
    maxDailyTokens: read(
      'OPENAI_MAX_DAILY_TOKENS',
      '',
      (text) => (text ? readWhole(1, 1e12)(text) : null),
      'a whole number of tokens',
    ),
  };
}

export function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && !username && !password;
}

export const readWhole = (least: number, most: number) => (text: string) =>
  /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined;

const readShare = (text: string) => {
  const share = Number(text);
  return /^\d*\.?\d+$/.test(text) && share <= 1 ? share : undefined;
};

/** `0.40,1.60`; '' is no price. */
function readPrice(text: string): Price | null | undefined {
  if (text === '') return null;
  const [prompt, completion, ...rest] = text.split(',').map((part) => part.trim());
  const isPrice = (part: string | undefined) => part !== undefined && /^\d*\.?\d+$/.test(part);
  if (!isPrice(prompt) || !isPrice(completion) || rest.length > 0) return undefined;
  return { prompt: Number(prompt), completion: Number(completion) };
}
