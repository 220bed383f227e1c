import { disassemble, getChoseong } from 'es-hangul';
import { FIELDS, type Field, foldLabel } from '../domain/fields/field.ts';
import type { PaperTitle } from '../domain/paper/paper.ts';
import { otherKeyboard } from '../domain/search/repair.ts';
import { normalizeText } from '../lib/text.ts';
import type { CompletionData } from './completion-data.ts';
import type { Command } from './define.ts';
import type { Choice } from './options/option.ts';

/** A field's name or alias, in each form that a user can start typing. */
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
 * The fields that match the typed text, in either language, by an alias or by initial consonants (ㄱㅎ): best match
 * first, then the most used. Returns all fields if nothing was typed.
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

/** Papers whose title has all the words, or whose id starts with the only word; newest first. */
export function completePaper(text: string, { papers }: CompletionData): readonly PaperTitle[] {
  const words = normalizeText(text).split(/\s+/).filter(Boolean);
  const [word = ''] = words;
  return papers.filter(({ id, title }) => {
    const lower = title.toLowerCase();
    return words.every((part) => lower.includes(part)) || (words.length === 1 && id.startsWith(word));
  });
}

/** A field as a choice: the label has both names; the value is the Korean one. */
export const fieldToChoice = ({ ko, en }: Field): Choice => ({ value: ko, label: `${ko}(${en})` });

/** Choices for an option whose value is being typed; none if there is no such option. */
export function complete(
  commands: readonly Command[],
  name: string,
  option: string,
  typed: string,
  data: CompletionData,
): readonly Choice[] {
  const options = commands.find((command) => command.name === name)?.options ?? {};
  const found = Object.hasOwn(options, option) ? options[option] : undefined;
  return found?.complete?.(typed.normalize('NFC').trim(), data) ?? [];
}
