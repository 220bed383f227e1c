import { about, type TextCheck } from './flaw.ts';
import { sourceOf } from './subject.ts';

/** Markdown of any platform, emoji shortcodes and prompt delimiters. A single `_` or `*` is allowed for formulas. */
const MARKDOWN =
  /\*\*|__|`|~~|\|\||^\s*(?:#{1,6}\s|[-*•]\s|>\s|\d+[.)]\s)|\s#{1,6}\s|!?\[[^[\]]*\]\(|\[\/?(?:INST|SYS)\]|<<<|>>>|---|:[a-z_]{3,}:/g;
/** HTML tags and entities, and Slack's and Discord's angle-bracket markup. */
const TAG = /<\/?[A-Za-z!@#|:/][^<>]*>|&(?:[a-z]+|#\d+);/g;
const HTML =
  /^<\/?(?:a|b|i|u|s|p|br|hr|h\d|div|span|img|script|style|iframe|svg|object|embed|form|input|button|link|meta|table|tr|td|ul|ol|li|strong|em|code|pre|video|audio|base|body|html|head)\b/i;

export const findMarkup: TextCheck = (text, part, subject) => {
  // Tokens that the paper contains, such as <think>, are names; HTML tags never are.
  const tokens = new Set(sourceOf(subject).match(TAG));
  const tags = [...new Set(text.match(TAG) ?? [])].filter(
    (tag) => !(/^<\/?[A-Za-z|][\w| -]*>$/.test(tag) && !HTML.test(tag) && tokens.has(tag)),
  );
  const found = [...(text.match(MARKDOWN) ?? []), ...tags].map((it) => it.trim());
  return about(part, found, '에 서식이나 태그가 있습니다. 글만 쓰세요');
};

/** Mentions on any platform, but not recall@20 or Pass@k. */
const MENTION = /(?<![A-Za-z\d가-힣])@[A-Za-z가-힣_]\w*|<[@#!][^\s<>]*>?|<\/[^\s<>]+:\d+>|<t:-?\d+/g;

export const findMentions: TextCheck = (text, part) =>
  about(part, text.match(MENTION) ?? [], '에 멘션이 있습니다');

/** The labels of a host name may start with a hyphen here: that way, each run of labels is tried only from its start. */
const LINK =
  /\b(?:https?|ftp|javascript|data|mailto|vbscript):\S+|\bwww\.\S+|(?<![A-Za-z\d@.-])(?:[a-z\d-]+\.)+(?:com|net|org|io|ai|app|dev|kr|jp|cn|me|co|gg|xyz|info|example|link|site|online|edu|gov|ly|tv|im|in|to|test|page|click)(?![A-Za-z\d])(?:\/\S*)?/gi;

export const findLinks: TextCheck = (text, part, subject) => {
  // Some papers and products have names that look like addresses, such as Character.AI.
  const { title, abstract } = subject.paper;
  const isName = (link: string) =>
    !link.includes('/') && (title.includes(link) || (/[A-Z]/.test(link) && abstract.includes(link)));
  const found = [...new Set(text.match(LINK) ?? [])].filter((link) => !isName(link));
  return about(part, found, '에 링크가 있습니다');
};
