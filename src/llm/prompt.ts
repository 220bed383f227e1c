import type { Paper } from '../domain/paper/paper.ts';
import type { Flaw } from '../domain/summary-checks/flaw.ts';
import { termsIn } from '../domain/summary-checks/glossary.ts';
import { EXAMPLES } from './examples.ts';
import { INSTRUCTIONS } from './instructions.ts';
import type { ChatMessage } from './protocol.ts';

/**
 * The prompt version, stored with every summary. Increase it whenever a message of this file, the instructions, the
 * examples or the answer's schema change.
 */
export const PROMPT_VERSION = '4';

/** The marker of the examples. It is fixed, so that servers can cache them; a paper that contains it gains nothing. */
const EXAMPLE_MARKER = '3f9c1a7e';

/** The maximum number of terms to give the model: if a paper has more, it mentions some of them only in passing. */
const MAX_TERMS = 40;

const termLines = (text: string): string =>
  termsIn(text)
    .slice(0, MAX_TERMS)
    .map(({ en: [name], ko }) => (name === ko ? ko : `${name} → ${ko}`))
    .join(', ');

/** Asks about one paper: its terms, then the paper between two markers. */
function paperMessage({ title, abstract }: Pick<Paper, 'title' | 'abstract'>, marker: string): ChatMessage {
  const terms = termLines(`${title}\n${abstract}`);
  const fence = `<<<${marker}\nTitle: ${title}\n\nAbstract: ${abstract}\n${marker}>>>`;
  return { role: 'user', content: terms ? `용어: ${terms}\n\n${fence}` : fence };
}

/**
 * The messages that every request begins with, byte for byte, so that servers can cache them: the instructions, and
 * examples in the form of a request and its answer.
 */
export const FIXED_MESSAGES: readonly ChatMessage[] = [
  { role: 'system', content: INSTRUCTIONS },
  ...EXAMPLES.flatMap(({ paper, answer }): ChatMessage[] => [
    paperMessage(paper, EXAMPLE_MARKER),
    { role: 'assistant', content: JSON.stringify(answer) },
  ]),
];

/** The request for a summary of the first example, which shows what a server does with an ordinary one. */
export const EXAMPLE_REQUEST: readonly ChatMessage[] = [...FIXED_MESSAGES, ...FIXED_MESSAGES.slice(1, 2)];

/** Builds the request for one paper. `marker` encloses the paper; it is random, so the paper cannot contain it. */
export const summaryPrompt = (paper: Pick<Paper, 'title' | 'abstract'>, marker: string): ChatMessage[] => [
  ...FIXED_MESSAGES,
  paperMessage(paper, marker),
];

/** The maximum length of a flawed answer that is sent back to the model, in characters; longer answers are cut. */
const MAX_ANSWER = 4_000;

/** Builds the messages that request a repair and list the flaws of the first answer. */
export function repairPrompt(answer: string, flaws: readonly Pick<Flaw, 'message'>[]): ChatMessage[] {
  return [
    { role: 'assistant', content: answer.slice(0, MAX_ANSWER) || '(빈 답)' },
    {
      role: 'user',
      content: `답을 쓸 수 없습니다. 아래를 고쳐 같은 모양의 JSON으로 다시 답하세요.\n${flaws.map(({ message }) => `- ${message}`).join('\n')}`,
    },
  ];
}
