import type { StoredMessage as DiscordMessage } from '../emulators/discord/index.ts';
import type { StoredMessage as SlackMessage } from '../emulators/slack/index.ts';
import { sectionsOf } from '../platforms/slack/api/call-harness.ts';

/** One line of a ranking as members see it. */
export interface Line {
  readonly label: string;
  readonly title: string;
}

type Embeds = Pick<DiscordMessage, 'embeds'>;
type Blocks = Pick<SlackMessage, 'blocks'>;

const fieldsOf = ({ embeds }: Embeds) => embeds[0]?.fields ?? [];

export const discordLines = (message: Embeds): Line[] =>
  fieldsOf(message).map(({ name, value }) => ({
    label: name,
    title: value.replace(/^\[(.*)\]\(.*\)$/, '$1').replaceAll('\\', ''),
  }));

/** Returns the links of a ranking's lines. */
export const discordLinks = (message: Embeds): string[] =>
  fieldsOf(message).map(({ value }) => value.match(/\((https:[^)]*)\)$/)?.[1] ?? value);

export const slackLines = (message: Blocks): Line[] =>
  sectionsOf(message)
    .filter(({ label }) => label)
    .map(({ label, text }) => ({ label, title: text }));

/** Returns the links of a ranking's title and lines. */
export const slackLinks = ({ blocks = [] }: Blocks): string[] =>
  [...JSON.stringify(blocks).matchAll(/"type":"link","url":"([^"]+)"/g)].map(([, url]) => url as string);
