import type { Control } from './control.ts';
import type { FaultHook } from './faults.ts';
import type { Fields } from './form.ts';
import type { Http } from './http.ts';
import type { Interact } from './people.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Socket } from './socket.ts';
import type { ChannelSpec, UserSpec } from './state.ts';
import type { Refusal, SeenRequest } from './web.ts';

/** How events, commands and clicks reach the app: Socket Mode, or signed requests to its URL. */
export type Deliver = 'socket' | { readonly url: string };

export interface SlackOptions {
  readonly botToken?: string;
  /** The app-level token for Socket Mode: xapp-… */
  readonly appToken?: string;
  readonly signingSecret?: string;
  readonly teamId?: string;
  /** Default: one public channel that the bot is in. */
  readonly channels?: readonly ChannelSpec[];
  readonly users?: Readonly<Record<string, UserSpec>>;
  /** Scopes of the bot token; default: all that Paperboy can use. */
  readonly scopes?: readonly string[];
  /** Event subscriptions; default `usualEvents`. */
  readonly events?: readonly string[];
  /** Slash commands of the manifest; default '/paper'. */
  readonly commands?: readonly string[];
  /**
   * The server's clock, ms since the epoch; default `Date.now`. Message timestamps and the 30 minutes of a
   * response_url follow it; rate limits, signatures and the time for an acknowledgement use real time.
   */
  readonly now?: () => number;
  /** The origin used in responses, for servers behind a proxy; default: its own. */
  readonly advertised?: () => string;
  /** Timeout for the acknowledgement of a command or click, ms. Slack allows 3000; the default is a minute, as a busy machine is not a slow bot. */
  readonly deadlineMs?: number;
  readonly limits?: RateLimits;
  readonly deliver?: Deliver;
  /** HTTP: delays of the retries of a failed event, ms after the failure; default: at once, 1 and 5 minutes. */
  readonly retriesMs?: readonly number[];
}

/** The Slack emulator's interface for tests. */
export interface SlackServer extends Control {
  /** Value for SLACK_API_URL: http://127.0.0.1:PORT/api/ */
  readonly url: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly teamId: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly appId: string;
  readonly requests: SeenRequest[];
  /** Refusals of malformed calls, and notes on accepted calls that a bot should not send. */
  readonly rejections: Refusal[];
  /** Refusals for other reasons: deleted or closed targets, rate limits, faults. */
  readonly refusals: Refusal[];
  /** The payload of every event, whether or not the app received it. */
  readonly events: Fields[];
  /** Opened modals, oldest first. */
  readonly views: Fields[];
  fault: FaultHook | undefined;
  limits: RateLimits;
  /** True for image URLs that Slack cannot fetch: the whole message then fails with `invalid_blocks`. */
  brokenImage: ((url: string) => boolean) | undefined;
  deliver: Deliver;
  readonly scopes: Set<string>;
  readonly socket: Socket & {
    /** Resolves once a connection got its hello. */
    connected(): Promise<void>;
  };
  readonly http: Http;
  readonly interact: Interact;
  /**
   * Resolves to the first result of `check` that is neither undefined nor false. Calls it after each event,
   * and every 5 ms for changes that only the client sees.
   */
  until<T>(check: () => T | undefined | false): Promise<T>;
  close(): Promise<void>;
}
