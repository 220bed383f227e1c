import type { Part, Subject } from './subject.ts';

/** `refuse`: the summary is not shown. `warn`: it is shown, but warnings from several checks trigger a repair. */
export type Severity = 'refuse' | 'warn';

/** One flaw of a summary. `message` is Korean: the repair request quotes it to the model. */
export interface Flaw {
  readonly check: string;
  readonly severity: Severity;
  readonly message: string;
}

/** Returns messages about the flaws in `text`, if any. `part` is the name of the text in the messages. */
export type TextCheck = (text: string, part: string, subject: Subject) => readonly string[];
/** A `TextCheck` that treats 요약 and 쉬운설명 differently. */
export type PartCheck = (text: string, part: Part, subject: Subject) => readonly string[];

export interface Check {
  readonly name: string;
  readonly severity: Severity;
  readonly find: (subject: Subject) => readonly string[];
}

/** The maximum number of quotes in a message, and of characters in each quote. */
const MAX_QUOTED = 5;
const MAX_QUOTE = 60;

/** Returns one message that quotes the first findings in a part, or no message if there are no findings. */
export function about(part: string, found: readonly string[], message: string): string[] {
  const some = [...new Set(found)].slice(0, MAX_QUOTED).map((it) => it.slice(0, MAX_QUOTE));
  return some.length > 0 ? [`${part}${message}: ${some.join(', ')}`] : [];
}
