import { escapeHtml, plainToHtml, SHORTCODES } from './discord-text.ts';
import { timeText } from './discord-time.ts';

/**
 * The position of a text in a message. It determines which markup Discord's client renders: all of it in
 * `content` and `description`, all but headings in a field's `value`, only inline markup without masked links in
 * a `title` (of an embed, or a field's name), and no links at all in a `linked-title` (if the embed has a URL).
 */
export type Place = 'content' | 'description' | 'value' | 'title' | 'linked-title';

export interface MarkdownOptions {
  /** The current time, for `<t:…:R>`. */
  readonly now?: Date;
}

interface State {
  readonly place: Place;
  readonly now: Date;
  readonly inQuote: boolean;
  readonly inLink: boolean;
  readonly listDepth: number;
  /** The text that was parsed last; null at the start. Blocks begin only after a line break. */
  last: string | null;
}

interface Found {
  readonly raw: string;
  readonly html: () => string;
}

type Rule = (text: string, state: State) => Found | undefined;

/** A run of plain text; the rules are tried again where it ends. */
const TEXT = /^[\s\S]+?(?=[^0-9A-Za-z\s\u00c0-\uffff]|\n\n| {2,}\n|\w+:\S|\d+\.|$)/;
/** Renders a text as HTML, as Discord's client does. */
export function markdownToHtml(
  text: string,
  place: Place,
  { now = new Date() }: MarkdownOptions = {},
): string {
  const plain = text.replace(/\r\n?/g, '\n').replaceAll('\t', '    ');
  return parse(plain, { place, now, inQuote: false, inLink: false, listDepth: 0, last: null });
}

function parse(text: string, state: State): string {
  let html = '';
  for (let rest = text; rest; rest = rest.slice(state.last?.length)) {
    const found =
      RULES.values()
        .map((rule) => rule(rest, state))
        .find(Boolean) ?? plain(rest);
    html += found.html();
    state.last = found.raw;
  }
  return html;
}

function plain(text: string): Found {
  const raw = text.match(TEXT)?.[0] ?? text;
  return { raw, html: () => plainToHtml(raw) };
}

/** Returns a rule for one regular expression, which must be anchored at the start. */
function rule(
  pattern: RegExp,
  html: (match: RegExpExecArray, state: State) => string,
  when = (_: State) => true,
): Rule {
  return (text, state) => {
    const match = when(state) ? pattern.exec(text) : null;
    return match ? { raw: match[0], html: () => html(match, state) } : undefined;
  };
}

const group = (match: RegExpExecArray, index = 1) => match[index] ?? '';
const wrap = (tag: string) => (match: RegExpExecArray, state: State) =>
  `<${tag}>${parse(group(match), state)}</${tag}>`;
const isTitle = ({ place }: State) => place.endsWith('title');
const atLineStart = ({ last }: State) => last === null || last.endsWith('\n');

/** A quote: lines that begin with `> `, or all text after `>>> `. Quotes do not nest; titles can have them too. */
const quote = rule(
  /^(?: *>>> +[\s\S]*| *>(?!>>) +[^\n]*(?:\n *>(?!>>) +[^\n]*)*\n?)/,
  ([raw], state) => {
    const inner = /^ *>>>/.test(raw) ? raw.replace(/^ *>>> ?/, '') : raw.replace(/^ *> ?/gm, '');
    return `<div class="quote"><i></i><blockquote>${parse(inner, { ...state, inQuote: true }) || ' '}</blockquote></div>`;
  },
  ({ inQuote, inLink, last }) => !inQuote && !inLink && (last === null || /\n *$|^$/.test(last)),
);

const heading = rule(
  /^ *(#{1,3})\s+((?!#)[^\n]+?)#*\s*(?:\n|$)/,
  (match, state) => {
    const tag = `h${group(match).length}`;
    return `<${tag}>${parse(group(match, 2), state)}</${tag}>`;
  },
  (state) =>
    /^(content|description)$/.test(state.place) && !state.listDepth && !state.inLink && atLineStart(state),
);

const subtext = rule(
  /^-# +(?!-#)([^\n]+)\n?/,
  wrap('small'),
  (state) => !isTitle(state) && !state.inLink && atLineStart(state),
);

/** A list of items that begin with `- `, `* ` or `1. `; indented text belongs to the item above it. */
const list: Rule = (text, state) => {
  if (isTitle(state) || state.inLink || state.listDepth > 10) return;
  if (state.last !== null && !/\n *$/.test(state.last)) return;
  const bullet = /^([*-]|\d+\.) /;
  const kind = bullet.exec(text)?.[1];
  if (!kind) return;
  const lines = text.split(/(?<=\n)/);
  const end = lines.findIndex((line, index) => index > 0 && !/^ /.test(line) && !bullet.test(line));
  const items: string[] = [];
  for (const line of end < 0 ? lines : lines.slice(0, end)) {
    if (bullet.test(line)) items.push(line.replace(/^([*-]|\d+\.) +/, ''));
    else items.push((items.pop() ?? '') + line.replace(new RegExp(`^ {1,${kind.length + 1}}`), ''));
  }
  const inner = (item: string) =>
    parse(item.trimEnd(), { ...state, listDepth: state.listDepth + 1, last: null });
  const tag = kind.length > 1 ? 'ol' : 'ul';
  const start = kind.length > 1 ? ` start="${Math.max(1, Number.parseInt(kind, 10))}"` : '';
  return {
    raw: (end < 0 ? lines : lines.slice(0, end)).join(''),
    html: () => `<${tag}${start}>${items.map((item) => `<li>${inner(item)}</li>`).join('')}</${tag}>`,
  };
};

const codeBlock = rule(
  /^```(?:[a-z0-9_+\-.#]+?\n)?\n*([^\n][\s\S]*?)\n*```\n?/i,
  (match) => `<pre><code>${escapeHtml(group(match))}</code></pre>`,
  (state) => !isTitle(state) && !state.inLink,
);

/** Emphasis. The longest match wins; ties go to italics, then bold, then underline. */
const emphasis: Rule = (text, state) => {
  const styles = [
    { tag: 'em', pattern: /^_((?:__|\\[\s\S]|[^\\_])+?)_(?!\w)/ },
    {
      tag: 'em',
      pattern: /^\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)(?: {1,2})?\*(?!\*)/,
    },
    { tag: 'strong', pattern: /^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/ },
    { tag: 'u', pattern: /^__((?:\\[\s\S]|[^\\])+?)__(?!_)/ },
    { tag: 's', pattern: /^~~([\s\S]+?)~~(?!_)/ },
  ];
  return styles
    .map(({ tag, pattern }) => rule(pattern, wrap(tag))(text, state))
    .filter((found) => found !== undefined)
    .toSorted((a, b) => b.raw.length - a.raw.length)[0];
};

