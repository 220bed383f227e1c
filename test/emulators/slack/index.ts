import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWaiting } from '../waiting.ts';
import { readText } from './args.ts';
import { createControl } from './control.ts';
import { createEnvelope, type Envelope } from './envelopes.ts';
import { eventPayload, isHeard, usualEvents } from './events.ts';
import { write } from './faults.ts';
import type { Fields } from './form.ts';
import { createHttp } from './http.ts';
import { createInteractions } from './interactions.ts';
import { chatMethods } from './methods-chat.ts';
import { conversationMethods } from './methods-conversations.ts';
import { otherMethods, reactionMethods } from './methods-other.ts';
import { type Triggers, viewMethods } from './methods-views.ts';
import { createPeople } from './people.ts';
import type { SlackOptions, SlackServer } from './server.ts';
import { createSocket } from './socket.ts';
import { type ChannelSpec, createWorld, putChannel } from './state.ts';
import { createWebApi, type Refusal, type SeenRequest } from './web.ts';

export type { Control, CurrentReaction } from './control.ts';
export type { Acknowledgement, RetryReason } from './envelopes.ts';
export { usualEvents } from './events.ts';
export type { Fault, FaultHook } from './faults.ts';
export type { Forgery, Http, HttpDelivery } from './http.ts';
export type { Handle, PostedResponse } from './interactions.ts';
export type { StoredMessage } from './messages.ts';
export type { ButtonPress, Interact, Whereabouts } from './people.ts';
export { OUTSIDE_MARKETPLACE, type RateLimits } from './rate-limits.ts';
export type { Deliver, SlackOptions, SlackServer } from './server.ts';
export type { DisconnectReason, Socket } from './socket.ts';
export type { ChannelSpec, UserSpec } from './state.ts';
export type { Refusal, SeenRequest } from './web.ts';

export const defaultTeamId = 'T0LOOPBACK';
export const defaultChannelId = 'C0PAPERS';

const usualChannels: readonly ChannelSpec[] = [{ id: defaultChannelId, name: 'papers' }];

export const usualScopes: readonly string[] = [
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'chat:write.public',
  'commands',
  'groups:history',
  'groups:read',
  'reactions:read',
  'reactions:write',
  'usergroups:read',
  'users:read',
];

/** Starts a Slack emulator on a free loopback port. It serves the Web API, Socket Mode and response_urls. */
export async function startSlack(options: SlackOptions = {}): Promise<SlackServer> {
  const now = options.now ?? Date.now;
  const { look: onChange, until, close: stopWaiting } = createWaiting();
  let origin = '';
  const advertised = () => options.advertised?.() ?? origin;
  const log = { requests: [] as SeenRequest[], rejections: [] as Refusal[], refusals: [] as Refusal[] };
  const events: Fields[] = [];
  const views: Fields[] = [];
  const homes = new Map<string, Fields>();
  const triggers: Triggers = new Map();
  const world = createWorld({
    teamId: options.teamId ?? defaultTeamId,
    enterpriseId: options.enterpriseId,
    botToken: options.botToken ?? 'xoxb-loopback',
    appToken: options.appToken ?? 'xapp-loopback',
    signingSecret: options.signingSecret ?? 'loopback-signing-secret',
    scopes: new Set(options.scopes ?? usualScopes),
    events: new Set(options.events ?? usualEvents),
    now,
    emit(event, channel) {
      if (world.tokenError === undefined && isHeard(world, event, channel)) {
        const payload = eventPayload(world, structuredClone(event));
        events.push(payload);
        deliver(createEnvelope({ kind: 'events_api', payload, acceptsResponse: false }));
      }
      onChange();
    },
  });
  for (const spec of options.channels ?? usualChannels) putChannel(world, spec);
  for (const [id, user] of Object.entries(options.users ?? {})) world.users.set(id, user);

  const onBadAck = (error: string) => {
    log.rejections.push({ method: 'ack', error, kind: 'payload' });
  };
  const socket = createSocket({ appId: world.appId, origin: advertised, onChange, onBadAck });
  const http = createHttp({
    signingSecret: world.signingSecret,
    url: () => (slack.deliver === 'socket' ? '' : slack.deliver.url),
    retriesMs: options.retriesMs ?? [0, 60_000, 300_000],
    onChange,
    onBadAck,
  });
  const deliver = (envelope: Envelope) => {
    if (slack.deliver === 'socket') socket.send(envelope);
    else http.send(envelope);
  };
  const interactions = createInteractions({
    ...log,
    world,
    origin: advertised,
    deadlineMs: options.deadlineMs ?? 60_000,
    triggers,
    deliver,
    onChange,
  });
  const methods = {
    ...chatMethods(world),
    ...conversationMethods(world, () => slack.limits),
    ...reactionMethods(world),
    ...otherMethods(world, socket.open),
    ...viewMethods(world, triggers, views, homes),
  };
  const web = createWebApi(
    { world, methods, limits: () => slack.limits, fault: () => slack.fault, onChange },
    log,
  );

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    if (path.startsWith('/api/')) return web(request, response);
    const answer = interactions.respond(path, await readText(request));
    write(request, response, answer ?? { status: 404, body: 'no_such_url' });
  }
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  server.on('upgrade', socket.upgrade);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const { teamId, botToken, appToken, signingSecret, botUserId, botId, appId, scopes } = world;
  const slack: SlackServer = {
    ...log,
    ...{ teamId, botToken, appToken, signingSecret, botUserId, botId, appId, scopes },
    url: `${origin}/api/`,
    events,
    views,
    homes,
    fault: undefined,
    limits: options.limits ?? {},
    deliver: options.deliver ?? 'socket',
    get brokenImage() {
      return world.brokenImage;
    },
    set brokenImage(check) {
      world.brokenImage = check;
    },
    ...createControl(world),
    socket: Object.assign(socket.socket, {
      connected: () => until(() => socket.socket.live() > 0).then(() => {}),
    }),
    http: http.http,
    interact: createPeople({
      world,
      commands: options.commands ?? ['/paper'],
      interactions,
      rejections: log.rejections,
    }),
    until,
    close: () =>
      new Promise((resolve) => {
        stopWaiting();
        interactions.close();
        http.close();
        socket.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return slack;
}
