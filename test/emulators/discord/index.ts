import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWaiting } from '../waiting.ts';
import { createControl, dropChannel } from './control.ts';
import { createGateway } from './gateway.ts';
import { createInteractions } from './interactions.ts';
import { botPermissionsIn, isSynced } from './json.ts';
import { createPeople } from './people.ts';
import { allows } from './permissions.ts';
import { createRest, type Refusal, type SeenRequest } from './rest.ts';
import { ok } from './router.ts';
import { channelRoutes } from './routes-channels.ts';
import { type CommandStore, commandRoutes } from './routes-commands.ts';
import { forumRoutes } from './routes-forums.ts';
import { interactionRoutes } from './routes-interactions.ts';
import { type MessageRouteOptions, messageRoutes } from './routes-messages.ts';
import { reactionRoutes } from './routes-reactions.ts';
import type { DiscordOptions, DiscordServer } from './server.ts';
import { createWorld, type GuildSpec, putGuild, type World } from './state.ts';

export type { Gateway } from './gateway.ts';
export type { Acknowledgement, InteractionHandle } from './interactions.ts';
export type { CommandCall, Interact, Whereabouts } from './people.ts';
export type { RateLimit, RateLimits } from './rate-limits.ts';
export type { Fault, FaultHook, Refusal, SeenRequest } from './rest.ts';
export type { StoredCommand } from './routes-commands.ts';
export type {
  Control,
  CurrentReaction,
  DiscordOptions,
  DiscordServer,
  StoredChannel,
  StoredMessage,
} from './server.ts';
export type { ChannelSpec, GuildSpec } from './state.ts';

export const defaultGuildId = '200000000000000001';
export const defaultChannelId = '300000000000000001';

const usualGuilds: readonly GuildSpec[] = [
  { id: defaultGuildId, channels: [{ id: defaultChannelId, name: 'papers' }] },
];

/**
 * Starts a Discord emulator on a free loopback port, with REST below /api and the gateway on the same port. In
 * comments, discord-api-docs is Discord's documentation, https://github.com/discord/discord-api-docs.
 */
export async function startDiscord(options: DiscordOptions = {}): Promise<DiscordServer> {
  const now = options.now ?? Date.now;
  const { look: onChange, until, close: stopWaiting } = createWaiting();
  let origin = '';
  const gatewayUrl = () => (options.advertised?.() ?? origin).replace('http', 'ws');
  const world: World = createWorld({
    token: options.token ?? 'loopback-token',
    now,
    dispatch(event, data) {
      if (isVisible(world, event, data)) gateway.dispatch(event, data);
    },
  });
  const gateway = createGateway(world, {
    heartbeatMs: options.heartbeatMs ?? 41_250,
    url: gatewayUrl,
    onChange,
  });
  for (const spec of options.guilds ?? usualGuilds) putGuild(world, spec);
  const commands: CommandStore = new Map();
  const interactions = createInteractions(world, { deadlineMs: options.deadlineMs ?? 60_000 });
  const log = { requests: [] as SeenRequest[], rejections: [] as Refusal[], refusals: [] as Refusal[] };
  const messageOptions: MessageRouteOptions = {
    nonceWindowMs: options.nonceWindowMs ?? 300_000,
    nonceScope: options.nonceScope ?? 'author',
    onOpenMentions: ({ method, path }) =>
      log.rejections.push({
        method,
        path,
        status: 200,
        code: 0,
        message: 'no allowed_mentions',
        kind: 'mentions',
      }),
  };
  const routes = {
    'GET /gateway/bot': () =>
      ok({
        url: gatewayUrl(),
        shards: 1,
        session_start_limit: {
          total: 1000,
          remaining: 1000 - gateway.gateway.identifies.length,
          reset_after: 86_400_000,
          max_concurrency: 1,
        },
      }),
    ...channelRoutes(world, (channel) => dropChannel(world, channel)),
    ...messageRoutes(world, messageOptions),
    ...forumRoutes(world, messageOptions),
    ...reactionRoutes(world),
    ...commandRoutes(world, commands),
    ...interactionRoutes(world, interactions),
  };
  const rest = createRest(
    { world, routes, limits: () => discord.limits, fault: () => discord.fault, onChange },
    log,
  );
  const server = createServer((request, response) => {
    rest(request, response).catch(() => response.destroy());
  });
  server.on('upgrade', gateway.upgrade);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const discord: DiscordServer = {
    ...log,
    url: `${origin}/api`,
    token: world.token,
    applicationId: world.applicationId,
    botId: world.botId,
    fault: undefined,
    limits: options.limits ?? {},
    get autoMod() {
      return world.autoMod;
    },
    set autoMod(check) {
      world.autoMod = check;
    },
    ...createControl(world),
    registered: (guildId = '') => structuredClone(commands.get(guildId) ?? []),
    gateway: Object.assign(gateway.gateway, {
      connected: () => until(() => gateway.gateway.live() > 0).then(() => {}),
    }),
    interact: createPeople(world, commands, interactions),
    until,
    close: () =>
      new Promise((resolve) => {
        stopWaiting();
        interactions.close();
        gateway.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return discord;
}

/**
 * Returns true if the bot receives the event. The bot receives no events from guilds that it was removed from, and
 * message events only from channels that it can see.
 */
function isVisible(world: World, event: string, data: object): boolean {
  const about = data as { id?: string; guild_id?: string; channel_id?: string };
  if (about.guild_id !== undefined && !world.guilds.get(about.guild_id)?.hasBot) return false;
  const thread = event.startsWith('THREAD_') && world.channels.get(about.id ?? '');
  if (thread && !isSynced(world, thread)) return false;
  const channel = event.startsWith('MESSAGE_') && world.channels.get(about.channel_id ?? '');
  return !channel || allows(botPermissionsIn(world, channel), 'ViewChannel');
}
