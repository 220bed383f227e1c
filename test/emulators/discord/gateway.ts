import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { GatewayOpcodes } from 'discord.js';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { isObject } from './form.ts';
import { guildCreateJson, userJson } from './json.ts';
import { everyIntent, type Payload, privilegedIntents, type Session, wants } from './sessions.ts';
import type { World } from './state.ts';

export interface GatewayOptions {
  readonly heartbeatMs: number;
  /** Returns the gateway's URL, `ws://host:port`, which is known only once the server is listening. */
  readonly url: () => string;
  /** Called after every change that a test could wait for. */
  readonly onChange: () => void;
}

/** The gateway's interface for tests. */
export interface Gateway {
  /** The sessions that are connected or can be resumed, oldest first. */
  readonly sessions: readonly Session[];
  /** The data (`d`) of every IDENTIFY, in order. */
  readonly identifies: Record<string, unknown>[];
  /** The data (`d`) of every RESUME, in order. */
  readonly resumes: Record<string, unknown>[];
  /**
   * The name and data of every event, even if no session receives it. Excludes the answers to IDENTIFY and RESUME.
   */
  readonly events: { readonly t: string; readonly d: object }[];
  heartbeats: number;
  /** The number of upgrade requests that were refused because of `offline`. */
  refused: number;
  /** Returns the number of open sockets that have a session (after READY or RESUMED). */
  live(): number;
  /** Closes all sockets with a code (default: 4000), or without a close frame if `code` is null. */
  drop(code?: number | null): void;
  /** Sends op 7 (Reconnect), which makes clients reconnect and resume. */
  reconnect(): void;
  /** Sends op 9 (Invalid Session) with this value; if the value is false, also forgets the sessions. */
  invalidate(isResumable: boolean): void;
  /** Makes the gateway answer each IDENTIFY by closing the socket with this code; undefined ends this. */
  refuseIdentify(code: number | undefined): void;
  /** While `flag` is true, refuses connections: closes the socket, or responds with the HTTP status `how`. */
  offline(flag: boolean, how?: 'reset' | number): void;
  /** While `flag` is true, heartbeats get no response, as on a dead connection. */
  mute(flag: boolean): void;
  /** Forgets the sessions: a later RESUME gets op 9 with `false`. */
  forgetSession(): void;
}

const resumePath = '/resume';

/**
 * Creates a gateway that supports only version 10, JSON encoding and one shard (discord-api-docs:
 * events/gateway.mdx).
 */
