import { normalizeText } from '../../lib/text.ts';
import words from './question.json' with { type: 'json' };
import { synonymsOf } from './terms.ts';

/** What a typed query asks for: the words that are topics, and what the other words say about the results. */
export interface Question {
  readonly text: string;
  /** The order that the query names (최근, 인기); null if it names none. */
  readonly sort: 'newest' | 'votes' | null;
  /** The number of days that the query names (이번 주), including today; null if it names none. */
  readonly days: number | null;
}

/** The maximum length of a query, in UTF-16 code units; the rest is ignored. */
export const MAX_QUERY = 200;

const recent = new Set(words.recent);
const popular = new Set(words.popular);
const asking = new Set(words.asking);
const last = new Set(words.last);
const periods = new Map(Object.entries(words.periods));
const SPANS = new Map([
  ['일', 1],
  ['주', 7],
  ['주일', 7],
  ['달', 31],
  ['개월', 31],
  ['년', 366],
]);

/**
 * Separates the topics of a query from the words around them: 최근 로봇 논문 알려줘 asks for 로봇, newest first. A word
 * that is part of a term with its neighbour stays: 사용자 연구. A query of such words only stays as it is, unless they
 * name an order or a period.
 */
export function readQuestion(typed: string): Question {
  const all = typed.slice(0, MAX_QUERY).split(/\s+/).filter(Boolean);
  const plain = all.map((word) => normalizeText(word).replace(/[?!.,~…]{1,200}$/, ''));
  const isTerm = (at: number) => {
    const [first, second] = [plain[at], plain[at + 1]];
    if (first === undefined || second === undefined) return false;
    const alone = synonymsOf(first);
    return synonymsOf(`${first} ${second}`).some((synset) => !alone.includes(synset));
  };
  const isPart = (at: number) => isTerm(at - 1) || isTerm(at);
  const kept = new Set(plain.keys());
  let sort: Question['sort'] = null;
  let days: number | null = null;
  for (const [at, word] of plain.entries()) {
    const period = periodOf(word, plain[at - 1] ?? '', plain[at + 1] ?? '');
    if (period) {
      days = period.days;
      for (let used = 0; used < period.words; used += 1) kept.delete(at + used);
    }
    if (isPart(at)) continue;
    if (recent.has(word)) sort = 'newest';
    if (popular.has(word)) sort = 'votes';
    if (recent.has(word) || popular.has(word) || asking.has(word)) kept.delete(at);
  }
  for (
    let at = plain.length - 1;
    at > 0 && (!kept.has(at) || (last.has(plain[at] as string) && !isPart(at)));
    at -= 1
  ) {
    kept.delete(at);
  }
  if (kept.size === 1 && last.has(plain[0] as string) && kept.has(0) && (sort || days)) kept.delete(0);
  const text = all.filter((_, at) => kept.has(at)).join(' ');
  if (!text && !sort && !days) return { text: typed, sort, days };
  return { text, sort, days };
}

/** Returns the days that a word and its neighbours name, and how many words they are: 이번 주, 최근 30일. */
function periodOf(word: string, before: string, after: string): { days: number; words: number } | null {
  const two = periods.get(`${word} ${after}`);
  if (two) return { days: two, words: 2 };
  const one = periods.get(word);
  if (one) return { days: one, words: 1 };
  const [, number, unit = ''] = word.match(/^(\d{1,3})(일|주일?|달|개월|년)(?:간|동안)?$/) ?? [];
  const isAsked = words.recent.includes(before) || before === '지난';
  return number && isAsked ? { days: Number(number) * (SPANS.get(unit) ?? 1), words: 1 } : null;
}
