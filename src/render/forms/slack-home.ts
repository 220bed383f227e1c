import type { PlaceOverview } from '../../command/listener.ts';
import { slackHomeWording } from '../../i18n/ko/slack-form.ts';
import { plainText, type SlackBlock } from '../slack-block.ts';

/** The Home of the app (reference/views/home-tab-views). */
export interface SlackHome {
  readonly type: 'home';
  readonly blocks: readonly SlackBlock[];
}

/** The beginning of the action id of a channel's button in the Home; the channel's id follows. */
export const HOME_SETTINGS = 'home:';
/** The maximum number of channels shown: each takes three blocks of the hundred that a Home can have. */
const MAX_CHANNELS = 30;

const section = (text: string): SlackBlock => ({ type: 'section', text: plainText(text) });
const text = (words: string) => ({ type: 'text', text: words });

/** Renders what the channels of a workspace get, and how to begin. Slack shows a channel's name only to its members. */
export function homeToSlack(places: readonly PlaceOverview[]): SlackHome {
  const { title, intro, none, channels, more } = slackHomeWording;
  const shown = places.slice(0, MAX_CHANNELS);
  return {
    type: 'home',
    blocks: [
      { type: 'header', text: plainText(title) },
      section(intro),
      { type: 'header', text: plainText(channels) },
      ...(shown.length === 0 ? [section(none)] : shown.flatMap(placeToBlocks)),
      ...(places.length > shown.length ? [section(more(places.length - shown.length))] : []),
    ],
  };
}

function placeToBlocks({ channel, state, settings, next }: PlaceOverview): SlackBlock[] {
  const lines = [state, settings, ...(next ? [next] : [])];
  return [
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [{ type: 'channel', channel_id: channel }, text('\n'), text(lines.join('\n'))],
        },
      ],
    },
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: `${HOME_SETTINGS}${channel}`,
          text: plainText(slackHomeWording.settings),
        },
      ],
    },
    { type: 'divider' },
  ];
}
