import { sentencesOf } from '../../../../src/domain/summary-checks/subject.ts';
import {
  behindASentence,
  couldBeRight,
  inText,
  type Mutations,
  NUMBER,
  otherNumber,
  pick,
  replaceOne,
} from './kit.ts';

const FOREIGN = ['数学', '方法', 'モデル', 'データ', 'текста', 'результат', '学習', '妥协', 'معينة'];
const ENGLISH = [
  'The method is evaluated on several tasks and shows clear gains over the baselines.',
  'We then train the model on the collected data without any further changes.',
  'Experiments show that this approach works well in practice and is easy to use.',
];
const REFUSALS = [
  '죄송하지만 이 내용은 요약해 드릴 수 없습니다.',
  '저는 AI 언어 모델로서 이 논문을 평가할 수 없습니다.',
  '요청하신 내용을 제공해 드릴 수 없습니다.',
];
const ECHOES = [
  '사용자 메시지의 두 표지 사이에 있는 글은 요약할 자료입니다.',
  '당신은 AI 연구자와 엔지니어가 읽는 소식지의 한국어 편집자입니다.',
  '답은 아래 모양의 JSON 하나뿐입니다.',
];
const LINKS = [
  'https://evil.example/x',
  'www.paper-site.com',
  'discord.gg/abc123',
  'github.com/foo/bar',
  'arxiv.org/abs/2501.00001',
];
const MENTIONS = [
  '@everyone',
  '@here',
  '<@123456789012345678>',
  '<!channel>',
  '<#123456789012345678>',
  '@김연구',
];
const MARKDOWN: readonly ((text: string) => string)[] = [
  (text) => text.replace(/[가-힣]{2,}/, '**$&**'),
  (text) => `## ${text}`,
  (text) => `- ${text}`,
  (text) => text.replace(/[가-힣]{2,}/, '`$&`'),
  (text) => text.replace(/[가-힣]{2,}/, '[$&](https://a.example)'),
  (text) => text.replace(/[가-힣]{2,}/, '||$&||'),
];
const HTML = ['<b>중요</b>', '<script>alert(1)</script>', '<br>', '<a href="x">링크</a>'];
const PRAISES = [
  '반드시 읽어야 할 최고의 논문입니다.',
  '모든 연구자에게 강력히 추천합니다.',
  '흠잡을 데 없는 연구이므로 채택해야 합니다.',
];
const PREAMBLES = ['네, 요약해 드리겠습니다.', '다음은 논문의 요약입니다.', '물론입니다.', '요약: '];

/** Functions that rewrite a sentence from 합니다체 to 한다체, 해요체 or a noun ending. */
const REGISTERS: readonly ((sentence: string) => string)[] = [
  (sentence) =>
    sentence
      .replace(/입니다\.$/, '이다.')
      .replace(/습니다\.$/, '다.')
      .replace(/합니다\.$/, '한다.')
      .replace(/됩니다\.$/, '된다.')
      .replace(/줍니다\.$/, '준다.')
      .replace(/니다\.$/, 'ㄴ다.'),
  (sentence) =>
    sentence
      .replace(/습니다\.$/, '어요.')
      .replace(/입니다\.$/, '이에요.')
      .replace(/합니다\.$/, '해요.')
      .replace(/니다\.$/, '요.'),
  (sentence) =>
    sentence
      .replace(/습니다\.$/, '음.')
      .replace(/입니다\.$/, '임.')
      .replace(/합니다\.$/, '함.')
      .replace(/니다\.$/, '음.'),
];

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/(?<=\d)\s?%(?!p|포인트)/g, '배'],
  [/(?<=\d)\s?배/g, '%'],
  [/(?<=\d)\s?(?:ms|밀리초)/g, '초'],
  [/(?<=\d)\s?시간/g, '분'],
  [/(?<=\d)\s?GB/g, 'MB'],
  [/(?<=\d)B(?![A-Za-z])/g, 'M'],
  [/(?<=\d)M(?![A-Za-z])/g, 'B'],
  [/(?<=\d)비트/g, '바이트'],
];

const ACRONYM = /(?<![A-Za-z\d-])[A-Z][A-Za-z\d]*[A-Z][A-Za-z\d]*(?![A-Za-z-])/g;
const hasWord = (text: string, word: string) =>
  text.toLowerCase().replace(/[-\s]/g, '').includes(word.toLowerCase());

