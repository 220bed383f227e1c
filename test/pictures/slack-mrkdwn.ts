import { escapeHtml, plainToHtml, SHORTCODES } from './discord-text.ts';

export interface MrkdwnOptions {
  /** If true, bare URLs do not become links, as with Slack's `verbatim`. */
  readonly verbatim?: boolean;
}

const TAGS = { '*': 'strong', _: 'em', '~': 's' } as const;
/** Markup works only at word boundaries, in any script: `*굵게*는` shows its asterisks. */
const MARK = /(?<![\p{L}\p{N}\p{M}])([*_~])(?<!\1\1)(?!\s|\1)([^\n]*?\S)(?<!\1)\1(?![\p{L}\p{N}\p{M}]|\1)/u;
const CODE = /(?<![\p{L}\p{N}\p{M}`])`([^`\n]+)`(?![\p{L}\p{N}\p{M}`])/gu;
const FENCE = /```\n?([\s\S]+?)\n?```/g;
const ANGLE = /<([^<>\n]+)>/g;
const BARE_URL = /https?:\/\/[^\s<>|\uE000-\uF8FF]*[^\s<>|.,:;!?)\]'"\uE000-\uF8FF]/g;
const NAMED_EMOJI = /:([a-z0-9_+-]+):/g;
const QUOTE = /^(?:&gt;|>) ?/;
const LONG_QUOTE = /^(?:&gt;|>){3} ?/;
const HELD = /[\uE000-\uF8FF]/g;
const FIRST_HELD = 0xe000;

/** Renders mrkdwn as HTML, as Slack's desktop client does. */
export function mrkdwnToHtml(text: string, { verbatim = false }: MrkdwnOptions = {}): string {
  const held: string[] = [];
  const hold = (html: string) => String.fromCharCode(FIRST_HELD + held.push(html) - 1);
  const release = (html: string): string =>
    html.replace(HELD, (character) => held[character.charCodeAt(0) - FIRST_HELD] ?? character);
  const whole = text
    .replace(FENCE, (_, code: string) => hold(`<pre>${wordsToHtml(code)}</pre>`))
    .replace(CODE, (_, code: string) => hold(`<code>${wordsToHtml(code)}</code>`))
    .replace(ANGLE, (_, inner: string) => hold(angleToHtml(inner)))
    .replace(BARE_URL, (url) => (verbatim ? url : hold(linkHtml(decode(url), wordsToHtml(url)))));
  return release(linesToHtml(whole)).replaceAll('</pre><br>', '</pre>');
}

/**
 * Renders line breaks as Slack does: an empty line becomes a gap of eight pixels, and a
 * final line break shows nothing.
 */
export function breaksToHtml(html: string): string {
  return html
    .replace(/(?<!\n)\n$/, '')
    .replaceAll('\n\n', '<span class="gap"></span>')
    .replaceAll('\n', '<br>');
}

/** Replaces the names of emoji (`:+1:`) with the emoji. */
export const namedEmoji = (text: string): string =>
  text.replace(NAMED_EMOJI, (whole, name: string) => SHORTCODES[name] ?? whole);

export const linkHtml = (url: string, label: string): string => `<a href="${escapeHtml(url)}">${label}</a>`;

function linesToHtml(text: string): string {
  const out: string[] = [];
  let plain: string[] = [];
  let quoted: string[] = [];
  const close = () => {
    if (plain.length > 0) out.push(breaksToHtml(marksToHtml(plain.join('\n'))));
    if (quoted.length > 0)
      out.push(`<blockquote>${breaksToHtml(marksToHtml(quoted.join('\n')))}</blockquote>`);
    [plain, quoted] = [[], []];
  };
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (LONG_QUOTE.test(line)) {
      close();
      quoted = [line.replace(LONG_QUOTE, ''), ...lines.slice(index + 1)];
      break;
    }
    const isQuote = QUOTE.test(line);
    if (isQuote ? plain.length > 0 : quoted.length > 0) close();
    if (isQuote) quoted.push(line.replace(QUOTE, ''));
    else plain.push(line);
  }
  close();
  return out.join('');
}

function marksToHtml(text: string): string {
  const found = MARK.exec(text);
  if (!found) return namedToHtml(text);
  const [whole, mark, inner] = found as unknown as [string, keyof typeof TAGS, string];
  const tag = TAGS[mark];
  const after = text.slice(found.index + whole.length);
  return `${namedToHtml(text.slice(0, found.index))}<${tag}>${marksToHtml(inner)}</${tag}>${marksToHtml(after)}`;
}

/** Renders the inside of `<…>`: a link, a mention or a special word. Labels have no markup. */
function angleToHtml(inner: string): string {
  const [target = '', label] = inner.split(/\|(.*)/s);
  const sign = target.charAt(0);
  if (sign === '@') return mention(`@${label ?? '독자'}`);
  if (sign === '#') return mention(`#${label ?? '채널'}`);
  if (sign === '!') {
    const [word = ''] = target.slice(1).split('^');
    return word === 'date' ? wordsToHtml(label ?? '') : mention(`@${label ?? word}`);
  }
  return linkHtml(decode(target), namedToHtml(label || target));
}

const mention = (name: string) => `<span class="mention">${wordsToHtml(name)}</span>`;

const decode = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

const wordsToHtml = (text: string) => escapeHtml(decode(text));
const namedToHtml = (text: string) => plainToHtml(namedEmoji(decode(text)));
