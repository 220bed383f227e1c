import { z } from 'zod';
import type { Summary } from './paper.ts';
import { cleanText, hangulShare } from './text.ts';

/** One thing that is wrong with a summary. `message` is Korean: the repair request quotes it to the model. */
export interface Flaw {
  readonly check: 'shape' | 'length' | 'hangul' | 'script';
  readonly message: string;
}

/**
 * Bounds in characters. Measured on 1,423 machine-written summaries of listed papers: 요약 has
 * a median near 155 to 305, 쉬운설명 near 91; outside these bounds it is an accident, not a style.
 */
const LENGTH = { summary: [40, 1000], easy: [20, 500] } as const;

/** Korean text has at least this share of Hangul among its letters (same measurement: below it a text is broken). */
const HANGUL_SHARE = 0.5;

const text = z.string().transform(cleanText);
const answerSchema = z.object({
  summary: text,
  easy: text,
  fields: z
    .array(z.object({ ko: text.pipe(z.string().min(1).max(60)), en: text.pipe(z.string().min(1).max(80)) }))
    .min(1)
    .max(5),
});

/** The summariser's answer as a summary, or what is wrong with it. */
export function checkSummary(
  answer: unknown,
): { summary: Summary; flaws: [] } | { summary: null; flaws: Flaw[] } {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) {
    const where = [...new Set(parsed.error.issues.map(({ path }) => path.join('.') || 'JSON'))].join(', ');
    return {
      summary: null,
      flaws: [
        {
          check: 'shape',
          message: `JSON이 정해진 모양과 다릅니다. 고칠 곳: ${where} (fields는 1~5개이고 ko와 en은 비우지 않습니다)`,
        },
      ],
    };
  }
  const labels = parsed.data.fields.map(({ ko, en }) => `${ko} ${en}`).join(' ');
  const flaws = [
    ...textFlaws('summary', parsed.data.summary),
    ...textFlaws('easy', parsed.data.easy),
    ...scriptFlaws('fields', labels),
  ];
  return flaws.length === 0 ? { summary: parsed.data, flaws: [] } : { summary: null, flaws };
}

function textFlaws(part: keyof typeof LENGTH, value: string): Flaw[] {
  const flaws: Flaw[] = [];
  const [least, most] = LENGTH[part];
  if (value.length < least || value.length > most) {
    flaws.push({
      check: 'length',
      message: `${part}는 ${least}자에서 ${most}자 사이여야 하는데 ${value.length}자입니다.`,
    });
  }
  if (hangulShare(value) < HANGUL_SHARE) {
    flaws.push({ check: 'hangul', message: `${part}는 한국어로 써야 합니다.` });
  }
  return [...flaws, ...scriptFlaws(part, value)];
}

/** Letters that are neither Hangul nor Latin; Greek stands in formulas. */
function scriptFlaws(part: string, value: string): Flaw[] {
  const foreign = value.match(
    /[^\p{Script=Hangul}\p{Script=Latin}\p{Script=Greek}\p{Script=Common}\p{Script=Inherited}]/gu,
  );
  if (!foreign) return [];
  const seen = [...new Set(foreign)].slice(0, 5).join(' ');
  return [{ check: 'script', message: `${part}에 다른 문자가 있습니다: ${seen}` }];
}
