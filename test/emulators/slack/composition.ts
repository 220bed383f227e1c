import {
  all,
  any,
  byType,
  type Check,
  flag,
  isObject,
  list,
  mentionsIn,
  oneOf,
  shape,
  text,
  webUrl,
} from './form.ts';

// Limits: docs.slack.dev/reference/block-kit/composition-objects, as quoted in @slack/types'
// composition-objects.d.ts.

const counted =
  (isMarkup: boolean): Check =>
  (form, _path, value) => {
    const said = isObject(value) && typeof value.text === 'string' ? value.text : '';
    form.textLength += said.length;
    if (isMarkup) form.mentions.push(...mentionsIn(said));
  };

/** Accepts a `plain_text` object of at most `max` characters. */
export const plainText = (max: number): Check =>
  all(byType({ plain_text: shape({ type: any, text: text(max) }, { emoji: flag }) }), counted(false));

const markup = (max: number): Check =>
  all(shape({ type: any, text: text(max) }, { verbatim: flag }), counted(true));

/** Accepts a `plain_text` or `mrkdwn` object of at most `max` characters. */
export const textObject = (max: number): Check => byType({ plain_text: plainText(max), mrkdwn: markup(max) });

/** A confirmation dialog. */
export const confirm: Check = shape(
  { text: textObject(300) },
  { title: plainText(100), confirm: plainText(30), deny: plainText(30), style: oneOf('primary', 'danger') },
);

const optionWith = (said: Check, more: Record<string, Check> = {}): Check =>
  shape({ text: said, value: text(75) }, { description: plainText(75), ...more });

/** An option of a select menu. */
export const option: Check = optionWith(plainText(75));
/** An option of checkboxes or radio buttons; its text can be mrkdwn. */
export const choiceOption: Check = optionWith(textObject(75));
/** An option of an overflow menu; it can have a URL. */
export const overflowOption: Check = optionWith(plainText(75), { url: webUrl });

export const optionGroup: Check = shape({ label: plainText(75), options: list(option, 1, 100) });

/** Requires exactly one of `options` and `option_groups`. */
export const optionsOrGroups: Check = (form, path, value) => {
  if (isObject(value) && (value.options === undefined) === (value.option_groups === undefined))
    form.add(path, 'must provide either options or option_groups');
};

/** Accepts an image with either `image_url` or `slack_file`. An `image_url` is recorded, because Slack fetches it. */
export const image = (required: Record<string, Check>, optional: Record<string, Check> = {}): Check =>
  all(
    shape(
      { type: any, alt_text: text(2000), ...required },
      { image_url: webUrl, slack_file: shape({}, { id: text(255), url: webUrl }), ...optional },
    ),
    (form, path, value) => {
      if (!isObject(value)) return;
      if ((value.image_url === undefined) === (value.slack_file === undefined))
        form.add(path, 'must provide either image_url or slack_file');
      if (typeof value.image_url === 'string') form.images.push({ url: value.image_url, path });
    },
  );
