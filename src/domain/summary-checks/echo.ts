import { about, type TextCheck } from './flaw.ts';
import { sentencesOf, withoutQuotes } from './subject.ts';

/** Words from our own prompt, and from prompts in general. */
const PROMPT =
  /소식지의 한국어 편집자|두 표지|요약할 자료|아래 모양의 JSON|합니다체|분야 목록|서너 문장으로|쉬운설명|관련분야|<\|?im_(?:start|end)|(?<![\d,])(?:180자|320자)|제가 받은 지시|지시는 다음과/gi;
/** Words from prompts that are allowed if they are the paper's topic. */
const PROMPT_OR_TOPIC =
  /JSON|시스템 프롬프트|system prompt|(?:이전|앞선|위의) 지시|지시(?:문|사항)?[를을]?\s?무시|ignore (?:all |the )?(?:previous|above)/gi;
const TOPIC = /json|system[- ]prompt|prompt injection|jailbreak|instruction hierarchy/i;
/** Words that count as the topic even if the abstract contains them but the title does not. */
const THINGS = /json|system[- ]prompt/i;

/**
 * What a paper about instructions says of them. The imperative does not count: an abstract that contains it might address
 * us.
 */
const ABOUT_INSTRUCTIONS =
  /\b(?:ignor(?:es|ed|ing)|fail(?:s|ed|ing)? to follow|not follow|disregard(?:s|ed|ing)|overrid(?:es|den|ing)|violat(?:es|ed|ing))\b[^.]{0,60}\b(?:instruction|prompt|request|rule)|\binstructions?\b[^.]{0,40}\b(?:ignored|overridden|forgotten|violated|disregarded)|\b(?:prompt|instruction)[- ](?:injection|hierarch|conflict|following)|\bjailbreak/i;

/** What a paper about attacks says of them: such words are reported, not obeyed. */
const REPORTED =
  /(?:(?:이전|앞선|위의) )?지시(?:문|사항)?[를을]?\s?무시하(?:라|도록)[^.]{0,30}(?:공격|막|방어|거부|탐지)/g;

export const findPromptEcho: TextCheck = (text, part, subject) => {
  const { title, abstract } = subject.paper;
  const isTopic = TOPIC.test(title) || THINGS.test(abstract) || ABOUT_INSTRUCTIONS.test(abstract);
  const said = withoutQuotes(text).replace(REPORTED, '');
  const found = [...(said.match(PROMPT) ?? []), ...(isTopic ? [] : (said.match(PROMPT_OR_TOPIC) ?? []))];
  return about(part, found, '에 요청문의 말이 있습니다. 논문의 내용만 쓰세요');
};

/**
 * The minimum number of words in a title that counts as copied: shorter titles are usually names, which a summary may
 * contain.
 */
const TITLE_WORDS = 5;

/** The maximum length of a name before its abbreviation, in UTF-16 code units. */
const MAX_NAME = 150;
/** Returns what stands before each abbreviation in brackets. */
const namedIn = (text: string): string[] =>
  Array.from(text.matchAll(/\s?\((?=[A-Za-z\d-]{2,20}\))/g), ({ index }) =>
    text.slice(Math.max(index - MAX_NAME, 0), index),
  );

export const findTitleCopy: TextCheck = (text, part, { paper }) => {
  // Hangul becomes a space too, because Korean particles directly follow a name.
  const plain = (words: string) =>
    words
      .toLowerCase()
      .replace(/[^a-z\d]+/g, ' ')
      .trim();
  const title = plain(paper.title);
  const behindColon = plain(paper.title.replace(/^[^:]*:/, ''));
  // What the abstract gives an abbreviation is the name of what the paper presents: Low-Rank Adaptation (LoRA).
  const isName = (words: string) =>
    namedIn(paper.abstract).some((named) => ` ${plain(named)}`.endsWith(` ${words}`));
  const copied = [title, behindColon].some(
    (words) =>
      words.split(' ').length >= TITLE_WORDS && ` ${plain(text)} `.includes(` ${words} `) && !isName(words),
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
