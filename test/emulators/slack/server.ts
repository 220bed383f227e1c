import type { Control } from './control.ts';
import type { FaultHook } from './faults.ts';
import type { Fields } from './form.ts';
import type { Http } from './http.ts';
import type { Interact } from './people.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Socket } from './socket.ts';
import type { ChannelSpec, UserSpec } from './state.ts';
import type { Refusal, SeenRequest } from './web.ts';

/** How events, commands and clicks reach the app: through Socket Mode, or as signed requests to its URL. */
export type Deliver = 'socket' | { readonly url: string };

export interface SlackOptions {
  readonly botToken?: string;
  /** The app-level token (xapp-…) for Socket Mode. */
  readonly appToken?: string;
  readonly signingSecret?: string;
  readonly teamId?: string;
  /** The Enterprise organisation of the team; default: none. */
  readonly enterpriseId?: string;
  /** Default: one public channel that the bot is in. */
  readonly channels?: readonly ChannelSpec[];
  readonly users?: Readonly<Record<string, UserSpec>>;
  /** The bot token's scopes; default: all that Paperboy can use. */
  readonly scopes?: readonly string[];
  /** Event subscriptions; default: `usualEvents`. */
  readonly events?: readonly string[];
  /** The slash commands in the app's manifest; default: '/paper'. */
  readonly commands?: readonly string[];
  /**
   * The server's clock, in ms since the epoch; default: `Date.now`. Message timestamps and the expiry of
   * response_urls follow this clock; rate limits, signatures, trigger ids and timeouts use real time.
   */
  readonly now?: () => number;
  /**
   * Returns the origin of the URLs that the app receives, for a server behind a proxy; default: the server's own
   * origin.
   */
  readonly advertised?: () => string;
  /**
   * The timeout for the acknowledgement of a command or click, in ms. Slack allows 3000; the default is 60,000,
   * because on a busy machine even a fast bot can be late. In HTTP mode, requests always time out after 3000 ms.
   */
  readonly deadlineMs?: number;
  readonly limits?: RateLimits;
  readonly deliver?: Deliver;
  /**
   * The delays before the retries of an event that failed over HTTP, each in ms after the previous failure; default:
   * 0, 1 minute and 5 minutes.
   */
  readonly retriesMs?: readonly number[];
}

/** The Slack emulator's interface for tests. */
export interface SlackServer extends Control {
  /** The value for SLACK_API_URL, such as http://127.0.0.1:8080/api/. */
  readonly url: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly teamId: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly appId: string;
  readonly requests: SeenRequest[];
  /** Calls refused because of a mistake of the client, and accepted calls that a bot should not send. */
  readonly rejections: Refusal[];
  /** Calls refused for other reasons: deleted or archived targets, rate limits, injected faults. */
  readonly refusals: Refusal[];
  /** The payload of every event sent, whether or not the app received it. */
  readonly events: Fields[];
  /** Opened modals, oldest first. */
  readonly views: Fields[];
  /** The Home of the app as each person sees it, by user id. */
  readonly homes: ReadonlyMap<string, Fields>;
  fault: FaultHook | undefined;
  limits: RateLimits;
  /** Returns true for an image URL that Slack cannot fetch; the message then fails with `invalid_blocks`. */
  brokenImage: ((url: string) => boolean) | undefined;
  deliver: Deliver;
  readonly scopes: Set<string>;
  readonly socket: Socket & {
    /** Resolves once a connection has received its hello. */
    connected(): Promise<void>;
  };
  readonly http: Http;
  readonly interact: Interact;
  /**
   * Resolves to the first result of `check` that is neither undefined nor false. Calls `check` after each
   * change in the emulator and every 5 ms, because the emulator cannot observe changes inside the client.
   */
  until<T>(check: () => T | undefined | false): Promise<T>;
  close(): Promise<void>;
}
