import { randomBytes } from 'node:crypto';
import type { APIApplicationCommandOptionChoice, APIMessage } from 'discord.js';
import { messageJson } from './json.ts';
import type { Message, World } from './state.ts';
import type { Modal } from './validate-modal.ts';

/** The first response to an interaction; `at` is the time from the interaction to the response, in ms. */
export interface Acknowledgement {
  readonly type: number;
  readonly flags?: number;
  readonly at: number;
}

/** The interface through which a test observes an interaction. */
export interface InteractionHandle {
  readonly id: string;
  readonly token: string;
  /** Rejects if the bot does not respond by the deadline. */
  readonly acknowledged: Promise<Acknowledgement>;
  /** The first visible response: a response of type 4 or 7, or the first edit of @original. */
  readonly answered: Promise<APIMessage>;
  /** The modal with which the bot responds. */
  readonly modal: Promise<Modal>;
  /** Returns the current state of @original, if there is one. */
  message(): APIMessage | undefined;
  /** Returns the follow-ups, oldest first. */
  followUps(): APIMessage[];
  /** Expires the token now instead of after 15 minutes. */
  expire(): void;
}

/** The server's record of an interaction. */
export interface Pending {
  readonly id: string;
  readonly token: string;
  /** 2 for a command, 3 for a component, 4 for autocomplete, 5 for a modal. */
  readonly type: number;
  readonly channelId: string;
  readonly userId: string;
  readonly at: number;
  /** For components, and modals that they opened: the message with the component. */
  readonly source?: Message;
  /** For autocomplete: the type of the focused option. */
  readonly optionType?: number;
  isLate: boolean;
  isExpired: boolean;
  acknowledgement?: Acknowledgement;
  original?: Message;
  readonly followUps: Message[];
  acknowledge(acknowledgement: Acknowledgement): void;
  answer(message: Message): void;
  showModal(modal: Modal): void;
  choose(choices: APIApplicationCommandOptionChoice[]): void;
}

export interface InteractionStore {
  readonly byToken: Map<string, Pending>;
  /** Sends an interaction to the bot: `payload`, with an id and a token added. */
  send(
    payload: object,
    about: Pick<Pending, 'type' | 'channelId' | 'userId' | 'source' | 'optionType'>,
  ): {
    handle: InteractionHandle;
    choices: Promise<APIApplicationCommandOptionChoice[]>;
  };
  close(): void;
}

/**
 * Creates a store of interactions. On Discord, the first response is due within 3 s, and all others within 15 minutes
 * (discord-api-docs: interactions/receiving-and-responding.mdx).
 */
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
      const modal = promise<Modal>();
      const startedAt = performance.now();
      const timer = setTimeout(() => {
        pending.isLate = true;
        const error = new Error(`The bot did not respond within ${options.deadlineMs} ms`);
        for (const { reject } of [acknowledged, answered, chosen, modal]) reject(error);
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
        showModal: modal.resolve,
      };
      byToken.set(token, pending);
      world.dispatch('INTERACTION_CREATE', { id, token, ...payload });
      return {
        handle: {
          id,
          token,
          acknowledged: acknowledged.promise,
          answered: answered.promise,
          modal: modal.promise,
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

/** Creates a promise with its `resolve` and `reject`. An unhandled rejection is ignored. */
function promise<T>() {
  const made = Promise.withResolvers<T>();
  made.promise.catch(() => {});
  return made;
}
