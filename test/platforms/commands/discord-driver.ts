import { expect } from 'vitest';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { commandWording } from '../../../src/i18n/ko/command.ts';
import {
  type CommandCall,
  type DiscordServer,
  defaultChannelId,
  defaultGuildId,
  type InteractionHandle,
  type StoredMessage,
} from '../../emulators/discord/index.ts';
import type { Driver, Person, Pressed, RestClient, Shown, ShownCard } from './driver.ts';

// biome-ignore lint/suspicious/noExplicitAny: deliberately wrong payloads.
type Fields = Record<string, any>;

export const DISCORD_CHANNELS = {
  papers: defaultChannelId,
  quiet: '300000000000000002',
  hall: '300000000000000003',
} as const;
const EPHEMERAL = 64;
const KINDS = { command: 2, button: 3, subcommand: 1, text: 3, whole: 4 };
/** How tests read a mention in an answer, which shows the name of a role or user group. */
export const GROUP = '(role or group)';
/** Matches a markup character without a backslash before it, or the start of a URL. */
const MARK = /(?<!\\)(?:\\\\)*[*_~`|[\]<@]|https?:\/\//;

export function createDiscordDriver(
  discord: DiscordServer,
  { until }: { until: <T>(work: Promise<T>) => Promise<T> },
): Driver {
  const idOf = ({ number }: Person) => String(400000000000000000n + BigInt(number));
  const whereabouts = ({ person, where = 'papers' }: RestClient) => ({
    ...{ guildId: defaultGuildId, channelId: DISCORD_CHANNELS[where] },
    ...{ userId: idOf(person), manage: person.manages },
  });
  const isKorean = (command: string) => /[가-힣]/.test(command);
  const toCall = (client: RestClient, command: string): CommandCall => ({
    ...whereabouts(client),
    // In the member's app, the root command is in the same language as the subcommand.
    ...(isKorean(command) ? { name: '논문', locale: 'ko' } : { name: 'paper', locale: 'en-US' }),
    subcommand: command,
  });
  const answerTo = async ({ answered }: InteractionHandle) => toShown(await until(answered));

  /** Resolves to the result of a press: a changed message or a new one. */
  async function pressed(handle: InteractionHandle, id: string): Promise<Pressed> {
    let changed: StoredMessage | undefined;
    handle.answered.then(
      (message) => {
        changed = message;
      },
      () => {},
    );
    const shown = toShown(await until(discord.until(() => handle.followUps()[0] ?? changed)));
    return { ...shown, isInPlace: shown.id === id };
  }

  /** Sends a copy of a genuine payload, altered by `change`. */
  function forged(client: RestClient, change: (genuine: Fields) => Fields): InteractionHandle {
    discord.interact.command(toCall(client, 'help'));
    const { id: _id, token: _token, ...genuine } = (discord.gateway.events.at(-1) as { d: Fields }).d;
    return discord.interact.raw(change(structuredClone(genuine)));
  }

  return {
    name: 'discord',
    hasLines: false,
    use: (client, { command, given = {} }) =>
      answerTo(discord.interact.command({ ...toCall(client, command), options: given })),
    force: (client, { command, given = {} }) =>
      answerTo(
        forged(client, (genuine) => {
          const options = Object.entries(given).map(([name, value]) => ({
            ...{ name, value, type: typeof value === 'number' ? KINDS.whole : KINDS.text },
          }));
          const subcommand = { type: KINDS.subcommand, name: command, options };
          return { ...genuine, data: { ...genuine.data, options: [subcommand] } };
        }),
      ),
    type: () => Promise.reject(new Error('Discord has no lines')),
    press: (client, { id, buttons }, label) => {
      const button = buttons.find((known) => known.label === label);
      if (!button) throw new Error(`There is no button "${label}"`);
      return pressed(
        discord.interact.button({ ...whereabouts(client), message: id, customId: button.line }),
        id,
      );
    },
    async forge(client, line) {
      const { channelId } = whereabouts(client);
      const source = await until(discord.interact.command(toCall(client, 'help')).answered);
      return pressed(
        forged(client, (genuine) => ({
          ...{ ...genuine, type: KINDS.button, channel_id: channelId },
          data: { custom_id: line, component_type: 2 },
          message: { ...source, type: 20 },
        })),
        source.id,
      );
    },
    async offers(client, command, option, typed) {
      const call = { ...toCall(client, command), focused: option, value: typed };
      return (await until(discord.interact.autocomplete(call))).map(({ value }) => String(value));
    },
    pick: (client, command, option, value) =>
      answerTo(discord.interact.command({ ...toCall(client, command), options: { [option]: value } })),
    posted: async () => discord.messages(DISCORD_CHANNELS.papers).map(toShown),
    sharer: (person) => commandWording.sharedBy(`User ${idOf(person).slice(-4)}`),
  };
}

export function toShown(message: StoredMessage): Shown {
  const rows = message.components ?? [];
  const elements = rows.flatMap((row): Fields[] => ('components' in row ? row.components : []));
  expect(message.content, 'words outside of the cards').toBe('');
  expect([message.mention_everyone, message.mentions], 'pings').toEqual([false, []]);
  return {
    cards: message.embeds.flatMap(toCards),
    buttons: elements.flatMap(({ label, custom_id: line }) => (line ? [{ label, line }] : [])),
    isPrivate: (Number(message.flags) & EPHEMERAL) !== 0,
    id: message.id,
  };
}

/** The beginning of a paper in a list. */
const ITEM = /^(?:\*\*|\[\*\*)\d+\./;

/** Returns the card of an embed; for a list, its papers follow as cards of their own. */
function toCards({ description = '', ...embed }: StoredMessage['embeds'][number]): ShownCard[] {
  const parts = description.split('\n\n');
  const items = parts.filter((part) => ITEM.test(part));
  const rest = parts.filter((part) => !ITEM.test(part)).join('\n');
  return [
    toCard({ ...embed, description: rest }),
    ...items.map((item) => {
      const [title = '', ...lines] = item.split('\n');
      return toCard({ title, description: lines.join('\n') });
    }),
  ];
}

function toCard({
  title = '',
  url,
  description = '',
  fields = [],
  footer,
}: Partial<StoredMessage['embeds'][number]>): ShownCard {
  const links: string[] = url ? [url] : [];
  /** Removes our own markup from a line, then the backslashes before escaped characters. */
  const read = (line: string): string => {
    const bare = line
      .replace(/^<@&\d+>$/, GROUP)
      .replace(/^> /, '')
      .replace(/\\[\\*_~`|[\]<@#>+:-]|\*\*/g, (mark) => (mark === '**' ? '' : mark))
      // Discord shows backslashes in a link's text, so the text must not contain markup characters.
      .replace(/(?<!\\)\[([^\]\\*_~`|<@]*)\]\(([^)\s]*)\)/g, (_all, label, address) => {
        links.push(address);
        return label === cardWording.labels.links ? '' : label;
      })
      .trim();
    expect(bare, 'marks that nobody escaped').not.toMatch(MARK);
    return bare.replace(/\\([\\*_~`|[\]<@#>+:-])/g, '$1');
  };
  const shown: ShownCard = {
    title: read(title),
    words: [
      ...description.split('\n').map(read),
      // On Discord, the links are in a field with a label, which other platforms do not show.
      ...fields.flatMap(({ name, value }) => {
        const text = read(value);
        return name === cardWording.labels.links ? [] : [read(name), text];
      }),
      footer?.text ?? '',
    ].filter(Boolean),
    links: [],
  };
  return { ...shown, links: links.toSorted() };
}
