import { about, type TextCheck } from './flaw.ts';
import terms from './glossary.json' with { type: 'json' };
import { type Subject, sourceOf } from './subject.ts';

/** The house style for a term. */
export interface Term {
  /** Forms used in abstracts; the first one names the term. Forms with capitals are case-sensitive. */
  readonly en: readonly string[];
  /** The Korean term, or the English one if that is more common. */
  readonly ko: string;
  /** Spellings to avoid. */
  readonly not: readonly string[];
  /** If the paper also contains one of these forms, the term is skipped: a spelling in `not` might then be correct. */
  readonly unless?: readonly string[];
}

export const GLOSSARY: readonly Term[] = terms;

const escapeForm = (form: string) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/[- ]/g, '[-\\s]');
const toPattern = (forms: readonly string[]) => {
  const part = (flags: string, wanted: readonly string[]) =>
    wanted.length > 0
      ? new RegExp(`(?<![A-Za-z\\d])(?:${wanted.map(escapeForm).join('|')})(?:s|es)?(?![A-Za-z\\d])`, flags)
      : null;
  const isPlain = (form: string) => form === form.toLowerCase();
  return [
    part('i', forms.filter(isPlain)),
    part(
      '',
      forms.filter((form) => !isPlain(form)),
    ),
  ].filter((it) => it !== null);
};

const patterns = GLOSSARY.map((term) => ({
  term,
  is: toPattern(term.en),
  unless: toPattern(term.unless ?? []),
}));

/** Returns the terms that a text uses, in the glossary's order. */
export function termsIn(text: string): Term[] {
  return patterns
    .filter(({ is, unless }) => is.some((it) => it.test(text)) && !unless.some((it) => it.test(text)))
    .map(({ term }) => term);
}

const termsOfPapers = new WeakMap<Subject['paper'], readonly Term[]>();
/** Returns the terms that a paper uses. Both texts of a summary are compared with them. */
function termsOf(subject: Subject): readonly Term[] {
  const terms = termsOfPapers.get(subject.paper) ?? termsIn(sourceOf(subject));
  termsOfPapers.set(subject.paper, terms);
  return terms;
}

export const findRuledOutTerms: TextCheck = (text, part, subject) => {
  const found = termsOf(subject).flatMap(({ ko, not }) =>
    not.filter((spelling) => text.includes(spelling)).map((spelling) => `${spelling} → ${ko}`),
  );
  return about(part, found, '의 용어를 바꾸세요');
};