export function createGateway(world: World, options: GatewayOptions) {
  const sockets = new WebSocketServer({ noServer: true });
  const sessions: Session[] = [];
  let refusal: number | undefined;
  let offline: 'reset' | number | undefined;
  let isMute = false;

  const write = (socket: WebSocket | undefined, payload: Payload) => {
    socket?.send(JSON.stringify({ t: null, s: null, ...payload }));
  };

  function dispatchTo(session: Session, t: string, d: object): void {
    const event = { op: GatewayOpcodes.Dispatch, t, s: ++session.seq, d: structuredClone(d) };
    session.events.push(event);
    write(session.socket, event);
  }

  function identify(socket: WebSocket, d: unknown): Session | undefined {
    const data = isObject(d) ? d : {};
    gateway.identifies.push(data);
    const intents = Number(data.intents);
    const code =
      refusal ??
      (data.token !== world.token ? 4004 : undefined) ??
      (!isObject(data.properties) ? 4002 : undefined) ??
      (!Number.isInteger(intents) || intents & ~everyIntent ? 4013 : undefined) ??
      (intents & privilegedIntents ? 4014 : undefined) ??
      (Array.isArray(data.shard) && String(data.shard) !== '0,1' ? 4010 : undefined);
    if (code !== undefined) {
      socket.close(code);
      return undefined;
    }
    const session: Session = { id: randomBytes(16).toString('hex'), intents, seq: 0, events: [], socket };
    sessions.push(session);
    const guilds = [...world.guilds.values()].filter(({ hasBot }) => hasBot);
    dispatchTo(session, 'READY', {
      v: 10,
      user: { ...userJson(world, world.botId), verified: true, mfa_enabled: false, email: null, flags: 0 },
      user_settings: {},
      session_type: 'normal',
      session_id: session.id,
      resume_gateway_url: `${options.url()}${resumePath}`,
      relationships: [],
      private_channels: [],
      presences: [],
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      shard: [0, 1],
      application: { id: world.applicationId, flags: 0 },
    });
    if (wants(session, 'GUILD_CREATE', {}))
      for (const guild of guilds)
        if (!guild.isUnavailable) dispatchTo(session, 'GUILD_CREATE', guildCreateJson(world, guild));
    return session;
  }

  function resume(socket: WebSocket, path: string, d: unknown): Session | undefined {
    const data = isObject(d) ? d : {};
    gateway.resumes.push(data);
    if (data.token !== world.token) return void socket.close(4004);
    const session = sessions.find(({ id }) => id === data.session_id);
    if (!session || session.isForgotten || !path.startsWith(resumePath))
      return void write(socket, { op: GatewayOpcodes.InvalidSession, d: false });
    const seq = Number(data.seq);
    if (!Number.isInteger(seq) || seq > session.seq) return void socket.close(4007);
    session.socket?.close(4000);
    session.socket = socket;
    for (const event of session.events) if ((event.s ?? 0) > seq) write(socket, event);
    dispatchTo(session, 'RESUMED', { _trace: [] });
    return session;
  }

  function serve(socket: WebSocket, request: IncomingMessage): void {
    const url = new URL(request.url ?? '/', 'ws://gateway');
    const [version, encoding] = ['v', 'encoding'].map((key) => url.searchParams.get(key));
    if (version !== '10' || encoding !== 'json') {
      socket.close(version === '10' ? 4002 : 4012);
      return;
    }
    let session: Session | undefined;
    const handle = (raw: RawData): void => {
      const { op, d } = parse(raw) ?? {};
      if (op === undefined) socket.close(4002);
      else if (op === GatewayOpcodes.Heartbeat) {
        gateway.heartbeats++;
        if (!isMute) write(socket, { op: GatewayOpcodes.HeartbeatAck, d: null });
      } else if (op === GatewayOpcodes.Identify || op === GatewayOpcodes.Resume) {
        if (session) socket.close(4005);
        else session = op === GatewayOpcodes.Identify ? identify(socket, d) : resume(socket, url.pathname, d);
      } else if (!session) socket.close(4003);
      else if (op !== GatewayOpcodes.PresenceUpdate && op !== GatewayOpcodes.RequestGuildMembers)
        socket.close(4001);
    };
    socket.on('message', (raw) => {
      handle(raw);
      options.onChange();
    });
    socket.on('close', (code) => {
      if (session?.socket === socket) session.socket = undefined;
      // A client that closes with 1000 or 1001 ends its session (discord-api-docs: events/gateway.mdx, Initiating a
      // Disconnect).
      const isEnded = (code === 1000 || code === 1001) && !closing.has(socket);
      if (session && (isEnded || session.isForgotten)) forget(session);
      options.onChange();
    });
    write(socket, { op: GatewayOpcodes.Hello, d: { heartbeat_interval: options.heartbeatMs } });
  }

  const closing = new WeakSet<WebSocket>();
  const forget = (session: Session) => {
    const index = sessions.indexOf(session);
    if (index >= 0) sessions.splice(index, 1);
  };
  const eachSocket = (act: (socket: WebSocket) => void) => {
    for (const { socket } of sessions) if (socket) act(socket);
  };

  const gateway: Gateway = {
    sessions,
    identifies: [],
    resumes: [],
    events: [],
    heartbeats: 0,
    refused: 0,
    live: () => sessions.filter(({ socket }) => socket?.readyState === 1).length,
    drop: (code = 4000) =>
      eachSocket((socket) => {
        closing.add(socket);
        if (code === null) socket.terminate();
        else socket.close(code);
      }),
    reconnect: () => eachSocket((socket) => write(socket, { op: GatewayOpcodes.Reconnect, d: null })),
    invalidate(isResumable) {
      eachSocket((socket) => write(socket, { op: GatewayOpcodes.InvalidSession, d: isResumable }));
      if (!isResumable) gateway.forgetSession();
    },
    refuseIdentify(code) {
      refusal = code;
    },
    offline(flag, how = 'reset') {
      offline = flag ? how : undefined;
    },
    mute(flag) {
      isMute = flag;
    },
    forgetSession() {
      for (const session of [...sessions]) {
        session.isForgotten = true;
        if (!session.socket) forget(session);
      }
    },
  };

  return {
    gateway,
    /** Sends an event to every session with the intent for it; disconnected sessions receive it when they resume. */
    dispatch(t: string, d: object): void {
      gateway.events.push({ t, d });
      for (const session of sessions) if (wants(session, t, d)) dispatchTo(session, t, d);
      options.onChange();
    },
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      if (offline === undefined) {
        sockets.handleUpgrade(request, socket, head, (client) => serve(client, request));
        return;
      }
      gateway.refused++;
      if (offline === 'reset') socket.destroy();
      else socket.end(`HTTP/1.1 ${offline} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      options.onChange();
    },
    close(): void {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}

function parse(raw: RawData): Payload | undefined {
  try {
    const payload: unknown = JSON.parse(String(raw));
    return isObject(payload) && typeof payload.op === 'number' ? (payload as unknown as Payload) : undefined;
  } catch {
    return undefined;
  }
}
