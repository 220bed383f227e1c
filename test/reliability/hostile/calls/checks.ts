import * as check from '../../../../src/domain/summary-checks/check.ts';
import * as echo from '../../../../src/domain/summary-checks/echo.ts';
import * as english from '../../../../src/domain/summary-checks/english-numbers.ts';
import * as facts from '../../../../src/domain/summary-checks/facts.ts';
import type { PartCheck } from '../../../../src/domain/summary-checks/flaw.ts';
import { about } from '../../../../src/domain/summary-checks/flaw.ts';
import * as glossary from '../../../../src/domain/summary-checks/glossary.ts';
import * as korean from '../../../../src/domain/summary-checks/korean-numbers.ts';
import * as language from '../../../../src/domain/summary-checks/language.ts';
import { createLocator, locate } from '../../../../src/domain/summary-checks/locate.ts';
import * as markup from '../../../../src/domain/summary-checks/markup.ts';
import * as names from '../../../../src/domain/summary-checks/names.ts';
import * as quantity from '../../../../src/domain/summary-checks/quantity.ts';
import * as style from '../../../../src/domain/summary-checks/style.ts';
import * as subject from '../../../../src/domain/summary-checks/subject.ts';
import * as units from '../../../../src/domain/summary-checks/units.ts';
import { makePaper, makeSummary } from '../../../fixtures/papers.ts';
import type { Calls } from '../registry.ts';

const aboutPaper = (text: string): subject.Subject => ({
  ...makeSummary(),
  paper: makePaper({ title: text.slice(0, 200), abstract: text }),
});

/** Calls every check of a module twice: with a hostile summary, and with a hostile paper. */
const checksOf = (file: string, module: Readonly<Record<string, unknown>>): Calls =>
  Object.fromEntries(
    Object.entries(module).flatMap(([name, find]) =>
      name.startsWith('find') && name !== 'findNoResult'
        ? [
            [
              `domain/summary-checks/${file} ${name}`,
              [
                (text) =>
                  (find as PartCheck)(text, 'summary', {
                    ...makeSummary(),
                    summary: text,
                    paper: makePaper(),
                  }),
                (text) => (find as PartCheck)(makeSummary().summary, 'summary', aboutPaper(text)),
              ],
            ],
          ]
        : [],
    ),
  );

const numberOf = (text: string) => korean.readKoreanNumbers(text)[0];

export const checkCalls: Calls = {
  ...checksOf('echo.ts', echo),
  ...checksOf('facts.ts', facts),
  ...checksOf('glossary.ts', glossary),
  ...checksOf('language.ts', language),
  ...checksOf('markup.ts', markup),
  ...checksOf('style.ts', style),
  'domain/summary-checks/check.ts checkAnswer': [
    (text) => check.checkAnswer(makeSummary({ summary: text, easy: text }), makePaper()),
    (text) =>
      check.checkAnswer({ summary: text, easy: text, fields: Array(text.length).fill(text) }, makePaper()),
  ],
  'domain/summary-checks/check.ts checkSummary': [
    (text) => check.checkSummary(makeSummary({ summary: text, easy: text }), aboutPaper(text).paper),
    (text) =>
      check.checkSummary(makeSummary({ summary: text.slice(0, 1_000) }), makePaper({ abstract: text })),
  ],
  'domain/summary-checks/english-numbers.ts readEnglishNumbers': [english.readEnglishNumbers],
  'domain/summary-checks/flaw.ts about': [(text) => about(text, text.split(' '), text)],
  'domain/summary-checks/glossary.ts termsIn': [glossary.termsIn],
  'domain/summary-checks/korean-numbers.ts readKoreanNumbers': [korean.readKoreanNumbers],
  'domain/summary-checks/locate.ts createLocator': [
    (text) => {
      const locator = createLocator(english.readEnglishNumbers(text));
      return korean.readKoreanNumbers('3번 4% 0.5배 7억').map(locator);
    },
  ],
  'domain/summary-checks/locate.ts locate': [
    (text) => {
      const number = numberOf('3번');
      return number && locate(number, english.readEnglishNumbers(text));
    },
  ],
  'domain/summary-checks/names.ts createNameFinder': [
    (text) => names.createNameFinder(aboutPaper(text))('ABC-3s'),
    (text) => names.createNameFinder(aboutPaper('A Better Cat of the Sea'))(text),
  ],
  'domain/summary-checks/names.ts namesOf': [names.namesOf],
  'domain/summary-checks/quantity.ts blankOut': [
    (text) =>
      quantity.blankOut(
        text,
        Array.from(text, (_, index) => ({ index, length: 1 })),
      ),
  ],
  'domain/summary-checks/quantity.ts plainMath': [quantity.plainMath],
  'domain/summary-checks/quantity.ts readScale': [quantity.readScale],
  'domain/summary-checks/quantity.ts toNumber': [quantity.toNumber],
  'domain/summary-checks/style.ts findNoResult': [
    (text) => style.findNoResult(aboutPaper(text)),
    (text) => style.findNoResult({ ...aboutPaper('9%'), summary: text, easy: text }),
  ],
  'domain/summary-checks/subject.ts sentencesOf': [subject.sentencesOf],
  'domain/summary-checks/subject.ts sourceOf': [(text) => subject.sourceOf(aboutPaper(text))],
  'domain/summary-checks/subject.ts withoutGlosses': [subject.withoutGlosses],
  'domain/summary-checks/units.ts englishUnit': [units.englishUnit],
  'domain/summary-checks/units.ts koreanUnit': [units.koreanUnit],
};