/** Mutations by the kind of error. Each kind occurred in real summaries or was caused by an attack. */
export const FIRST_MUTATIONS: Mutations = {
  'a number changed': inText((text, good, random) =>
    replaceOne(text, NUMBER, random, ([written]) => otherNumber(written, good, random)),
  ),
  'a small number for a result': inText((text, good, random) =>
    replaceOne(text, /(?<![A-Za-z\d.,\-^/])\d[\d,]*(?:\.\d+)?(?=%|배|점)/g, random, ([written]) => {
      const other = 1 + Math.floor(random() * 12);
      return couldBeRight(other, good) || other === Number(written) ? null : String(other);
    }),
  ),
  'a percentage a hundred times wrong': inText((text, good, random) =>
    replaceOne(text, /(?<![A-Za-z\d.,\-^/])(\d+(?:\.\d+)?)(?=%)/g, random, ([, digits]) => {
      const other = Number((Number(digits) * (random() < 0.5 ? 100 : 0.01)).toPrecision(6));
      return couldBeRight(other, good, [1]) ? null : String(other);
    }),
  ),
  'a number invented': inText((text, good, random) => {
    const number = otherNumber('57.3', good, random);
    return number && behindASentence(text, `정확도는 ${number}%였습니다.`, random);
  }),
  'a unit changed': inText((text, _good, random) => {
    const possible = UNITS.filter(([pattern]) => new RegExp(pattern.source).test(text));
    const [pattern, by] = pick(possible, random) ?? [];
    return pattern ? replaceOne(text, pattern, random, () => by ?? null) : null;
  }),
  'billion as 억, ten times wrong': inText((text, { abstract }, random) =>
    replaceOne(text, /(?<![A-Za-z\d.-])(\d+(?:\.\d+)?)B(?![A-Za-z-])/g, random, ([, digits]) =>
      // A tenth of the number could be in the paper too, such as 7B next to 70B.
      abstract.includes(`${Number(digits) / 10}B`) ? null : `${digits}억 개`,
    ),
  ),
  'an acronym with letters swapped': inText((text, { title, abstract }, random) =>
    replaceOne(text, ACRONYM, random, ([name]) => {
      const letters = [...name];
      const at = Math.floor(random() * (letters.length - 1));
      const swapped = [...letters.slice(0, at), letters[at + 1], letters[at], ...letters.slice(at + 2)].join(
        '',
      );
      return swapped === name || hasWord(`${title} ${abstract}`, swapped) ? null : swapped;
    }),
  ),
  'a name with a letter too many': inText((text, { title, abstract }, random) =>
    replaceOne(text, ACRONYM, random, ([name]) => {
      const at = 1 + Math.floor(random() * (name.length - 1));
      const longer = `${name.slice(0, at)}${pick(['L', 'X', 'R'], random)}${name.slice(at)}`;
      return hasWord(`${title} ${abstract}`, longer) ? null : longer;
    }),
  ),
  'a sentence left in English': inText((text, _good, random) =>
    behindASentence(text, pick(ENGLISH, random) ?? '', random),
  ),
  'all in English': ({ abstract, fields }) => ({
    summary: abstract.slice(0, 300),
    easy: abstract.slice(-140),
    fields,
  }),
  'a word in another script': inText((text, _good, random) =>
    replaceOne(text, /[가-힣]{2,}(?= )/g, random, ([word]) => `${word} ${pick(FOREIGN, random)}`),
  ),
  'another register': inText((text, _good, random) => {
    const sentences = sentencesOf(text);
    const at = Math.floor(random() * sentences.length);
    const change = pick(REGISTERS, random) ?? ((sentence: string) => sentence);
    return sentences.map((sentence, index) => (index === at ? change(sentence) : sentence)).join(' ');
  }),
  'cut off': inText((text, _good, random) =>
    text.slice(0, Math.floor(text.length * (0.6 + 0.3 * random()))).replace(/[.\s]+$/, ''),
  ),
  'a sentence twice': inText((text, _good, random) =>
    behindASentence(text, pick(sentencesOf(text), random) ?? '', random),
  ),
  'a loop': inText((text, _good, random) =>
    replaceOne(text, /[가-힣]{2,}(?= )/g, random, ([word]) => `${word} ${'측정 '.repeat(8)}`.trim()),
  ),
  'an empty text': ({ summary, easy, fields }, random) =>
    random() < 0.5 ? { summary: '', easy, fields } : { summary, easy: ' ', fields },
  'no field': ({ summary, easy }) => ({ summary, easy, fields: [] }),
  'an empty field': ({ summary, easy, fields }) => ({
    summary,
    easy,
    fields: [...fields.slice(1), { ko: ' ', en: 'x' }],
  }),
  'six fields': ({ summary, easy }) => ({
    ...{ summary, easy },
    fields: ['추론', '에이전트', '양자화', '로보틱스', '음성 인식', '의료 영상'].map((ko) => ({
      ko,
      en: ko,
    })),
  }),
  Markdown: inText((text, _good, random) => (pick(MARKDOWN, random) ?? String)(text)),
  HTML: inText((text, _good, random) => behindASentence(text, `${pick(HTML, random)} 덧붙입니다.`, random)),
  'a link': inText((text, _good, random) =>
    behindASentence(text, `자세한 내용은 ${pick(LINKS, random)} 에 있습니다.`, random),
  ),
  'a mention': inText((text, _good, random) =>
    behindASentence(text, `${pick(MENTIONS, random)} 확인이 필요합니다.`, random),
  ),
  'the title copied': inText((text, { title }) =>
    title.split(' ').length >= 5 ? `${title} 논문의 내용입니다. ${text}` : null,
  ),
  'refusal text': inText((text, _good, random) =>
    behindASentence(text, pick(REFUSALS, random) ?? '', random),
  ),
  'the prompt repeated': inText((text, _good, random) =>
    behindASentence(text, pick(ECHOES, random) ?? '', random),
  ),
  'a preamble': inText((text, _good, random) => `${pick(PREAMBLES, random)} ${text}`),
  'praise and advice': inText((text, _good, random) =>
    behindASentence(text, pick(PRAISES, random) ?? '', random),
  ),
  'broken characters': inText((text, _good, random) =>
    replaceOne(
      text,
      /[가-힣](?=[가-힣])/g,
      random,
      ([letter]) => `${letter}${pick(['\uFFFD', 'ㅎ', 'ㅏ', '\uE000'], random)}`,
    ),
  ),
  'far too long': inText((text) =>
    [text, text.replaceAll('다', '네'), text.replaceAll('이', '그')].join(' ').repeat(2),
  ),
  'far too short': inText((text) => sentencesOf(text)[0]?.slice(-20) ?? null),
  // A summary without names and numbers can only be told from its paper's by a model (CHECK_MODEL).
  "another paper's summary": (good, random, others) => {
    const other = pick(
      others.filter(
        ({ id, summary }) => id !== good.id && /\d.*\d/.test(summary) && /[A-Z].*[A-Z]/.test(summary),
      ),
      random,
    );
    return other ? { summary: other.summary, easy: other.easy, fields: other.fields } : null;
  },
};
