import type { Part, Subject } from './subject.ts';

/** `refuse`: the summary is not shown. `warn`: it is shown, and counted; many of them are worth a repair. */
export type Severity = 'refuse' | 'warn';

/** One thing that is wrong with a summary. `message` is Korean: the repair request quotes it to the model. */
export interface Flaw {
  readonly check: string;
  readonly severity: Severity;
  readonly message: string;
}

/** What is wrong with a text; nothing if it is in order. `part` is what the message calls it. */
export type TextCheck = (text: string, part: string, subject: Subject) => readonly string[];
/** The same for what is another rule for 요약 than for 쉬운설명. */
export type PartCheck = (text: string, part: Part, subject: Subject) => readonly string[];

export interface Check {
  readonly name: string;
  readonly severity: Severity;
  readonly find: (subject: Subject) => readonly string[];
}

/** So many words of a text are quoted in a message. */
const MAX_QUOTED = 5;
const MAX_QUOTE = 60;

/** A message about what was found in a part, which quotes some of it; none where nothing was found. */
export function about(part: string, found: readonly string[], message: string): string[] {
  const some = [...new Set(found)].slice(0, MAX_QUOTED).map((it) => it.slice(0, MAX_QUOTE));
  return some.length > 0 ? [`${part}${message}: ${some.join(', ')}`] : [];
}
