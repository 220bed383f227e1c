import { checkAnswer } from '../../../src/domain/summary-checks/check.ts';
import { makePaper, makeSummary } from '../../fixtures/papers.ts';

/** Returns the failed checks for a summary that says `sentence`, each once, with their severity. */
export function flawsOfSaying(sentence: string, abstract = '', title = makePaper().title): string[] {
  const good = makeSummary();
  const summary = good.summary.replace('니다. ', `니다. ${sentence} `);
  const paper = makePaper({ title, abstract: `${makePaper().abstract} ${abstract}` });
  const { flaws } = checkAnswer({ ...good, summary }, paper);
  return [...new Set(flaws.map(({ check, severity }) => `${severity} ${check}`))];
}
