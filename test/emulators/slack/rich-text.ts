import {
  all,
  any,
  byType,
  type Check,
  flag,
  integer,
  isObject,
  list,
  oneOf,
  pattern,
  shape,
  text,
  webUrl,
} from './form.ts';

// Sources: docs.slack.dev/reference/block-kit/blocks/rich-text-block, and the RichText* types in @slack/types.

const style: Check = shape({}, { bold: flag, italic: flag, strike: flag, code: flag, underline: flag });
const mentionStyle: Check = shape(
  {},
  { bold: flag, italic: flag, strike: flag, highlight: flag, client_highlight: flag, unlink: flag },
);

const counted: Check = (form, _path, value) => {
  if (isObject(value) && typeof value.text === 'string') form.textLength += value.text.length;
};

/** Checks an element that notifies somebody, and records it as a mention. */
const pinging = (check: Check, name: (value: Record<string, unknown>) => unknown): Check =>
  all(check, (form, _path, value) => {
    if (isObject(value)) form.mentions.push(`${value.type} ${name(value)}`);
  });

const id = (letters: string) => pattern(new RegExp(`^[${letters}][A-Z0-9]+$`), 'a valid ID');

const plain: Check = all(shape({ type: any, text: text(Infinity) }, { style }), counted);
// Slack shows the URL if `text` is missing.
const link: Check = all(
  shape({ type: any, url: webUrl }, { text: text(Infinity), style, unsafe: flag }),
  counted,
);

const inline: Check = byType({
  text: plain,
  link,
  emoji: shape(
    { type: any, name: pattern(/^[a-z0-9_+'-]+$/, 'a valid emoji name') },
    { unicode: text(255), url: webUrl, skin_tone: integer(2, 6), style },
  ),
  user: pinging(shape({ type: any, user_id: id('UW') }, { style: mentionStyle }), (value) => value.user_id),
  usergroup: pinging(
    shape({ type: any, usergroup_id: id('S') }, { style: mentionStyle }),
    (value) => value.usergroup_id,
  ),
  broadcast: pinging(
    shape({ type: any, range: oneOf('here', 'channel', 'everyone') }, { style: mentionStyle }),
    (value) => value.range,
  ),
  channel: shape({ type: any, channel_id: id('CDG') }, { style: mentionStyle }),
  team: shape({ type: any, team_id: id('T') }, { style: mentionStyle }),
  color: shape({ type: any, value: pattern(/^#[0-9a-f]{6}$/i, 'a hex color') }, { style }),
  date: shape(
    {
      type: any,
      timestamp: integer(0, 1e11),
      format: pattern(/\{[a-z_]+\}/, 'a format with at least one token'),
    },
    { url: webUrl, fallback: text(Infinity), style },
  ),
});

const border = oneOf(0, 1);
// Slack refuses empty rich text (stoiveyp/Slack.NetStandard#100). Empty sections are refused here too, because
// they show nothing.
const section: Check = byType({
  rich_text_section: shape({ type: any, elements: list(inline, 1, Infinity) }),
});

const element: Check = byType({
  rich_text_section: section,
  rich_text_list: shape(
    { type: any, style: oneOf('bullet', 'ordered'), elements: list(section, 1, Infinity) },
    { indent: integer(0, 8), offset: integer(0, 1e6), border },
  ),
  rich_text_preformatted: shape(
    { type: any, elements: list(byType({ text: plain, link }), 1, Infinity) },
    { border, language: text(255) },
  ),
  rich_text_quote: shape({ type: any, elements: list(inline, 1, Infinity) }, { border }),
});

/** The elements of a `rich_text` block: sections, lists, quotes and preformatted text. */
export const richTextElements: Check = list(element, 1, Infinity);
