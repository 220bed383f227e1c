import { type Answered, showAnswer } from './answers.ts';
import { type Acknowledgement, createEnvelope, type Envelope } from './envelopes.ts';
import { explained, SlackError } from './errors.ts';
import type { Fields } from './form.ts';
import { newId } from './ids.ts';
import { messageJson, type StoredMessage } from './messages.ts';
import type { Triggers } from './methods-views.ts';
import { type Channel, type Message, newTrigger, type World } from './state.ts';
import type { Refusal } from './web.ts';

/** A post to a response_url, and the reply to it. */
export interface PostedResponse {
  readonly body: unknown;
  readonly status: number;
  readonly error?: string;
}

/** Interface for tests of a command or click. */
export interface Handle {
  /** Rejects if there is no answer by the deadline or the app is unreachable. */
  readonly acknowledged: Promise<Acknowledgement>;
  /** The first message visible to the person; rejects with `acknowledged`. */
  readonly answered: Promise<StoredMessage>;
  readonly responseUrl: string;
  readonly triggerId: string;
  /** Posts to the response_url, oldest first. */
  readonly responses: PostedResponse[];
  /** Current messages that only the person sees. */
  ephemeral(): StoredMessage[];
  /** Current messages that this interaction posted to the channel. */
  posted(): StoredMessage[];
  /** Expires the response_url now instead of after 30 minutes. */
  expire(): void;
}

/** The server's record of an interaction. */
export interface Pending {
  readonly channel?: Channel | undefined;
  readonly userId: string;
  /** The message with the button: the target of replace_original and delete_original. */
  readonly source?: Message | undefined;
  readonly at: number;
  readonly messages: Message[];
  isExpired: boolean;
  uses: number;
  readonly responses: PostedResponse[];
  answer(message: Message): void;
}

export interface InteractionOptions {
  readonly world: World;
  readonly origin: () => string;
  readonly deadlineMs: number;
  readonly triggers: Triggers;
  readonly deliver: (envelope: Envelope) => void;
  readonly rejections: Refusal[];
  readonly refusals: Refusal[];
  readonly onChange: () => void;
}

export interface About {
  readonly channel?: Channel | undefined;
  readonly userId: string;
  readonly source?: Message | undefined;
}

// docs.slack.dev/interactivity/handling-user-interaction (Message responses): 5 uses within 30 minutes.
const mostUses = 5;
const lifeMs = 30 * 60_000;

/** Open commands and clicks. */
export function createInteractions(options: InteractionOptions) {
  const { world, origin, deadlineMs, triggers, deliver, rejections, refusals, onChange } = options;
  const byPath = new Map<string, Pending>();
  const timers = new Set<NodeJS.Timeout>();
  const note = (method: string) => (kind: NonNullable<Refusal['kind']>, error: string) => {
    rejections.push({ method, error, kind });
  };

  /** Shows the app's answer; refuses and records a bad one, as Slack does. */
  function tryAnswer(pending: Pending, method: string, body: Fields): Answered | SlackError {
    try {
      const answered = showAnswer(world, pending, body, note(method));
      if (answered.message) pending.answer(answered.message);
      return answered;
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      const messages = Array.isArray(error.more.errors) ? { messages: error.more.errors } : {};
      (error.isState ? refusals : rejections).push({ method, error: error.message, ...messages });
      return error;
    }
  }

  return {
    /** Sends a payload; `response_url` and `trigger_id` are added. */
    send(
      kind: 'slash_commands' | 'interactive',
      payload: Fields,
      about: About,
      acceptsResponse: boolean,
    ): Handle {
      const path = `/${kind === 'slash_commands' ? 'commands' : 'actions'}/${world.teamId}/${newId('', 12)}/${newId('', 24)}`;
      const responseUrl = `${origin()}${path}`;
      const triggerId = newTrigger();
      triggers.set(triggerId, { at: Date.now(), isUsed: false });
      const acknowledged = promise<Acknowledgement>();
      const answered = promise<StoredMessage>();
      const fail = (reason: string) => {
        const error = new Error(reason);
        acknowledged.reject(error);
        answered.reject(error);
      };
      const timer = setTimeout(() => fail(`The app did not acknowledge within ${deadlineMs} ms`), deadlineMs);
      timers.add(timer);
      const { channel } = about;
      const json = (message: Message) => {
        if (!channel) throw new Error('An answer outside of a channel');
        return messageJson(world, channel, message, true);
      };
      const pending: Pending = {
        ...about,
        at: world.now(),
        messages: [],
        responses: [],
        isExpired: false,
        uses: 0,
        answer: (message) => answered.resolve(json(message)),
      };
      byPath.set(path, pending);
      const envelope = createEnvelope({
        kind,
        payload: { ...payload, response_url: responseUrl, trigger_id: triggerId },
        acceptsResponse,
        onFailed: fail,
        onAcknowledged(acknowledgement) {
          clearTimeout(timer);
          acknowledged.resolve(acknowledgement);
          const { body } = acknowledgement;
          if (kind === 'slash_commands' && body !== undefined) tryAnswer(pending, 'ack', body as Fields);
        },
      });
      deliver(envelope);
      const shown = (isEphemeral: boolean) =>
        pending.messages
          .filter(({ visibleTo }) => (visibleTo !== undefined) === isEphemeral)
          .filter((message) => isShown(channel, message))
          .map(json);
      return {
        acknowledged: acknowledged.promise,
        answered: answered.promise,
        responseUrl,
        triggerId,
        responses: pending.responses,
        ephemeral: () => shown(true),
        posted: () => shown(false),
        expire() {
          pending.isExpired = true;
        },
      };
    },

    /** Handles a post to a response_url; returns the response, or undefined if there is no such URL. */
    respond(path: string, text: string): { status: number; body: unknown } | undefined {
      const pending = byPath.get(path);
      if (!pending) return undefined;
      const body = parse(text);
      const error = refusalOf(pending, world.now(), body);
      if (error)
        (error.isState ? refusals : rejections).push({ method: 'response_url', error: error.message });
      pending.uses++;
      const result = error ?? tryAnswer(pending, 'response_url', body ?? {});
      const isBad = result instanceof SlackError;
      const status = error ? 404 : isBad ? 400 : 200;
      pending.responses.push({ body: body ?? text, status, ...(isBad ? { error: result.message } : {}) });
      onChange();
      return isBad
        ? { status, body: { ok: false, error: result.message, ...result.more } }
        : { status, body: 'ok' };
    },

    close(): void {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

// A used or expired URL answers 404 with `used_url` or `expired_url`: seen by clients, not documented.
function refusalOf(pending: Pending, now: number, body: Fields | undefined): SlackError | undefined {
  if (pending.isExpired || now - pending.at > lifeMs) return new SlackError('expired_url', {}, true);
  if (pending.uses >= mostUses) return new SlackError('used_url');
  return body ? undefined : new SlackError('invalid_payload', explained(['must be a JSON object']));
}

const isShown = (channel: Channel | undefined, message: Message): boolean =>
  channel?.messages.get(message.ts) === message || (channel?.ephemerals.includes(message) ?? false);

function parse(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Fields)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A promise with its handles; an unobserved rejection is ignored. */
export function promise<T>() {
  const made = Promise.withResolvers<T>();
  made.promise.catch(() => {});
  return made;
}
