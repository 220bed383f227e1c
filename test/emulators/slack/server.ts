import type { Control } from './control.ts';
import type { FaultHook } from './faults.ts';
import type { Fields } from './form.ts';
import type { Http } from './http.ts';
import type { Interact } from './people.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Socket } from './socket.ts';
import type { ChannelSpec, UserSpec } from './state.ts';
import type { Refusal, SeenRequest } from './web.ts';

/** How events, commands and clicks reach the app: Socket Mode, or signed requests to its address. */
export type Deliver = 'socket' | { readonly url: string };

export interface SlackOptions {
  readonly botToken?: string;
  /** Opens Socket Mode: xapp-… */
  readonly appToken?: string;
  readonly signingSecret?: string;
  readonly teamId?: string;
  /** One public channel with the bot in it unless told. */
  readonly channels?: readonly ChannelSpec[];
  readonly users?: Readonly<Record<string, UserSpec>>;
  /** Scopes of the bot token; all that a bot of this house may want unless told. */
  readonly scopes?: readonly string[];
  /** Event subscriptions; `usualEvents` unless told. */
  readonly events?: readonly string[];
  /** Slash commands of the manifest; '/paper' unless told. */
  readonly commands?: readonly string[];
  /**
   * The server's clock, ms since 1970; the machine's unless told. Timestamps of messages and the 30 minutes of a
   * response_url go by it; rate limits, signatures and the 3 s of an acknowledgement take real time.
   */
  readonly now?: () => number;
  /** The origin that its answers name, where a proxy stands before it; its own unless told. */
  readonly advertised?: () => string;
  /** How long a command or a click waits for its acknowledgement, ms; 3000 as on Slack. */
  readonly deadlineMs?: number;
  readonly limits?: RateLimits;
  readonly deliver?: Deliver;
  /** HTTP: when a failed event is sent again, ms after the failure; at once, then 1 and 5 minutes. */
  readonly retriesMs?: readonly number[];
}

/** Slack on loopback, as a test sees it. */
export interface SlackServer extends Control {
  /** What SLACK_API_URL gets: http://127.0.0.1:PORT/api/ */
  readonly url: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly teamId: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly appId: string;
  readonly requests: SeenRequest[];
  /** Answers that said the client did something wrong by form; and notes on what was taken but should not be sent. */
  readonly rejections: Refusal[];
  /** Answers that said no because of the world: gone, closed, a limit, a fault. */
  readonly refusals: Refusal[];
  /** Every event as it was told: its payload, whoever heard it. */
  readonly events: Fields[];
  /** Modals that were opened, oldest first. */
  readonly views: Fields[];
  fault: FaultHook | undefined;
  limits: RateLimits;
  /** Pictures that Slack cannot fetch: the whole message fails with `invalid_blocks`. */
  brokenImage: ((url: string) => boolean) | undefined;
  deliver: Deliver;
  readonly scopes: Set<string>;
  readonly socket: Socket & {
    /** Resolves once a connection has had its hello. */
    connected(): Promise<void>;
  };
  readonly http: Http;
  readonly interact: Interact;
  /**
   * Resolves to what `check` gives as soon as that is neither undefined nor false; asked again after each event,
   * and every 5 ms for what only the client knows.
   */
  until<T>(check: () => T | undefined | false): Promise<T>;
  close(): Promise<void>;
}
