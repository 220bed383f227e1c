import { about, type TextCheck } from './flaw.ts';
import { sourceOf } from './subject.ts';

/** Markdown of any platform, emoji shortcodes and prompt delimiters. A single `_` or `*` is allowed for formulas. */
const MARKDOWN =
  /\*\*|__|`|~~|\|\||^\s*(?:#{1,6}\s|[-*•]\s|>\s|\d+[.)]\s)|\s#{1,6}\s|!?\[[^[\]]*\]\(|\[\/?(?:INST|SYS)\]|<<<|>>>|---|:[a-z_]{3,}:/g;
/** LaTeX, as in $9.8\\%$: a command or a formula. A price has a digit behind the second sign ($5~$10). */
const LATEX = /\\[A-Za-z%$&#_{}(),;[\]\\]|\$[^$가-힣]{1,60}\$(?!\d)/g;
/** HTML tags and entities, and Slack's and Discord's angle-bracket markup. */
const TAG = /<\/?[A-Za-z!@#|:/][^<>]*>|&(?:[a-z]+|#\d+);/g;
const HTML =
  /^<\/?(?:a|b|i|u|s|p|br|hr|h\d|div|span|img|script|style|iframe|svg|object|embed|form|input|button|link|meta|ul|ol|li|strong|em|code|pre|video|audio|base|body|html|head)\b/i;

export const findMarkup: TextCheck = (text, part, subject) => {
  // Tokens that the paper contains, such as <think>, are names; HTML tags never are.
  const tokens = new Set(sourceOf(subject).match(TAG));
  const tags = [...new Set(text.match(TAG) ?? [])].filter(
    (tag) => !(/^<\/?[A-Za-z|][\w| -]*>$/.test(tag) && !HTML.test(tag) && tokens.has(tag)),
  );
  const found = [...(text.match(MARKDOWN) ?? []), ...(text.match(LATEX) ?? []), ...tags].map((it) =>
    it.trim(),
  );
  return about(part, found, '에 서식이나 태그가 있습니다. 글만 쓰세요');
};
