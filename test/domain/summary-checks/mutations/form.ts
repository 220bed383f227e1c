import { termsIn } from '../../../../src/domain/summary-checks/glossary.ts';
import { behindASentence, inText, type Mutations, NUMBER, pick, replaceOne } from './kit.ts';

const WIDE: Readonly<Record<string, string>> = { '.': '。', ',': '，', '(': '（', ')': '）', '%': '％' };
const toWide = (text: string) =>
  text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
/** The particles that cannot stand behind the sound before them, by those that can. */
const WRONG_PARTICLES: Readonly<Record<string, string>> = { 을: '를', 과: '와' };
const isClosed = (syllable: string) => (syllable.charCodeAt(0) - 0xac00) % 28 > 0;
const COMPOUND = /(?<=[가-힣])(?:을|과)(?= [가-힣])/g;

/** Mistakes of form. The texts are mended if nothing else is wrong with them. */
export const FORM_MUTATIONS: Mutations = {
  'Chinese punctuation': inText((text) =>
    text.replace(/\.(?= )|\.$|,(?= )|[()]|%(?!p)/g, (sign) => WIDE[sign] ?? sign),
  ),
  'a full-width name': inText((text, _good, random) =>
    replaceOne(text, /(?<![A-Za-z\d.-])[A-Z][A-Za-z\d]+(?![\w.-]*\w)/g, random, ([name]) => toWide(name)),
  ),
  'half-width jamo': inText((text, _good, random) =>
    replaceOne(
      text,
      /[가-힣](?=[가-힣])/g,
      random,
      ([letter]) => `${letter}${pick(['ﾡ', 'ￂ', 'ﾤ'], random)}`,
    ),
  ),
  'a wrong particle': inText((text, _good, random) =>
    replaceOne(text, COMPOUND, random, ({ 0: particle, index }) =>
      isClosed(text[(index ?? 0) - 1] ?? '') ? (WRONG_PARTICLES[particle] ?? null) : null,
    ),
  ),
  'code signs': inText((text, _good, random) =>
    replaceOne(text, /(?<![A-Za-z\d.-])[A-Z][A-Za-z\d]+(?![\w.-]*\w)/g, random, ([name]) => `\`${name}\``),
  ),
  LaTeX: inText((text, _good, random) =>
    replaceOne(
      text,
      NUMBER,
      random,
      ([number]) =>
        pick([`$${number}$`, `$\\mathbf{${number}}$`, `\\(${number}\\)`, `$${number}\\%$`], random) ?? null,
    ),
  ),
  'English words left over': inText((text, _good, random) =>
    behindASentence(text, '이를 통해 carefully curated 데이터의 품질을 further 높입니다.', random),
  ),
};

/** Kinds that only cause a warning: a reader can live with one, and three of them make a repair. */
export const WARNING_MUTATIONS: Mutations = {
  'an English word left over': inText((text, _good, random) =>
    replaceOne(
      text,
      /[가-힣]{2,}(?= )/g,
      random,
      ([word]) => `${word} ${pick(['further', 'notably', 'robustly'], random)}`,
    ),
  ),
  'a particle in both forms': inText((text, _good, random) =>
    replaceOne(text, /(?<=[가-힣])(?:을|를)(?= )/g, random, () => '을(를)'),
  ),
  'an opening of all papers': ({ summary, easy, fields }) => ({
    summary: `이 논문은 ${summary}`,
    easy,
    fields,
  }),
  'a count in words changed': ({ summary, easy, fields, abstract }, random) => {
    if (/\b9\b|nine|ninth/i.test(abstract)) return null;
    const changed = replaceOne(
      summary,
      /(?<![가-힣])(?:두|세|네|다섯|여섯|일곱|여덟)(?= (?:가지|개|단계|종류|종|명|모델|언어|데이터셋|과제|나라|곳|번))/g,
      random,
      () => '아홉',
    );
    return changed === null ? null : { summary: changed, easy, fields };
  },
  'a term that the glossary rules out': inText((text, { title, abstract }, random) => {
    const terms = termsIn(`${title}\n${abstract}`).filter(
      ({ ko, not }) => not.length > 0 && text.includes(ko),
    );
    const term = pick(terms, random);
    return term ? text.replace(term.ko, term.not[0] ?? '') : null;
  }),
};
