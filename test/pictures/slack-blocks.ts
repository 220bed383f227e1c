import { escapeHtml, plainToHtml, SHORTCODES } from './discord-text.ts';
import { breaksToHtml, linkHtml, mrkdwnToHtml, namedEmoji } from './slack-mrkdwn.ts';

interface TextObject {
  readonly type: string;
  readonly text: string;
  readonly emoji?: boolean;
  readonly verbatim?: boolean;
}

interface Picture {
  readonly type: string;
  readonly image_url: string;
  readonly alt_text: string;
}

interface Span {
  readonly type: string;
  readonly text?: string;
  readonly url?: string;
  readonly name?: string;
  readonly channel_id?: string;
  readonly style?: Readonly<Partial<Record<'bold' | 'italic' | 'strike' | 'code', boolean>>>;
}

interface RichPart {
  readonly type: string;
  readonly elements: readonly (Span | RichPart)[];
  /** Set only for lists. */
  readonly style?: 'bullet' | 'ordered';
  readonly indent?: number;
}

interface Control {
  readonly type: string;
  readonly text?: TextObject;
  readonly style?: 'primary' | 'danger';
  readonly placeholder?: TextObject;
}

interface SectionBlock {
  readonly text?: TextObject;
  readonly fields?: readonly TextObject[];
  readonly accessory?: Picture | Control;
}

type Part = TextObject | Picture | RichPart | Control;
type Drawer<Item> = (item: Item) => string;

/** Any Slack block; rendering an unsupported one throws. */
export type SlackBlock = { readonly type: string } & Readonly<Record<string, unknown>>;

const STYLE_TAGS = { bold: 'strong', italic: 'em', strike: 's', code: 'code' } as const;

const DRAWERS: Readonly<Record<string, Drawer<never>>> = {
  section: ({ text, fields = [], accessory }: SectionBlock) => {
    const cells = fields.map((field) => `<div>${textToHtml(field)}</div>`).join('');
    const words = `${text ? textToHtml(text) : ''}${cells && `<div class="fields">${cells}</div>`}`;
    return `<div class="words">${words}</div>${accessory ? accessoryHtml(accessory) : ''}`;
  },
  rich_text: ({ elements }: { elements: readonly RichPart[] }) => elements.map(richPartHtml).join(''),
  context: ({ elements }: { elements: readonly (TextObject | Picture)[] }) =>
    elements
      .map((part) => ('text' in part ? `<span>${textToHtml(part)}</span>` : pictureHtml(part)))
      .join(''),
  actions: ({ elements }: { elements: readonly Control[] }) => elements.map(controlHtml).join(''),
  header: ({ text }: { text: TextObject }) => textToHtml(text),
  divider: () => '<hr>',
  image: (picture: Picture) => pictureHtml(picture),
};

/** Renders one block as Slack's desktop client does. */
export function blockToHtml(block: SlackBlock): string {
  const draw = DRAWERS[block.type] as Drawer<SlackBlock> | undefined;
  if (!draw) throw new Error(`No picture of a block "${block.type}" yet`);
  return `<div class="block ${block.type}">${draw(block)}</div>`;
}

/** Renders an emoji by its Slack name; an unknown name is shown between colons. */
export const emojiHtml = (name: string): string =>
  `<span class="emoji">${escapeHtml(SHORTCODES[name] ?? `:${name}:`)}</span>`;

function textToHtml({ type, text, emoji = false, verbatim = false }: TextObject): string {
  if (type === 'mrkdwn') return mrkdwnToHtml(text, { verbatim });
  return breaksToHtml(plainToHtml(emoji ? namedEmoji(text) : text));
}

function accessoryHtml(part: Part): string {
  return part.type === 'image'
    ? `<div class="accessory">${pictureHtml(part as Picture)}</div>`
    : `<div class="control">${controlHtml(part as Control)}</div>`;
}

const pictureHtml = ({ image_url, alt_text }: Picture) =>
  `<img src="${escapeHtml(image_url)}" alt="${escapeHtml(alt_text)}">`;

function richPartHtml(part: RichPart): string {
  const { type, elements, indent = 0 } = part;
  if (type === 'rich_text_list') {
    const tag = part.style === 'ordered' ? 'ol' : 'ul';
    const items = elements.map((item) => `<li>${spansHtml((item as RichPart).elements)}</li>`);
    return `<${tag} style="--indent:${indent}">${items.join('')}</${tag}>`;
  }
  const tag = { rich_text_section: 'p', rich_text_quote: 'blockquote', rich_text_preformatted: 'pre' }[type];
  if (!tag) throw new Error(`No picture of a "${type}" yet`);
  return `<${tag}>${spansHtml(elements)}</${tag}>`;
}

const spansHtml = (spans: RichPart['elements']) =>
  breaksToHtml(spans.map((span) => spanHtml(span as Span)).join(''));

/** Renders a span of rich text. Its text is shown verbatim, because rich text has no markup. */
function spanHtml({ type, text, url = '', name = '', channel_id = '', style = {} }: Span): string {
  if (type === 'emoji') return emojiHtml(name);
  // The channels in our pictures are named as their ids: C0PAPERS.
  if (type === 'channel') return `<span class="mention">#${channel_id.slice(2).toLowerCase()}</span>`;
  if (type !== 'text' && type !== 'link') throw new Error(`No picture of a span "${type}" yet`);
  const words = plainToHtml(text ?? url);
  const styled = Object.entries(STYLE_TAGS)
    .filter(([key]) => style[key as keyof typeof STYLE_TAGS])
    .reduce((html, [, tag]) => `<${tag}>${html}</${tag}>`, words);
  return type === 'link' ? linkHtml(url, styled) : styled;
}

function controlHtml({ type, text, style = '' as never, placeholder }: Control): string {
  if (type === 'button') return `<span class="button ${style}">${text ? textToHtml(text) : ''}</span>`;
  if (!type.endsWith('_select')) throw new Error(`No picture of a control "${type}" yet`);
  return `<span class="select"><span>${placeholder ? textToHtml(placeholder) : ''}</span><i></i></span>`;
}
