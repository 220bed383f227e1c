import { type Answered, showAnswer } from './answers.ts';
import { type Acknowledgement, createEnvelope, type Envelope } from './envelopes.ts';
import { explained, SlackError } from './errors.ts';
import type { Fields } from './form.ts';
import { newId } from './ids.ts';
import { messageJson, type StoredMessage } from './messages.ts';
import type { Triggers } from './methods-views.ts';
import { type Channel, type Message, newTrigger, type World } from './state.ts';
import type { Refusal } from './web.ts';

/** A request that the app posted to a response_url, and the response to it. */
export interface PostedResponse {
  readonly body: unknown;
  readonly status: number;
  readonly error?: string;
}

/** The interface through which tests observe a command or click. */
export interface Handle {
  /** Rejects if the app misses the deadline, is unreachable or returns an error. */
  readonly acknowledged: Promise<Acknowledgement>;
  /** The first message with which the app answers; rejects if `acknowledged` rejects. */
  readonly answered: Promise<StoredMessage>;
  readonly responseUrl: string;
  readonly triggerId: string;
  /** Requests to the response_url, oldest first. */
  readonly responses: PostedResponse[];
  /** The ephemeral messages that this interaction posted and that still exist. */
  ephemeral(): StoredMessage[];
  /** The public messages that this interaction posted and that still exist. */
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

// A response_url can be used 5 times within 30 minutes: docs.slack.dev/interactivity/handling-user-interaction
// (Message responses).
const mostUses = 5;
const lifeMs = 30 * 60_000;

/** Sends commands and clicks to the app, and handles the app's answers to them. */
export function createInteractions(options: InteractionOptions) {
  const { world, origin, deadlineMs, triggers, deliver, rejections, refusals, onChange } = options;
  const byPath = new Map<string, Pending>();
  const timers = new Set<NodeJS.Timeout>();
  const note = (method: string) => (kind: NonNullable<Refusal['kind']>, error: string) => {
    rejections.push({ method, error, kind });
  };

  /** Shows the app's answer, or refuses it if Slack would; records each refusal. */
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
    /** Sends a payload, with `response_url` and `trigger_id` added. */
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

    /** Handles a request to a response_url; returns the response, or undefined if there is no such URL. */
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

// Slack answers requests to an expired or used-up URL with 404 and `expired_url` or `used_url`. This is not
// documented, but clients have observed it.
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

/** Returns a promise and the functions that settle it; an unhandled rejection is ignored. */
export function promise<T>() {
  const made = Promise.withResolvers<T>();
  made.promise.catch(() => {});
  return made;
}
