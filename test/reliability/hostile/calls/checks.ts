import * as check from '../../../../src/domain/summary-checks/check.ts';
import * as contacts from '../../../../src/domain/summary-checks/contacts.ts';
import * as echo from '../../../../src/domain/summary-checks/echo.ts';
import * as facts from '../../../../src/domain/summary-checks/facts.ts';
import type { PartCheck } from '../../../../src/domain/summary-checks/flaw.ts';
import { about } from '../../../../src/domain/summary-checks/flaw.ts';
import * as glossary from '../../../../src/domain/summary-checks/glossary.ts';
import * as language from '../../../../src/domain/summary-checks/language.ts';
import * as markup from '../../../../src/domain/summary-checks/markup.ts';
import * as mend from '../../../../src/domain/summary-checks/mend/mend.ts';
import * as particles from '../../../../src/domain/summary-checks/mend/particles.ts';
import * as punctuation from '../../../../src/domain/summary-checks/mend/punctuation.ts';
import * as acronym from '../../../../src/domain/summary-checks/names/acronym.ts';
import { createNameFinder } from '../../../../src/domain/summary-checks/names/finder.ts';
import * as names from '../../../../src/domain/summary-checks/names/names.ts';
import * as slip from '../../../../src/domain/summary-checks/names/slip.ts';
import * as english from '../../../../src/domain/summary-checks/numbers/english-numbers.ts';
import { readEnglishWords } from '../../../../src/domain/summary-checks/numbers/english-words.ts';
import * as korean from '../../../../src/domain/summary-checks/numbers/korean-numbers.ts';
import { createLocator, locate } from '../../../../src/domain/summary-checks/numbers/locate.ts';
import * as words from '../../../../src/domain/summary-checks/numbers/number-words.ts';
import * as quantity from '../../../../src/domain/summary-checks/numbers/quantity.ts';
import { readRatios } from '../../../../src/domain/summary-checks/numbers/ratios.ts';
import * as units from '../../../../src/domain/summary-checks/numbers/units.ts';
import * as style from '../../../../src/domain/summary-checks/style.ts';
import * as subject from '../../../../src/domain/summary-checks/subject.ts';
import * as tone from '../../../../src/domain/summary-checks/tone.ts';
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

const nameOf = (text: string): names.Name => ({ text, index: 0, isSure: true });
const numberOf = (text: string) => korean.readKoreanNumbers(text)[0];

export const checkCalls: Calls = {
  ...checksOf('contacts.ts', contacts),
  ...checksOf('echo.ts', echo),
  ...checksOf('facts.ts', facts),
  ...checksOf('glossary.ts', glossary),
  ...checksOf('language.ts', language),
  ...checksOf('markup.ts', markup),
  ...checksOf('style.ts', style),
  ...checksOf('tone.ts', tone),
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
  'domain/summary-checks/numbers/english-numbers.ts readEnglishNumbers': [english.readEnglishNumbers],
  'domain/summary-checks/numbers/english-words.ts readEnglishWords': [readEnglishWords],
  'domain/summary-checks/numbers/ratios.ts readRatios': [
    (text) => {
      const at = (index: number) => ({
        text: '2',
        value: 2,
        unit: null,
        size: 1,
        isWord: false,
        index,
        end: index + 1,
      });
      return readRatios(
        text,
        Array.from({ length: text.length / 2 }, (_, index) => at(index * 2)),
      );
    },
  ],
  'domain/summary-checks/flaw.ts about': [(text) => about(text, text.split(' '), text)],
  'domain/summary-checks/glossary.ts termsIn': [glossary.termsIn],
  'domain/summary-checks/numbers/korean-numbers.ts readKoreanNumbers': [korean.readKoreanNumbers],
  'domain/summary-checks/numbers/locate.ts createLocator': [
    (text) => {
      const locator = createLocator(english.readEnglishNumbers(text));
      return korean.readKoreanNumbers('3번 4% 0.5배 7억').map(locator);
    },
  ],
  'domain/summary-checks/numbers/locate.ts locate': [
    (text) => {
      const number = numberOf('3번');
      return number && locate(number, english.readEnglishNumbers(text));
    },
  ],
  'domain/summary-checks/facts.ts namesInPaper': [
    (text) => facts.namesInPaper(text, aboutPaper('A Better Cat of the Sea')),
    (text) => facts.namesInPaper('ABC-3s', aboutPaper(text)),
  ],
  'domain/summary-checks/mend/mend.ts mendText': [mend.mendText],
  'domain/summary-checks/mend/particles.ts rightParticles': [particles.rightParticles],
  'domain/summary-checks/mend/punctuation.ts usualCharacters': [punctuation.usualCharacters],
  'domain/summary-checks/names/acronym.ts createAcronymFinder': [
    (text) => acronym.createAcronymFinder(text.split(' '))('LoRA'),
    (text) => acronym.createAcronymFinder(['Low', 'Rank'])(text),
  ],
  'domain/summary-checks/names/finder.ts createNameFinder': [
    (text) => createNameFinder(aboutPaper(text))(nameOf('ABC-3s')),
    (text) => createNameFinder(aboutPaper('A Better Cat of the Sea'))(nameOf(text)),
  ],
  'domain/summary-checks/names/names.ts fold': [names.fold],
  'domain/summary-checks/names/names.ts namesOf': [names.namesOf],
  'domain/summary-checks/names/slip.ts createSlipFinder': [
    (text) => slip.createSlipFinder(names.namesOf(text))(nameOf('GRPOs')),
    (text) => slip.createSlipFinder([nameOf('GRPO')])(nameOf(text)),
  ],
  'domain/summary-checks/names/slip.ts isOneEdit': [(text) => slip.isOneEdit(text, `${text}s`)],
  'domain/summary-checks/numbers/number-words.ts readNumberWords': [words.readNumberWords],
  'domain/summary-checks/numbers/number-words.ts readSino': [words.readSino],
  'domain/summary-checks/numbers/quantity.ts blankOut': [
    (text) =>
      quantity.blankOut(
        text,
        Array.from(text, (_, index) => ({ index, length: 1 })),
      ),
  ],
  'domain/summary-checks/numbers/quantity.ts plainMath': [quantity.plainMath],
  'domain/summary-checks/numbers/quantity.ts readScale': [quantity.readScale],
  'domain/summary-checks/numbers/quantity.ts toNumber': [quantity.toNumber],
  'domain/summary-checks/style.ts findNoResult': [
    (text) => style.findNoResult(aboutPaper(text)),
    (text) => style.findNoResult({ ...aboutPaper('9%'), summary: text, easy: text }),
  ],
  'domain/summary-checks/subject.ts sentencesOf': [subject.sentencesOf],
  'domain/summary-checks/subject.ts sourceOf': [(text) => subject.sourceOf(aboutPaper(text))],
  'domain/summary-checks/subject.ts withoutCitations': [
    (text) => subject.withoutCitations(text, aboutPaper('A lamp')),
    (text) => subject.withoutCitations('“등대”와 "a lamp"를 봅니다.', aboutPaper(text)),
  ],
  'domain/summary-checks/subject.ts withoutQuotes': [subject.withoutQuotes],
  'domain/summary-checks/subject.ts withoutGlosses': [subject.withoutGlosses],
  'domain/summary-checks/numbers/units.ts englishUnit': [units.englishUnit],
  'domain/summary-checks/numbers/units.ts koreanUnit': [units.koreanUnit],
};
