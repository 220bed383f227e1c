import type { Match } from './match.ts';
import { authorTokens, type Word } from './tokens.ts';

/** The maximum number of words of a name, and of tokens between them: a middle name or an initial. */
const MAX_NAME = 3;
const MIDDLE = 1;

/** Matches papers of the author with this name, in any order of its words; null if it is no name in Latin letters. */
export function authorMatch(words: readonly Word[]): Match | null {
  const isName =
    words.length > 0 &&
    words.length <= MAX_NAME &&
    words.every(({ text }) => /^\p{Script=Latin}+$/u.test(text));
  if (!isName) return null;
  const tokens = words.flatMap(({ text }) => authorTokens(text));
  return tokens.length === 1
    ? { phrase: tokens }
    : { phrases: tokens.map((token) => [token]), within: MIDDLE };
}

const INITIALS = 'k g,kk,n,d t,dd,r l,m,b p,bb,s,ss,,j,jj,ch,k,t,p,h'.split(',');
const VOWELS = [
  ...['a', 'ae', 'ya', 'yae', 'eo u o', 'e', 'yeo you yu', 'ye', 'o', 'wa', 'wae', 'oe oi', 'yo', 'u oo woo'],
  ...['wo weo', 'we', 'wi', 'yu yoo', 'eu u', 'ui eui ee', 'i ee'],
];
const FINALS = [
  ...['', 'k g', 'kk', 'k', 'n', 'n', 'n', 't', 'l', 'k', 'm', 'l', 'l', 'l', 'p', 'l', 'm', 'p b', 'p'],
  ...['t s', 't', 'ng', 't', 't', 'k', 't', 'p', 't'],
];
/** Surnames of people in Korea whose usual spelling is not the regular one, or that are also given names. */
const SURNAMES: Readonly<Record<string, string>> = {
  김: 'kim',
  이: 'lee yi rhee',
  박: 'park bak',
  최: 'choi choe',
  정: 'jung jeong chung',
  강: 'kang',
  조: 'cho jo',
  윤: 'yoon yun',
  장: 'jang chang',
  임: 'lim im',
  한: 'han',
  오: 'oh',
  서: 'seo suh',
  신: 'shin sin',
  권: 'kwon',
  황: 'hwang',
  안: 'ahn an',
  송: 'song',
  류: 'ryu yoo',
  유: 'yoo yu you',
  전: 'jeon jun chun',
  홍: 'hong',
  고: 'ko go',
  문: 'moon mun',
  양: 'yang',
  손: 'son sohn',
  배: 'bae',
  백: 'baek paik',
  허: 'heo hur huh',
  남: 'nam',
  심: 'shim sim',
  노: 'ro noh no roh',
  하: 'ha',
  곽: 'kwak',
  성: 'sung seong',
  차: 'cha',
  주: 'joo ju',
  우: 'woo',
  구: 'koo ku gu',
  민: 'min',
  진: 'jin',
  나: 'na',
  지: 'ji',
  엄: 'um eom',
  원: 'won',
  천: 'chun cheon',
  방: 'bang',
  공: 'kong gong',
  현: 'hyun',
  함: 'ham',
  변: 'byun byeon',
  염: 'yeom',
  여: 'yeo',
  추: 'choo chu',
};
const FIRST_SYLLABLE = 0xac00;

/** Returns the usual spellings of a syllable in Latin letters. */
function romanize(syllable: string): string[] {
  const code = syllable.charCodeAt(0) - FIRST_SYLLABLE;
  const initial = Math.floor(code / 588);
  const vowel = Math.floor((code % 588) / 28);
  const parts = [INITIALS[initial], VOWELS[vowel], FINALS[code % 28]].map((part = '') => part.split(' '));
  const [starts = [], middles = [], ends = []] = parts;
  // 시 is written si and shi; 우 at the start of a syllable woo.
  const heads = initial === 9 && vowel === 20 ? ['s', 'sh'] : starts;
  return heads.flatMap((head) => middles.flatMap((middle) => ends.map((end) => `${head}${middle}${end}`)));
}

/** Matches the papers of a person with a Korean name of three syllables: 황성주 is Sung Ju Hwang or Seongju Hwang. */
export function koreanAuthorMatch(words: readonly Word[]): Match[] {
  const [word, ...more] = words;
  if (!word?.isHangul || more.length > 0 || word.text.length !== 3) return [];
  const [family = '', first = '', second = ''] = word.text;
  const surnames = SURNAMES[family]?.split(' ');
  if (!surnames) return [];
  const given = romanize(first).flatMap((one) => romanize(second).map((two) => [one, two] as const));
  const token = (text: string) => authorTokens(text)[0] as string;
  const names = given.flatMap(([one, two]) => [[token(`${one}${two}`)], [token(one), token(two)]]);
  const distinct = [...new Map(names.map((name) => [name.join(' '), name])).values()];
  return surnames.flatMap((surname) =>
    distinct.map((name): Match => ({ phrases: [[token(surname)], name], within: 0 })),
  );
}
