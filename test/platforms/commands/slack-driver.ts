import { expect } from 'vitest';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { commandWording } from '../../../src/i18n/ko/command.ts';
import { fromSlackValue } from '../../../src/render/slack-text.ts';
import {
  defaultChannelId,
  type Handle,
  type SlackServer,
  type StoredMessage,
} from '../../emulators/slack/index.ts';
import { GROUP } from './discord-driver.ts';
import {
  type Driver,
  type Person,
  type Pressed,
  type RestClient,
  type Shown,
  type ShownCard,
  toLine,
} from './driver.ts';

export const SLACK_CHANNELS = { papers: defaultChannelId, quiet: 'C0QUIET', hall: 'C0HALL' } as const;

interface Span {
  readonly type: string;
  readonly text: string;
  readonly url?: string;
}
interface Element {
  readonly type: string;
  readonly action_id?: string;
  readonly value?: string;
  readonly text?: { readonly text: string };
  readonly accessibility_label?: string;
}
interface Block {
  readonly type: string;
  /** The button of a paper in a list. */
  readonly accessory?: Element;
  readonly text?: { readonly text: string };
  readonly elements?: readonly { readonly type: string; readonly elements: readonly Span[]; text: string }[];
}

export function createSlackDriver(
  slack: SlackServer,
  { until }: { until: <T>(work: Promise<T>) => Promise<T> },
): Driver {
  const idOf = ({ number, manages }: Person) => {
    const id = `U${number}`;
    if (manages) slack.setUser(id, { isAdmin: true });
    return id;
  };
  const whereabouts = ({ person, where = 'papers' }: RestClient) => ({
    channelId: SLACK_CHANNELS[where],
    userId: idOf(person),
  });
  const isPrivate = ({ ts }: StoredMessage, { where = 'papers' }: RestClient) =>
    !slack.messages(SLACK_CHANNELS[where]).some((message) => message.ts === ts);
  const show = (message: StoredMessage, client: RestClient): Shown =>
    toShown(message, isPrivate(message, client));
  const answerTo = async (client: RestClient, { answered }: Handle) => show(await until(answered), client);

  async function type(client: RestClient, text: string): Promise<Shown> {
    return answerTo(client, slack.interact.command({ ...whereabouts(client), text }));
  }

  /** Resolves to the result of a press: an answer, or a message in the channel. */
  async function pressed(client: RestClient, handle: Handle, before: number, ts: string): Promise<Pressed> {
    const { channelId } = whereabouts(client);
    let answer: StoredMessage | undefined;
    handle.answered.then(
      (message) => {
        answer = message;
      },
      () => {},
    );
    const message = slack.until(() => answer ?? slack.messages(channelId)[before]);
    const shown = show(await until(message), client);
    return { ...shown, isInPlace: shown.id === ts };
  }

  /**
   * Requests the answer with the menu for an option; resolves to what identifies the menu, or null if there is none.
   */
  async function openMenu(client: RestClient, command: string, option: string) {
    const actionId = `pick:${command}:${option}`;
    // Without options, subscribe opens a form instead of answering.
    const holder = { search: 'fields', subscribe: 'subscribe votes:0' }[command] ?? command;
    const message = await until(slack.interact.command({ ...whereabouts(client), text: holder }).answered);
    return JSON.stringify(message.blocks).includes(`"${actionId}"`)
      ? { ...whereabouts(client), actionId, message: message.ts }
      : null;
  }

  return {
    name: 'slack',
    hasLines: true,
    use: (client, ask) => type(client, toLine(ask)),
    force: (client, ask) => type(client, toLine(ask)),
    type,
    press(client, { id, buttons }, label) {
      const button = buttons.find((known) => known.label === label);
      const before = slack.messages(whereabouts(client).channelId).length;
      const actionId = button?.id ?? `no button ${label}`;
      const press = { ...whereabouts(client), message: id, actionId };
      return pressed(client, slack.interact.button(press), before, id);
    },
    async forge(client, line) {
      const { channelId, userId } = whereabouts(client);
      const { ts } = await until(slack.interact.command({ channelId, userId, text: 'help' }).answered);
      const before = slack.messages(channelId).length;
      const handle = slack.interact.raw({
        ...{ type: 'block_actions', api_app_id: slack.appId, token: 'x' },
        ...{ user: { id: userId, name: userId }, team: { id: slack.teamId }, channel: { id: channelId } },
        ...{ container: { type: 'message', message_ts: ts, channel_id: channelId, is_ephemeral: true } },
        actions: [{ type: 'button', block_id: 'b', action_ts: '1.1', action_id: 'line:0', value: line }],
      });
      return pressed(client, handle, before, ts);
    },
    async offers(client, command, option, typed) {
      const menu = await openMenu(client, command, option);
      if (!menu || !typed) return null;
      const options = await until(slack.interact.options({ ...menu, value: typed }));
      return options.map(({ value }) => String(value));
    },
    async pick(client, command, option, value) {
      const menu = await openMenu(client, command, option);
      if (!menu) throw new Error(`There is no menu for ${command} ${option}`);
      return answerTo(client, slack.interact.select({ ...menu, value }));
    },
    posted: async () => slack.messages(SLACK_CHANNELS.papers).map((message) => toShown(message, false)),
    sharer: (person) => commandWording.sharedBy(idOf(person).toLowerCase()),
  };
}

