import { disassemble, getChoseong } from 'es-hangul';
import { FIELDS, type Field, foldLabel } from '../domain/fields/field.ts';
import type { PaperTitle } from '../domain/paper/paper.ts';
import { otherKeyboard } from '../domain/search/repair.ts';
import { texToUnicode } from '../lib/tex/tex-to-unicode.ts';
import { normalizeText } from '../lib/text.ts';
import type { CompletionData } from './completion-data.ts';
import type { Command } from './define.ts';
import type { Choice } from './options/option.ts';

/** A name or alias of a field, in every form that is compared with the typed text. */
interface Form {
  readonly field: Field;
  /** False for an alias. */
  readonly isName: boolean;
  readonly folded: string;
  /** Decomposed Hangul, so that 강화ㅎ is a prefix of 강화 학습. */
  readonly letters: string;
  readonly initials: string;
}

const NAMES = 2;
const FORMS: readonly Form[] = FIELDS.flatMap((field) =>
  [...new Set([field.ko, field.en, field.id, ...field.synsets.flat()].map(foldLabel))].map((folded, at) => ({
    field,
    isName: at < NAMES,
    folded,
    letters: disassemble(folded),
    initials: getChoseong(folded),
  })),
);

/** The ways in which a form can match the typed text, best first. */
const LEVELS: readonly ((form: Form, typed: Typed) => boolean)[] = [
  ({ folded }, typed) => folded === typed.folded,
  ({ letters }, typed) => letters.startsWith(typed.letters),
  ({ initials }, typed) => typed.isInitials && initials.startsWith(typed.folded),
  ({ folded }, typed) => folded.includes(typed.folded),
];

interface Typed {
  readonly folded: string;
  readonly letters: string;
  readonly isInitials: boolean;
}

/**
 * Returns the fields whose name (in either language), alias or initial consonants (ㄱㅎ) match the typed text, best
 * match first; equally good matches are sorted by number of papers, most first. If no field matches, tries the other
 * keyboard layout. Returns all fields if nothing was typed.
 */
export function completeField(text: string, { fieldCounts }: CompletionData): readonly Field[] {
  const papers = ({ id }: Field) => fieldCounts.get(id) ?? 0;
  const found = rankFields(text);
  const other = found.size === 0 ? otherKeyboard(text.trim())[0] : undefined;
  return [...(other ? rankFields(other) : found)]
    .sort(([a, x], [b, y]) => x - y || papers(b) - papers(a))
    .map(([field]) => field);
}

function rankFields(text: string): Map<Field, number> {
  const folded = foldLabel(text);
  const typed = { folded, letters: disassemble(folded), isInitials: /^[ㄱ-ㅎ]+$/.test(folded) };
  const best = new Map<Field, number>();
  for (const form of FORMS) {
    const level = folded ? LEVELS.findIndex((fits) => fits(form, typed)) : 0;
    // A name ranks before an alias that matches equally well.
    const rank = 2 * level + (form.isName ? 0 : 1);
    if (level >= 0 && rank < (best.get(form.field) ?? Number.POSITIVE_INFINITY)) best.set(form.field, rank);
  }
  return best;
}

/**
 * Returns the papers whose title contains all typed words, as TeX or as it is shown, newest first. If only one word was
 * typed, papers whose id starts with it match too. The titles are as they are shown.
 */
export function completePaper(text: string, { papers }: CompletionData): readonly PaperTitle[] {
  const words = normalizeText(text).split(/\s+/).filter(Boolean);
  const [word = ''] = words;
  return papers.flatMap(({ id, title }) => {
    const shown = texToUnicode(title);
    // Normalising all titles would take most of the time of a keystroke.
    const forms = [title.toLowerCase(), ...(shown === title ? [] : [normalizeText(shown)])];
    const isInTitle = forms.some((form) => words.every((part) => form.includes(part)));
    return isInTitle || (words.length === 1 && id.startsWith(word)) ? [{ id, title: shown }] : [];
  });
}

/** Converts a field to a choice: the label contains both names, the value is the Korean name. */
export const fieldToChoice = ({ ko, en }: Field): Choice => ({ value: ko, label: `${ko}(${en})` });

/**
 * The maximum length of a text to complete, in UTF-16 code units: no value may be longer (`MAX_VALUE` in define.ts).
 * Discord sends up to 6,000 at every keystroke.
 */
const MAX_TYPED = 200;

/**
 * Returns the choices for an option whose value is being typed; none if there is no such option, or no completion for
 * it. Cuts the typed text before anything reads it.
 */
export function complete(
  commands: readonly Command[],
  name: string,
  option: string,
  typed: string,
  data: CompletionData,
): readonly Choice[] {
  const options = commands.find((command) => command.name === name)?.options ?? {};
  const found = Object.hasOwn(options, option) ? options[option] : undefined;
  return found?.complete?.(typed.slice(0, MAX_TYPED).normalize('NFC').trim(), data) ?? [];
}
