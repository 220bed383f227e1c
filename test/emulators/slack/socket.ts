import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { acknowledge, type Envelope, type RetryReason } from './envelopes.ts';
import { type Fields, isObject } from './form.ts';

/** The reason for a `disconnect`: docs.slack.dev/apis/events-api/using-socket-mode (Disconnecting). */
export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets';

/** The interface through which tests observe and control Socket Mode. */
export interface Socket {
  /** Number of apps.connections.open calls that returned a URL. */
  opens: number;
  /**
   * Number of upgrade requests refused because the server was offline, or because the URL was unknown or already
   * used.
   */
  refused: number;
  /** Number of connections closed for exceeding the limit of ten. */
  tooMany: number;
  /** Ids of the acknowledged envelopes, in order. */
  readonly acks: string[];
  /** All envelopes sent, in order. A resent envelope is listed again, with a new id. */
  readonly sent: { readonly envelope_id: string; readonly type: string; readonly retry_attempt: number }[];
  /** Number of open connections that have received a hello. */
  live(): number;
  /** Closes all connections with this code (default: 1001), or without a close frame if `code` is `null`. */
  drop(code?: number | null): void;
  /** Sends `disconnect` to all connections, and closes them after `graceMs` (default: 10,000). */
  refresh(reason?: DisconnectReason, graceMs?: number): void;
  /**
   * While `flag` is true, refuses connections: drops them, or answers the upgrade request with the HTTP status `how`.
   */
  offline(flag: boolean, how?: 'reset' | number): void;
  /**
   * While `flag` is true, the server behaves as on a dead connection: it reads nothing, sends no pings and answers
   * neither pings nor close frames. Connections opened during this time never receive a hello.
   */
  mute(flag: boolean): void;
  /** Resends all unacknowledged events, with new envelope ids and `retry_attempt`s; returns their number. */
  redeliver(reason?: RetryReason): number;
  /** Sends the newest envelope again, although it was acknowledged. */
  repeat(): void;
}

const mostConnections = 10;
const pingMs = 10_000;

export interface SocketOptions {
  readonly appId: string;
  /** The server's `http://host:port`, known once the server is listening. */
  readonly origin: () => string;
  readonly onChange: () => void;
  /** Called for an invalid acknowledgement, or for one with a payload that the envelope does not accept. */
  readonly onBadAck: (message: string) => void;
}

