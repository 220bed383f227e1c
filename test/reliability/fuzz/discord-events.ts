import { EventEmitter } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { Client, Events, REST, WebSocketShard } from 'discord.js';
import fc from 'fast-check';
import { createPlaces } from '../../../src/app/places/places.ts';
import { createVoteSync } from '../../../src/app/votes/vote-sync.ts';
import type { Handlers } from '../../../src/command/listener.ts';
import { placeToId } from '../../../src/domain/subscription/subscription.ts';
import { createDiscordCall } from '../../../src/platforms/discord/api/call.ts';
import { clientOptions } from '../../../src/platforms/discord/api/client.ts';
import { type EventDeps, watchEvents } from '../../../src/platforms/discord/listener/events.ts';
import { toMessageId } from '../../../src/platforms/shared/message-id.ts';
import { createTestLog } from '../../fixtures/log.ts';
import { SETTINGS } from '../../fixtures/settings.ts';
import {
  CHANNEL,
  GUILD,
  INTERACTION_TOKEN,
  MESSAGE,
  type Packet,
  packet,
  READY,
  WELCOME,
} from './discord-packets.ts';
import { createWire, INTERACTION } from './discord-wire.ts';
import { must, type Target, tryCases } from './target.ts';
import { NOW, PAPERS, startTestBot } from './test-bot.ts';
import { edits, spoil } from './values.ts';

const TOKEN = 'MTEw.secret-of-the-fuzz';
const PLACE = { platform: 'discord', workspace: GUILD, channel: CHANNEL };
/** The number of idle event-loop turns after which all work counts as done. */
const IDLE = 8;

