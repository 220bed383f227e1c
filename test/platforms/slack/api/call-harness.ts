import { onTestFinished } from 'vitest';
import type { Place } from '../../../../src/domain/subscription/subscription.ts';
import type { Clock } from '../../../../src/lib/clock.ts';
import { splitMessageId } from '../../../../src/platforms/shared/message-id.ts';
import { createSlackCall, type SlackCall } from '../../../../src/platforms/slack/api/call.ts';
import { createChannelRateLimiter } from '../../../../src/platforms/slack/api/rate-limiter.ts';
import { createSlackInitialReactions } from '../../../../src/platforms/slack/initial-reactions.ts';
import { createSlackPublisher, type SlackPublisherDeps } from '../../../../src/platforms/slack/publisher.ts';
import type { Address, Publisher } from '../../../../src/ports/publisher.ts';
import {
  defaultChannelId,
  defaultTeamId,
  type SlackOptions,
  type SlackServer,
  type StoredMessage,
  startSlack,
} from '../../../emulators/slack/index.ts';
import { createTestClock, type TestClock } from '../../../fixtures/clock.ts';
import { createTestLog } from '../../../fixtures/log.ts';
import { directFetch } from '../../../fixtures/network.ts';

export const CHANNEL: Place = { platform: 'slack', workspace: defaultTeamId, channel: defaultChannelId };

/** One process, with the real client and without state shared with other processes. */
export interface Connected {
  readonly call: SlackCall;
  /** What the publisher is made of. */
  readonly parts: SlackPublisherDeps;
  readonly publisher: Publisher;
  readonly log: ReturnType<typeof createTestLog>;
  readonly stop: AbortController;
}

export function connect(
  { url, botToken }: Pick<SlackServer, 'url' | 'botToken'>,
  clock: Clock,
  reactionsClock = clock,
): Connected {
  const stop = new AbortController();
  const log = createTestLog();
  const call = createSlackCall(botToken, url, stop.signal, directFetch);
  const { signal } = stop;
  const rateLimiter = createChannelRateLimiter({ clock, signal });
  const addInitialReactions = createSlackInitialReactions({ call, clock: reactionsClock, log, signal });
  const parts = { call, rateLimiter, addInitialReactions, log };
  return { call, parts, stop, log, publisher: createSlackPublisher(parts) };
}

export interface SlackStage extends Connected {
  readonly slack: SlackServer;
  /** Shared with the server; a sleep advances it without waiting. */
  readonly clock: TestClock;
  /** The address of the channel; `since` is the time of the setup. */
  readonly to: Address;
}

/** Starts a loopback Slack and connects one process; the caller closes `slack`. */
export async function openSlackStage(options: SlackOptions = {}): Promise<SlackStage> {
  const clock = createTestClock();
  const slack = await startSlack({ now: clock.now, ...options });
  return { slack, clock, ...connect(slack, clock), to: addressOf(CHANNEL, clock) };
}

/** Opens a stage as `openSlackStage` does, and closes it after the test. */
export async function createSlackStage(options?: SlackOptions): Promise<SlackStage> {
  const stage = await openSlackStage(options);
  onTestFinished(stage.slack.close);
  onTestFinished(() => stage.stop.abort());
  return stage;
}

export const addressOf = (place: Place, clock: Clock, parentId: string | null = null): Address => ({
  place,
  parentId,
  since: clock.now(),
});

export function splitId(id: string): { readonly channel: string; readonly ts: string } {
  const { channelId: channel, messageId: ts } = splitMessageId(id);
  return { channel, ts };
}

/** Returns a mrkdwn text as readers see it. */
export const unescapeSlack = (text: string): string =>
  text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: '&', lt: '<', gt: '>' })[name as 'amp'] ?? '');

export interface Title {
  readonly text: string;
  readonly url: string | null;
}

interface Span {
  readonly text: string;
  readonly url?: string;
}

/** Returns a card's title, the first span of its text. */
export function titleOf({ blocks = [] }: Pick<StoredMessage, 'blocks'>): Title {
  const [first] = blocks as { elements?: { elements: Span[] }[] }[];
  const span = first?.elements?.[0]?.elements?.[0];
  return { text: span?.text ?? '', url: span?.url ?? null };
}

/** Returns the labelled texts of a card, which follow its title. */
export function sectionsOf({
  blocks = [],
}: Pick<StoredMessage, 'blocks'>): { label: string; text: string }[] {
  interface Part extends Span {
    readonly style?: { readonly bold?: boolean };
  }
  const all = blocks as unknown as { type: string; elements?: { type: string; elements: Part[] }[] }[];
  const sections = all
    .filter(({ type }) => type === 'rich_text')
    .flatMap(({ elements = [] }) => elements.filter(({ type }) => type === 'rich_text_section'));
  const parts: Part[][] = [];
  for (const { elements } of sections) {
    parts.push([]);
    // An empty line separates two texts.
    for (const span of elements) {
      if (span.text === '\n\n') parts.push([]);
      else parts.at(-1)?.push(span);
    }
  }
  return parts.slice(1).map((part) => {
    const said = (isLabel: boolean) =>
      part.filter(({ style }) => (style?.bold ?? false) === isLabel).map(({ text }) => text);
    const label = said(true).join('');
    const text = said(false).join('');
    return { label, text: label ? text.replace(/^[\n ]/, '') : text };
  });
}