/** A masked link, `[label](url)`; shown as plain text if the label contains a URL. */
const maskedLink = rule(
  /^\[((?:\[[^\]]*\]|[^[\]]|\](?=[^[]*\]))*)\]\(\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?(?:\s+['"][\s\S]*?['"])?\s*\)/,
  (match, state) => {
    const [raw, text = '', target = ''] = match;
    const url = target.replace(/\\([^0-9A-Za-z\s])/g, '$1');
    if (!text.trim() || /https?:\/\//.test(text) || !isLink(url)) return plainToHtml(raw);
    return `<a href="${escapeHtml(url)}">${parse(text, { ...state, inLink: true })}</a>`;
  },
  (state) => !isTitle(state) && !state.inLink,
);

const link = (url: string) =>
  isLink(url) ? `<a href="${escapeHtml(url)}">${escapeHtml(url)}</a>` : escapeHtml(url);
const takesLinks = ({ place, inLink }: State) => place !== 'linked-title' && !inLink;
const pointedLink = rule(/^<([^: >]+:\/[^ >]+)>/, (match) => link(group(match)), takesLinks);

/** A bare URL, without trailing punctuation and without an unmatched closing bracket. */
const bareLink: Rule = (text, state) => {
  let url = takesLinks(state) ? text.match(/^(?:https?|steam):\/\/[^\s<]+[^<.,:;"'\]\s]/)?.[0] : undefined;
  if (!url) return;
  const count = (character: string) => url?.split(character).length ?? 0;
  while (url.endsWith(')') && count(')') > count('(')) url = url.slice(0, -1);
  const raw = url;
  return { raw, html: () => link(raw) };
};

function isLink(url: string): boolean {
  return URL.canParse(url) && /^(https?|steam|discord):/.test(url);
}

function timestamp(match: RegExpExecArray, { now }: State): string {
  const at = new Date(Number(group(match)) * 1000);
  if (Number.isNaN(at.getTime())) return escapeHtml(match[0]);
  return `<span class="timestamp">${timeText(at, group(match, 2), now)}</span>`;
}

const mention = (text: string) => `<span class="mention">${escapeHtml(text)}</span>`;
const takesMentions = (state: State) => !isTitle(state) && !state.inLink;

/** The rules, in the order in which the client tries them. */
const RULES: readonly Rule[] = [
  heading,
  subtext,
  list,
  quote,
  codeBlock,
  rule(/^<a?:(\w+):\d+>/, (match) => `<span class="emoji custom" title=":${group(match)}:"></span>`),
  rule(
    /^\\([^0-9A-Za-z\s])/u,
    (match) => plainToHtml(group(match)),
    ({ inLink }) => !inLink,
  ),
  pointedLink,
  bareLink,
  maskedLink,
  emphasis,
  rule(/^(`+)([\s\S]*?[^`])\1(?!`)/, (match) => {
    return `<code>${escapeHtml(group(match, 2).replace(/^ (?= *`)|(` *) $/g, '$1'))}</code>`;
  }),
  rule(/^\|\|([\s\S]+?)\|\|/, (match, state) => `<span class="spoiler">${parse(group(match), state)}</span>`),
  rule(/^<@!?(\d+)>/, () => mention('@독자'), takesMentions),
  rule(/^<@&(\d+)>/, () => mention('@역할'), takesMentions),
  rule(/^@(?:everyone|here)/, ([raw]) => mention(raw), takesMentions),
  rule(
    /^<#(\d+)>/,
    () => mention('# 채널'),
    ({ inLink }) => !inLink,
  ),
  rule(
    /^<\/([^:>]+):\d+>/,
    (match) => mention(`/${group(match)}`),
    ({ inLink }) => !inLink,
  ),
  rule(/^<t:(-?\d+)(?::([tTdDfFR]))?>/, timestamp),
  rule(/^¯\\_\(ツ\)_\/¯/, ([raw]) => escapeHtml(raw)),
  rule(/^:([^\s:]+):/, ([raw, name = '']) => plainToHtml(SHORTCODES[name] ?? raw)),
];