const cases = fc.record({
  packet,
  changes: fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 2, arbitrary: edits }),
  /** True if the packet arrives while discord.js is still waiting for guilds. */
  isEarly: fc.oneof(
    { weight: 9, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  isTwice: fc.boolean(),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

/**
 * Any gateway event, through the real discord.js and our listeners. Plain objects replace Discord, for
 * speed.
 */
export const discordEvents: Target = {
  name: 'Discord events',
  async run(count, seed) {
    const log = createTestLog();
    const testBot = await startTestBot(log);
    const { store, clock, signal } = testBot;
    const wire = createWire();
    let underway = 0;
    let used = 0;
    const counted =
      <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
      async (...args: A): Promise<T> => {
        underway += 1;
        return work(...args).finally(() => (underway -= 1));
      };
    const handled = <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
      counted((...args: A) => {
        used += 1;
        return work(...args);
      });
    const makeRequest = counted(wire.request) as never;
    const rest = new REST({ retries: 0, globalRequestsPerSecond: Number.POSITIVE_INFINITY, makeRequest });
    const call = createDiscordCall({ rest: rest.setToken(TOKEN), clock, signal });
    const voteSync = createVoteSync({ store, clock, log, signal });
    const places = createPlaces({ store, publishers: new Map(), clock, log, wake: () => {} });
    const handlers = {
      ...{ complete: testBot.responder.complete, vote: async () => null },
      respond: handled(testBot.responder.respond),
      keepShared: handled(testBot.responder.keepShared),
      ...{ onReaction: handled(voteSync.onReaction), recount: handled(voteSync.recount) },
      endPlaces: handled(places.endPlaces),
      resumePlaces: handled(places.resumePlaces),
    } as unknown as Handlers;
    const parts: EventDeps = {
      call: counted(call),
      addInitialReactions: async () => {},
      handlers,
      clock,
      log,
      signal,
    };
    await store.saveShared(placeToId(PLACE), PAPERS[0]?.id ?? '', toMessageId(PLACE, MESSAGE.id), NOW);
    const rested = async () => {
      for (let idle = 0; idle < IDLE; idle = underway > 0 ? 0 : idle + 1) await turn();
    };

    const unexpected: unknown[] = [];
    const onUnhandled = (error: unknown) => unexpected.push(error);
    process.on('unhandledRejection', onUnhandled).on('uncaughtException', onUnhandled);
    try {
      return await tryCases(
        this.name,
        cases,
        async (it: Case) => {
          const isPlain = it.changes.length === 0;
          const { t, d } = it.packet;
          const whole = t === 'INTERACTION_CREATE' ? { ...d, id: INTERACTION, token: INTERACTION_TOKEN } : d;
          const given = (
            isPlain ? { t, d: whole } : spoil({ t, d: whole }, it.changes)
          ) as Partial<Packet> | null;
          clock.advance(60_000);
          await store.subscribe(PLACE, SETTINGS, clock.now());
          rest.handlers.clear();
          log.lines.length = unexpected.length = 0;
          wire.reset(Number((given?.d as { type?: unknown } | undefined)?.type));

          const { client, tell } = openClient(makeRequest, parts);
          tell(READY);
          if (!it.isEarly) tell(WELCOME);
          await rested();
          used = 0;
          tell(given);
          // A resumed session can repeat events, but not interactions.
          if (it.isTwice && t !== 'INTERACTION_CREATE') tell(given);
          if (it.isEarly) tell(WELCOME);
          await rested();
          await client.destroy();

          must(unexpected.length === 0, 'it would end the process', unexpected.map(stackOf));
          must(wire.wrong.length === 0, 'Discord would not take it', wire.wrong.map(stackOf));
          const failures = log.lines.filter(({ level }) => level === 'error');
          const bugs = failures.filter(({ fields, sentence }) => isBug(sentence, fields.err));
          const about = (isPlain ? failures : bugs).map(
            ({ sentence, fields }) => `${sentence} ${fields.event} ${stackOf(fields.err)}`,
          );
          must(about.length === 0, 'a bug', about);
          const told = JSON.stringify(log.lines) + log.lines.map(({ fields }) => stackOf(fields.err)).join();
          must(!told.includes('secret-of-the'), 'a secret is told', told);
          if (!isPlain) return;
          if (t === 'INTERACTION_CREATE') must(wire.said.length > 0, 'no answer', log.lines);
          if (t.startsWith('MESSAGE_REACTION_REMOVE_')) must(used > 0, 'votes are not recounted');
          const gone = t === 'CHANNEL_DELETE' || (t === 'GUILD_DELETE' && !('unavailable' in d));
          if (gone) {
            const here = (await store.subscriptions()).find(({ place }) => place.channel === CHANNEL);
            must(here?.state === 'ended', 'a subscription without a channel', here);
          }
        },
        count,
        seed,
      );
    } finally {
      process.off('unhandledRejection', onUnhandled).off('uncaughtException', onUnhandled);
      await testBot.sql.close();
    }
  },
};

/** Opens a client with a new session. Each case has its own client, so cases share no state of discord.js. */
function openClient(makeRequest: never, parts: EventDeps) {
  const options = clientOptions('http://127.0.0.1:1/api', makeRequest);
  const client: Client<true> = new Client({ ...options, rest: { ...options.rest, makeRequest } });
  client.rest.setToken(TOKEN);
  const socket = Object.assign(new EventEmitter(), { destroy: async () => {} });
  // Does the same as WebSocketManager.connect, but without the network.
  const manager = client.ws as unknown as {
    _ws: typeof socket;
    totalShards: number;
    attachEvents(): void;
    checkShardsReady(): void;
  };
  Object.assign(manager, { _ws: socket, totalShards: 1 });
  manager.attachEvents();
  const shard = new (WebSocketShard as unknown as new (manager: unknown, id: number) => WebSocketShard)(
    client.ws,
    0,
  );
  Object.assign(shard, { sessionInfo: { sequence: 1, sessionId: 's' } });
  client.ws.shards.set(0, shard);
  shard.on(
    'allReady' as never,
    (() => {
      client.emit(Events.ShardReady, 0, undefined);
      manager.checkShardsReady();
    }) as never,
  );
  client.on(Events.Error, (err) => parts.log.error({ err }, 'discord.js reported an error'));
  watchEvents(client, parts);
  const tell = (data: unknown) => {
    try {
      if (data === READY) socket.emit('ready', { data: READY.d, shardId: 0 });
      socket.emit('dispatch', { data: structuredClone(data), shardId: 0 });
    } catch (error) {
      // @discordjs/ws would turn this error into a rejection, which the bot only logs. The error is a bug only if it
      // comes from our code.
      if (isOurs(error)) throw error;
    }
  };
  return { client, tell };
}

const stackOf = (error: unknown): string => String((error as Error | undefined)?.stack ?? error);
/**
 * Returns true for a stack line in our own source, except the guard against broken events, which is in
 * every stack.
 */
const isOwnLine = (line: string): boolean =>
  /\/src\/(?!platforms\/discord\/listener\/events)/.test(line) && !line.includes('/node_modules/');
const framesOf = (error: unknown) => stackOf(error).match(/^ +at .*$/gm) ?? [];
const isOurs = (error: unknown): boolean => framesOf(error).some(isOwnLine);

/** Returns false for errors inside discord.js, which are not our bugs. */
function isBug(sentence: string, error: unknown): boolean {
  if (sentence === 'Could not read a Discord event, dropping it') return isOurs(error);
  return isOwnLine(framesOf(error)[0] ?? '') || sentence === 'A command failed';
}
