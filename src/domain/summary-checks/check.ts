import { z } from 'zod';
import { cleanText } from '../../lib/text.ts';
import { foldLabel } from '../fields/field.ts';
import type { Summary } from '../paper/paper.ts';
import { findLinks, findMentions } from './contacts.ts';
import { findPromptEcho, findRepeats, findTitleCopy } from './echo.ts';
import {
  findOtherUnits,
  findStrangeCounts,
  findStrangeNames,
  findStrangeNumbers,
  findStrangeWords,
} from './facts.ts';
import type { Check, Flaw, PartCheck, Severity } from './flaw.ts';
import { findRuledOutTerms } from './glossary.ts';
import {
  findBrokenCharacters,
  findEnglishClauses,
  findForeignScript,
  findMuchEnglish,
  findMuchStrayEnglish,
  findNoKorean,
  findStrayEnglish,
} from './language.ts';
import { findMarkup } from './markup.ts';
import { mendText } from './mend/mend.ts';
import { usualCharacters } from './mend/punctuation.ts';
import {
  findCutOff,
  findNoResult,
  findOpening,
  findOpenParticles,
  findRegister,
  findSentenceCount,
  findTranslationese,
  findUnusualLength,
  findWrongLength,
} from './style.ts';
import { PARTS, type Subject } from './subject.ts';
import { findPlea, findPraise, findPreamble, findRefusal } from './tone.ts';

/**
 * The longest text that is checked, in UTF-16 code units. A longer one is refused for its length alone: the model has to
 * write it anew anyway, and no check has to read it.
 */
const MAX_CHECKED = 1_000;

/** Makes a check that runs on both texts, 요약 and 쉬운설명. */
const ofTexts = (name: string, severity: Severity, find: PartCheck): Check => ({
  name,
  severity,
  find: (subject) => PARTS.flatMap((part) => find(subject[part], part, subject)),
});

/** The maximum number of fields that causes no warning; a longer list says little about the paper. */
const MAX_FIELDS = 3;
const labelText = ({ fields }: Subject) => fields.map(({ ko, en }) => `${ko} ${en}`).join(' / ');

/**
 * All checks of a summary, in the order in which a repair request lists the flaws that they find. `checkAnswer`
 * checks the shape of the answer first.
 */
export const CHECKS: readonly Check[] = [
  ofTexts('length', 'refuse', findWrongLength),
  ofTexts('hangul', 'refuse', findNoKorean),
  ofTexts('script', 'refuse', findForeignScript),
  ofTexts('broken', 'refuse', findBrokenCharacters),
  ofTexts('english', 'refuse', findEnglishClauses),
  ofTexts('stray-english', 'refuse', findMuchStrayEnglish),
  ofTexts('number', 'refuse', findStrangeNumbers),
  ofTexts('unit', 'refuse', findOtherUnits),
  ofTexts('name', 'refuse', findStrangeNames),
  ofTexts('register', 'refuse', findRegister),
  ofTexts('cut-off', 'refuse', findCutOff),
  ofTexts('repeat', 'refuse', findRepeats),
  ofTexts('refusal', 'refuse', findRefusal),
  ofTexts('preamble', 'refuse', findPreamble),
  ofTexts('prompt', 'refuse', findPromptEcho),
  ofTexts('praise', 'refuse', findPraise),
  ofTexts('plea', 'refuse', findPlea),
  ofTexts('title', 'refuse', findTitleCopy),
  ofTexts('markup', 'refuse', findMarkup),
  ofTexts('mention', 'refuse', findMentions),
  ofTexts('link', 'refuse', findLinks),
  {
    name: 'fields',
    severity: 'refuse',
    find: (subject) =>
      [findForeignScript, findMarkup, findMentions, findLinks].flatMap((find) =>
        find(labelText(subject), 'fields', subject),
      ),
  },
  ofTexts('length', 'warn', findUnusualLength),
  ofTexts('sentences', 'warn', findSentenceCount),
  ofTexts('hangul', 'warn', findMuchEnglish),
  ofTexts('stray-english', 'warn', findStrayEnglish),
  ofTexts('count', 'warn', findStrangeCounts),
  ofTexts('word', 'warn', findStrangeWords),
  ofTexts('opening', 'warn', findOpening),
  ofTexts('translationese', 'warn', findTranslationese),
  ofTexts('particle', 'warn', findOpenParticles),
  ofTexts('term', 'warn', findRuledOutTerms),
  { name: 'result', severity: 'warn', find: findNoResult },
  {
    name: 'fields',
    severity: 'warn',
    find: ({ fields }) => [
      ...(fields.length > MAX_FIELDS ? [`fields는 ${MAX_FIELDS}개까지입니다.`] : []),
      ...(new Set(fields.map(({ ko }) => foldLabel(ko))).size < fields.length
        ? ['fields에 같은 분야가 두 번 있습니다.']
        : []),
    ],
  },
];

/** The maximum length of each string in an answer, in UTF-16 code units; a longer one does not count as an answer. */
const MAX_TEXT = 5_000;
const text = z.string().max(MAX_TEXT).transform(mendText);
const name = z
  .string()
  .max(MAX_TEXT)
  .transform((written) => cleanText(usualCharacters(written)));
const label = z.object({
  ko: name.pipe(z.string().min(1).max(60)),
  en: name.pipe(z.string().min(1).max(80)),
});
const answerSchema = z.object({
  summary: text,
  easy: text,
  // Counted first, so that a long list is not read label by label.
  fields: z.array(z.unknown()).min(1).max(5).pipe(z.array(label)),
});

/**
 * The result of checking an answer. If the shape of the answer is invalid, `summary` is null and the shape is the only
 * flaw.
 */
export interface Verdict {
  readonly summary: Summary | null;
  readonly flaws: readonly Flaw[];
}

/** Validates the summariser's parsed JSON, and finds the flaws in the summary that it contains. */
export function checkAnswer(answer: unknown, paper: Subject['paper']): Verdict {
  const parsed = answerSchema.safeParse(answer);
  if (parsed.success) return { summary: parsed.data, flaws: checkSummary(parsed.data, paper) };
  const where = [...new Set(parsed.error.issues.map(({ path }) => path.join('.') || 'JSON'))].join(', ');
  const message = `JSON이 정해진 모양과 다릅니다. 고칠 곳: ${where} (fields는 1~3개이고, 분야 목록의 id이거나 ko와 en을 모두 채운 이름입니다)`;
  return { summary: null, flaws: [{ check: 'shape', severity: 'refuse', message }] };
}

/** Finds the flaws in a paper's summary. The length comes first: only texts up to `MAX_CHECKED` are checked further. */
export function checkSummary(summary: Summary, paper: Subject['paper']): Flaw[] {
  const subject = { ...summary, paper };
  const isTooLong = PARTS.some((part) => subject[part].length > MAX_CHECKED);
  const checks = isTooLong ? CHECKS.filter(({ name }) => name === 'length') : CHECKS;
  return checks.flatMap(({ name, severity, find }) =>
    find(subject).map((message) => ({ check: name, severity, message })),
  );
}

/** Returns true if a summary with these flaws must not be shown. */
export const isRefused = (flaws: readonly Pick<Flaw, 'severity'>[]): boolean =>
  flaws.some(({ severity }) => severity === 'refuse');
