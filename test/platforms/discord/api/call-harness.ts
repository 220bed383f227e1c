import { ChannelType, type REST } from 'discord.js';
import { onTestFinished } from 'vitest';
import type { Place } from '../../../../src/domain/subscription/subscription.ts';
import type { Clock } from '../../../../src/lib/clock.ts';
import { createDiscordCall, type DiscordCall } from '../../../../src/platforms/discord/api/call.ts';
import { createRest } from '../../../../src/platforms/discord/api/client.ts';
import type { RequestRateLimiter } from '../../../../src/platforms/discord/api/rate-limiter.ts';
import type { KnownChannels } from '../../../../src/platforms/discord/forum.ts';
import {
  createDiscordInitialReactions,
  type DiscordInitialReactionsDeps,
} from '../../../../src/platforms/discord/initial-reactions.ts';
import { createDiscordPublisher } from '../../../../src/platforms/discord/publisher.ts';
import type { Address, Publisher } from '../../../../src/ports/publisher.ts';
import {
  type DiscordOptions,
  type DiscordServer,
  defaultChannelId,
  defaultGuildId,
  type Fault,
  startDiscord,
} from '../../../emulators/discord/index.ts';
import { createHeldClock, createTestClock, type TestClock } from '../../../fixtures/clock.ts';
import { createTestLog } from '../../../fixtures/log.ts';
import { makeDirectRequest } from '../../../fixtures/network.ts';

export const CHANNEL: Place = { platform: 'discord', workspace: defaultGuildId, channel: defaultChannelId };

/** What the gateway tells in servers that have only text channels, and if it tells nothing. */
export const textChannels: KnownChannels = { typeOf: () => ChannelType.GuildText };
export const unknownChannels: KnownChannels = { typeOf: () => undefined };

/** A rate limiter without limits: these tests check what is sent, not how fast. */
export const noTurns: RequestRateLimiter = (_signal, request) => request();

/** One process, with the real REST client and without state shared with other processes. */
export interface Connected {
  readonly rest: REST;
  readonly call: DiscordCall;
  readonly publisher: Publisher;
  readonly log: ReturnType<typeof createTestLog>;
  readonly stop: AbortController;
}

/** Connects a process. Initial reactions have their own clock, so their retries do not advance the test's clock. */
export function connect(
  { url, token }: Pick<DiscordServer, 'url' | 'token'>,
  clock: Clock,
  reactionsClock: Clock = createHeldClock(clock),
  channels: KnownChannels = textChannels,
): Connected {
  const rest = createRest(token, url, noTurns, makeDirectRequest);
  const stop = new AbortController();
  const log = createTestLog();
  const call = createDiscordCall({ rest, clock, signal: stop.signal });
  const { signal } = stop;
  const addInitialReactions = createDiscordInitialReactions({ call, clock: reactionsClock, log, signal });
  const publisher = createDiscordPublisher({ call, channels, addInitialReactions, clock });
  return { rest, call, stop, log, publisher };
}

export const createPublisher = (parts: DiscordInitialReactionsDeps): Publisher =>
  createDiscordPublisher({
    ...parts,
    channels: textChannels,
    addInitialReactions: createDiscordInitialReactions(parts),
  });

export interface DiscordStage extends Connected {
  readonly discord: DiscordServer;
  /** Shared with the server; a sleep advances it without waiting. */
  readonly clock: TestClock;
  /** The address of the channel; `since` is the time of the setup. */
  readonly to: Address;
}

/** Starts a loopback Discord and connects one process; the caller closes `discord`. */
export async function openDiscordStage(options: DiscordOptions = {}): Promise<DiscordStage> {
  const clock = createTestClock();
  const discord = await startDiscord({ now: clock.now, ...options });
  return { discord, clock, ...connect(discord, clock), to: addressOf(CHANNEL, clock) };
}

/** Opens a stage as `openDiscordStage` does, and closes it after the test. */
export async function createDiscordStage(options?: DiscordOptions): Promise<DiscordStage> {
  const stage = await openDiscordStage(options);
  onTestFinished(stage.discord.close);
  return stage;
}

export const addressOf = (place: Place, clock: Clock, parentId: string | null = null): Address => ({
  place,
  parentId,
  since: clock.now(),
});

/** Returns a fault that responds with an error in Discord's format. */
export const answerWith = (status: number, code: number, message = `code ${code}`): Fault => ({
  kind: 'status',
  status,
  body: { message, code },
});
