import { randomBytes } from 'node:crypto';
import type { APIApplicationCommandOptionChoice, APIMessage } from 'discord.js';
import { messageJson } from './json.ts';
import type { Message, World } from './state.ts';

/** How an interaction was answered first; `at` is ms since it was dispatched. */
export interface Acknowledgement {
  readonly type: number;
  readonly flags?: number;
  readonly at: number;
}

/** An interaction as a test follows it. */
export interface InteractionHandle {
  readonly id: string;
  readonly token: string;
  /** Rejects if nothing came within 3 s. */
  readonly acknowledged: Promise<Acknowledgement>;
  /** The first answer that a person could read: a response of type 4 or 7, or the first edit of @original. */
  readonly answered: Promise<APIMessage>;
  /** @original as it is now. */
  message(): APIMessage | undefined;
  /** Follow-ups, oldest first. */
  followUps(): APIMessage[];
  /** Ends the token now, as 15 minutes would. */
  expire(): void;
}

/** What the server keeps of an interaction. */
export interface Pending {
  readonly id: string;
  readonly token: string;
  /** 2 a command, 3 a component, 4 autocomplete. */
  readonly type: number;
  readonly channelId: string;
  readonly userId: string;
  readonly at: number;
  /** For components: the message with the button. */
  readonly source?: Message;
  /** For autocomplete: the type of the option that is typed in. */
  readonly optionType?: number;
  isLate: boolean;
  isExpired: boolean;
  acknowledgement?: Acknowledgement;
  original?: Message;
  readonly followUps: Message[];
  acknowledge(acknowledgement: Acknowledgement): void;
  answer(message: Message): void;
  choose(choices: APIApplicationCommandOptionChoice[]): void;
}

export interface InteractionStore {
  readonly byToken: Map<string, Pending>;
  /** Sends an interaction to the bot; `payload` lacks id and token. */
  send(
    payload: object,
    about: Pick<Pending, 'type' | 'channelId' | 'userId' | 'source' | 'optionType'>,
  ): {
    handle: InteractionHandle;
    choices: Promise<APIApplicationCommandOptionChoice[]>;
  };
  close(): void;
}

/** Interactions in flight: 3 s for the first response, 15 min for the rest; receiving-and-responding.mdx. */
export function createInteractions(world: World, options: { deadlineMs: number }): InteractionStore {
  const byToken = new Map<string, Pending>();
  const timers = new Set<NodeJS.Timeout>();

  return {
    byToken,
    send(payload, about) {
      const id = world.newId();
      const token = Buffer.from(`interaction:${id}:${randomBytes(24).toString('base64url')}`).toString(
        'base64url',
      );
      const acknowledged = promise<Acknowledgement>();
      const answered = promise<APIMessage>();
      const chosen = promise<APIApplicationCommandOptionChoice[]>();
      const startedAt = performance.now();
      const timer = setTimeout(() => {
        pending.isLate = true;
        const error = new Error(`The bot did not respond within ${options.deadlineMs} ms`);
        for (const { reject } of [acknowledged, answered, chosen]) reject(error);
      }, options.deadlineMs);
      timers.add(timer);
      const pending: Pending = {
        ...about,
        id,
        token,
        at: world.now(),
        isLate: false,
        isExpired: false,
        followUps: [],
        acknowledge(acknowledgement) {
          clearTimeout(timer);
          timers.delete(timer);
          const full = { ...acknowledgement, at: Math.round(performance.now() - startedAt) };
          pending.acknowledgement = full;
          acknowledged.resolve(full);
        },
        answer: (message) => answered.resolve(messageJson(world, message)),
        choose: chosen.resolve,
      };
      byToken.set(token, pending);
      world.dispatch('INTERACTION_CREATE', { id, token, ...payload });
      return {
        handle: {
          id,
          token,
          acknowledged: acknowledged.promise,
          answered: answered.promise,
          message: () => pending.original && messageJson(world, pending.original),
          followUps: () => pending.followUps.map((message) => messageJson(world, message)),
          expire() {
            pending.isExpired = true;
          },
        },
        choices: chosen.promise,
      };
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** A promise with its handles; nobody has to wait for it. */
function promise<T>() {
  const made = Promise.withResolvers<T>();
  made.promise.catch(() => {});
  return made;
}