export function toShown({ blocks = [], ts }: StoredMessage, isPrivate: boolean): Shown {
  const all = blocks as unknown as readonly Block[];
  const isItem = ({ accessory }: Block) => accessory?.type === 'button';
  const actions = all.filter(({ type }) => type === 'actions');
  const elements = [
    ...all.filter(isItem).map(({ accessory }) => accessory),
    ...actions.flatMap(({ elements }) => elements ?? []),
  ] as unknown as readonly Element[];
  const cards: Block[][] = [[]];
  for (const block of all) {
    if (block.type === 'divider') cards.push([]);
    // The footer of a list stands below its papers.
    else if (block.type === 'context' && cards.at(-1)?.some(isItem)) cards[0]?.push(block);
    else if (block.type !== 'actions') cards.at(-1)?.push(block);
  }
  return {
    cards: cards.map((card) => (card.some(isItem) ? toItem(card) : toCard(card))),
    buttons: elements.flatMap(({ value, text, accessibility_label: name, action_id: id }) =>
      value ? [{ label: name ?? text?.text ?? '', line: fromSlackValue(value), ...(id ? { id } : {}) }] : [],
    ),
    isPrivate,
    id: ts,
  };
}

/** Reads a paper of a list: a section with a title, `3. <url|words> *<url|words>*`, and rich text with a line each. */
function toItem([section, text]: readonly Block[]): ShownCard {
  const links = new Set<string>();
  const title = (section?.text?.text ?? '').replace(
    /(\*?)<([^|>]+)\|([^<>]*)>\1/g,
    (_all, _mark, address, words) => {
      links.add(address);
      return words;
    },
  );
  expect(title, 'marks that nobody escaped').not.toMatch(/[<>]/);
  const spans = (text?.elements ?? []).flatMap((part) => part.elements ?? []);
  const words = spans.map((span) => span.text).join('');
  return { title: unescapeMrkdwn(title), words: words.split('\n'), links: [...links] };
}

function toCard(blocks: readonly Block[]): ShownCard {
  const links: string[] = [];
  const [title = '', ...words] = blocks.flatMap(({ type, elements = [] }) => {
    if (type === 'context') return elements.map((element) => element.text);
    return elements.flatMap((part) => (part.elements ?? []).flatMap((span) => readSpan(span, links)));
  });
  return { title, words: words.filter(Boolean), links: links.toSorted() };
}

const unescapeMrkdwn = (text: string) =>
  text.replace(/&(amp|lt|gt);/g, (_all, name) => ({ amp: '&', lt: '<', gt: '>' })[name as 'amp'] ?? '');

function readSpan({ type, text, url }: Span, links: string[]): string[] {
  if (url) links.push(url);
  if (type === 'usergroup') return [GROUP];
  expect(['text', 'link'], 'a span that is neither').toContain(type);
  const isButton = [cardWording.buttons.pdf, cardWording.buttons.page, cardWording.buttons.code].some(
    (label) => url && label === text,
  );
  // Spans of whitespace and middle dots only separate other spans.
  return isButton || /^[\s·]*$/.test(text) ? [] : [text];
}