export function createSocket({ appId, origin, onChange, onBadAck }: SocketOptions) {
  const server = new WebSocketServer({ noServer: true, autoPong: false });
  const tickets = new Set<string>();
  const clients: WebSocket[] = [];
  const envelopes = new Map<string, Envelope>();
  const timers = new Set<NodeJS.Timeout>();
  let offline: 'reset' | number | undefined;
  let isMute = false;
  let turn = 0;
  let newest: Envelope | undefined;

  const live = () => clients.filter(({ readyState }) => readyState === 1);
  const write = (client: WebSocket, message: Fields) => client.send(JSON.stringify(message));
  const later = (ms: number, act: () => void) => timers.add(setTimeout(act, ms));

  function serve(client: WebSocket): void {
    // `live()` does not include this connection yet; `num_connections` below does.
    const isTooMany = live().length >= mostConnections;
    client.on('ping', (data) => {
      if (!isMute) client.pong(data);
    });
    client.on('message', (raw) => {
      takeAck(raw);
      onChange();
    });
    client.on('close', () => {
      const index = clients.indexOf(client);
      if (index >= 0) clients.splice(index, 1);
      onChange();
    });
    client.on('error', () => {});
    if (isTooMany) {
      socket.tooMany++;
      disconnect(client, 'too_many_websockets', 0);
      return;
    }
    if (isMute) {
      client.pause();
      return;
    }
    clients.push(client);
    write(client, {
      type: 'hello',
      num_connections: live().length,
      connection_info: { app_id: appId },
      debug_info: { host: 'applink-loopback', build_number: 1, approximate_connection_time: 18_060 },
    });
    client.ping('ping from slack');
    onChange();
  }

  function takeAck(raw: RawData): void {
    const message = parse(raw);
    const id = message?.envelope_id;
    const envelope = typeof id === 'string' ? envelopes.get(id) : undefined;
    if (!envelope) {
      onBadAck(`not an acknowledgement of an envelope: ${String(raw).slice(0, 200)}`);
      return;
    }
    socket.acks.push(String(id));
    const body = message?.payload;
    const hasBody = isObject(body) && Object.keys(body).length > 0;
    if (hasBody && !envelope.acceptsResponse) onBadAck(`${envelope.kind} takes no response payload`);
    acknowledge(envelope, body);
  }

  function disconnect(client: WebSocket, reason: DisconnectReason, graceMs: number): void {
    write(client, { type: 'disconnect', reason, debug_info: { host: 'applink-loopback' } });
    later(graceMs, () => client.close(1000));
  }

  function send(envelope: Envelope, retryReason?: RetryReason): void {
    const open = live();
    // "Each payload may be sent to any of the connections": docs.slack.dev/apis/events-api/using-socket-mode (Using
    // multiple connections).
    const client = open[turn++ % Math.max(open.length, 1)];
    const attempt = envelope.attempts++;
    waiting.add(envelope);
    if (!client) {
      envelope.onFailed('no connection');
      return;
    }
    const id = randomUUID();
    newest = envelope;
    envelopes.set(id, envelope);
    const isEvent = envelope.kind === 'events_api';
    const retry = isEvent ? { retry_attempt: attempt, retry_reason: retryReason ?? '' } : {};
    socket.sent.push({ envelope_id: id, type: envelope.kind, retry_attempt: attempt });
    write(client, {
      envelope_id: id,
      type: envelope.kind,
      payload: envelope.payload,
      accepts_response_payload: envelope.acceptsResponse,
      ...retry,
    });
  }

  /** All envelopes, even those for which no connection was open; `redeliver` removes acknowledged ones. */
  const waiting = new Set<Envelope>();

  const socket: Socket = {
    opens: 0,
    refused: 0,
    tooMany: 0,
    acks: [],
    sent: [],
    live: () => live().length,
    drop(code = 1001) {
      for (const client of live()) {
        if (code === null) client.terminate();
        else client.close(code);
      }
    },
    refresh(reason = 'refresh_requested', graceMs = 10_000) {
      for (const client of live()) disconnect(client, reason, graceMs);
    },
    offline(flag, how = 'reset') {
      offline = flag ? how : undefined;
    },
    mute(flag) {
      isMute = flag;
      // A paused socket reads nothing, so pings and close frames get no answer.
      for (const client of live()) {
        if (flag) client.pause();
        else client.resume();
      }
    },
    redeliver(reason = 'timeout') {
      for (const envelope of waiting) if (envelope.acknowledgement) waiting.delete(envelope);
      const events = [...waiting].filter(({ kind }) => kind === 'events_api');
      for (const envelope of events) send(envelope, reason);
      return events.length;
    },
    repeat() {
      if (!newest) throw new Error('Nothing to repeat');
      send(newest);
    },
  };

  const pings = setInterval(() => {
    for (const client of live()) if (!isMute) client.ping('ping from slack');
  }, pingMs);

  return {
    socket,
    send,
    /** Returns a URL for the response to apps.connections.open. It is valid for one connection. */
    open(): string {
      const ticket = randomBytes(16).toString('hex');
      tickets.add(ticket);
      socket.opens++;
      return `${origin().replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${appId}`;
    },
    upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void {
      const url = new URL(request.url ?? '/', 'ws://slack');
      const isKnown = url.pathname === '/link/' && tickets.delete(url.searchParams.get('ticket') ?? '');
      const refusal = offline ?? (isKnown ? undefined : 404);
      if (refusal === undefined) {
        server.handleUpgrade(request, connection, head, serve);
        return;
      }
      socket.refused++;
      if (refusal === 'reset') connection.destroy();
      else connection.end(`HTTP/1.1 ${refusal} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      onChange();
    },
    close(): void {
      clearInterval(pings);
      for (const timer of timers) clearTimeout(timer);
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

function parse(raw: RawData): Fields | undefined {
  try {
    const message: unknown = JSON.parse(String(raw));
    return isObject(message) ? message : undefined;
  } catch {
    return undefined;
  }
}
