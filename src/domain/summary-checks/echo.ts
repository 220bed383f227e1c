import { about, type TextCheck } from './flaw.ts';
import { sentencesOf } from './subject.ts';

/** Apologies and refusals that models produce instead of a summary. */
const REFUSAL =
  /죄송(?:하|합)|사과드|양해\s?(?:바|부탁)|도와드릴 수 없|(?:요약|답변|제공)(?:해|하여)?\s?드릴 수 없|요청하신|(?:언어 모델|AI|인공지능)(?:로서|이라서|이므로)\s|(?:저는|제가) (?:AI|인공지능|언어)|as an AI|I(?:'m| am) sorry|I can(?:'|no)t/gi;
/** Phrases that models put in front of a summary. */
const PREAMBLE =
  /^(?:네[,.!]|예[.!]|물론(?:입니다|이죠|이지요)|알겠습니다|(?:다음은|아래는) ?[^.]{0,20}(?:요약|설명)|요약(?:하자면|하면|은 다음|입니다)?\s?[:：,]|요약입니다|쉬운\s?설명\s?[:：]|summary\s?:|easy\s?:|here (?:is|are))/gi;
/** Words from our own prompt, and from prompts in general. */
const PROMPT =
  /소식지의 한국어 편집자|두 표지|요약할 자료|아래 모양의 JSON|합니다체|쉬운설명|관련분야|<\|?im_(?:start|end)|(?<![\d,])(?:180자|320자)|제가 받은 지시|지시는 다음과/gi;
/** Words from prompts that are allowed if they are the paper's topic. */
const PROMPT_OR_TOPIC =
  /JSON|시스템 프롬프트|system prompt|(?:이전|앞선|위의) 지시|지시(?:문|사항)?[를을]?\s?무시|ignore (?:all |the )?(?:previous|above)/gi;
const TOPIC = /json|system prompt|prompt injection|jailbreak|instruction hierarchy/i;
/** Words that count as the topic even if the abstract contains them but the title does not. */
const THINGS = /json|system prompt/i;

/** Praise and advice, which abstracts do not contain. */
const PRAISE =
  /(?:반드시|꼭|무조건|필히) (?:한번 )?(?:읽어|봐|보아|살펴봐|참고해)야|(?:강력히|적극|강력하게|매우) (?:추천|권|권장)|(?:논문|연구|글|것|채택)[을를] (?:강하게 |적극 )?(?:추천|권)(?:합|드립|할 만)|획기적인 (?:연구|논문|결과|발상|기술|성과)|기념비적|(?:보기를|보시기를|보시길|읽기를) (?:추천|권)|추천(?:드립니다|할 만합니다)|최고의 (?:논문|연구|성과|업적)|역사상 (?:가장|최고)|흠잡을 데 없|완벽한 (?:논문|연구)|(?:필독|강추)|올해의 논문|역대 최고의 (?:논문|연구)|의심의 여지가? 없|더할 나위 없|노벨상|길이 남을|(?:구매|구독|팔로우|투표|인용|클릭|방문)(?:해|하)(?: 주)?(?:시|세|십)/g;
/** Requests to the reader, which a summary must not make. */
const PLEA = /바랍니다|[주하]세요|[가-힣]십시오|부탁(?:드립|합)니다|후원으로 제공/g;

const find =
  (pattern: RegExp, message: string): TextCheck =>
  (text, part) =>
    about(part, text.match(pattern) ?? [], message);

export const findRefusal = find(REFUSAL, '에 사과나 거절이 있습니다. 요약만 쓰세요');
export const findPreamble = find(PREAMBLE, '는 머리말 없이 내용으로 시작하세요');
export const findPromptEcho: TextCheck = (text, part, { paper }) => {
  const isTopic = TOPIC.test(paper.title) || THINGS.test(paper.abstract);
  const found = [...(text.match(PROMPT) ?? []), ...(isTopic ? [] : (text.match(PROMPT_OR_TOPIC) ?? []))];
  return about(part, found, '에 요청문의 말이 있습니다. 논문의 내용만 쓰세요');
};
export const findPraise = find(PRAISE, '에 초록에 없는 평가나 권유가 있습니다');
export const findPlea = find(PLEA, '에 독자에게 하는 부탁이 있습니다. 내용만 쓰세요');

/**
 * The minimum number of words in a title that counts as copied: shorter titles are usually names, which a summary may
 * contain.
 */
const TITLE_WORDS = 5;

export const findTitleCopy: TextCheck = (text, part, { paper }) => {
  // Hangul becomes a space too, because Korean particles directly follow a name.
  const plain = (words: string) =>
    words
      .toLowerCase()
      .replace(/[^a-z\d]+/g, ' ')
      .trim();
  const title = plain(paper.title);
  const behindColon = plain(paper.title.replace(/^[^:]*:/, ''));
  const copied = [title, behindColon].some(
    (words) => words.split(' ').length >= TITLE_WORDS && ` ${plain(text)} `.includes(` ${words} `),
  );
  return copied ? [`${part}에 논문 제목을 옮겨 적지 마세요.`] : [];
};

/**
 * Finds a sentence that occurs twice (in 쉬운설명, also one that 요약 contains), or a phrase that is repeated several
 * times in a row.
 */
export const findRepeats: TextCheck = (text, part, subject) => {
  const plain = (sentence: string) => sentence.replace(/[^\p{L}\p{N}]+/gu, '');
  const others = part === 'easy' ? sentencesOf(subject.summary) : [];
  const sentences = [...others, ...sentencesOf(text)].map(plain).filter((sentence) => sentence.length > 7);
  const twice = new Set(sentences).size < sentences.length;
  const loop = findLoop(text.replace(/[\s,.]+/g, '')) ?? findLoop(text);
  return twice || loop ? [`${part}에 같은 말이 되풀이됩니다${loop ? `: ${loop}` : '.'}`] : [];
};

/** The maximum length of a repeated phrase, in UTF-16 code units. */
const MAX_PHRASE = 40;
/** A phrase of at least `LONG` code units may occur twice in a row, a shorter one four times. */
const LONG = 4;
const MAX_TIMES = { short: 4, long: 2 } as const;

/**
 * Returns the shortest phrase that is repeated too often in a row, null if there is none. Compares the text with itself,
 * moved by the length of each phrase: a pattern with a backreference would take quadratic time.
 */
function findLoop(text: string): string | null {
  for (let length = 1; length <= MAX_PHRASE; length += 1) {
    const most = length < LONG ? MAX_TIMES.short : MAX_TIMES.long;
    let same = 0;
    for (let at = length; at < text.length; at += 1) {
      same = text[at] === text[at - length] ? same + 1 : 0;
      if (same < length * most) continue;
      const phrase = text.slice(at - length + 1, at + 1).trim();
      // A short phrase needs a letter ("---"), a long one more than digits (1,000,000,000).
      if ((length < LONG ? /\p{L}/u : /[^\d\s,.]/).test(phrase)) return phrase;
    }
  }
  return null;
}
