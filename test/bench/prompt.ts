import { readFileSync } from 'node:fs';
import { countTokens as countOlder } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { ANSWER } from '../../src/llm/answer-schema.ts';
import { FIXED_MESSAGES, summaryPrompt } from '../../src/llm/prompt.ts';
import type { ChatMessage } from '../../src/llm/protocol.ts';
import { goodSummaries } from '../fixtures/quality/index.ts';
import { recordedDays } from '../needs.ts';
import type { Row } from './row.ts';

/**
 * The smallest context that we support, in tokens: what Ollama gives a model on a machine with little memory
 * (docs.ollama.com/context-length).
 */
const CONTEXT = 4_096;
/** What a chat template adds to each message, in tokens, and what it adds to the request. */
const PER_MESSAGE = 6;
const PER_REQUEST = 10;
const MARKER = '0a1b2c3d';

interface RawEntry {
  readonly title?: string;
  readonly summary?: string;
  readonly paper?: { readonly title?: string; readonly summary?: string };
}

type Count = (text: string) => number;

const messageTokens = (count: Count, messages: readonly ChatMessage[]): number =>
  messages.reduce((sum, { content }) => sum + count(content) + PER_MESSAGE, 0);

/**
 * Measures the prompt in tokens: as the tokenizer of OpenAI's models since GPT-4o counts them, and as that of GPT-4,
 * which needs more tokens for Korean than the tokenizers of today's open models.
 */
export async function benchPrompt(): Promise<readonly Row[]> {
  const recorded = recordedDays().flatMap((file): RawEntry[] => JSON.parse(readFileSync(file, 'utf8')));
  const papers = [
    ...goodSummaries,
    ...recorded.map(({ title, summary, paper }) => ({
      title: paper?.title ?? title ?? '',
      abstract: paper?.summary ?? summary ?? '',
    })),
  ];
  const of = { count: papers.length, unit: 'papers', least: goodSummaries.length };
  const schema = JSON.stringify(ANSWER.schema);
  const question = (count: Count) =>
    Math.max(...papers.map((paper) => messageTokens(count, summaryPrompt(paper, MARKER).slice(-1))));
  const answer = (count: Count) =>
    Math.max(
      ...goodSummaries.map(({ summary, easy, fields }) => count(JSON.stringify({ summary, easy, fields }))),
    );
  const whole = (count: Count) =>
    PER_REQUEST + messageTokens(count, FIXED_MESSAGES) + count(schema) + question(count) + answer(count);
  const row = (name: string, value: number, limit: number): Row => ({
    ...{ name: `prompt: ${name}`, value, unit: 'tokens', limit, of },
  });
  return [
    // Version 3 had 2,457 tokens before the paper.
    row('fixed part, without the schema', messageTokens(countTokens, FIXED_MESSAGES), 1_850),
    row('schema', countTokens(schema), 500),
    row('longest paper', question(countTokens), 800),
    row('longest paper, schema and answer (GPT-4o)', whole(countTokens), CONTEXT),
    row('longest paper, schema and answer (GPT-4)', whole(countOlder), CONTEXT),
  ];
}
