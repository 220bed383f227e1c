import { ApplicationCommandOptionType, InteractionResponseType as ResponseType } from 'discord.js';
import {
  alreadyAcknowledged,
  archivedThread,
  expiredWebhookToken,
  unknownChannel,
  unknownInteraction,
  unknownMessage,
  unknownWebhook,
} from './errors.ts';
import { asFields, asList, createForm, type Fields, isObject } from './form.ts';
import type { InteractionStore, Pending } from './interactions.ts';
import { messageJson } from './json.ts';
import { createMessage, editMessage, removeMessage } from './messages.ts';
import { type Call, noContent, ok, type Routes } from './router.ts';
import type { Channel, Message, World } from './state.ts';
import { checkChoices } from './validate-choices.ts';
import { assertNotEmpty, checkMessage, flags } from './validate-message.ts';
import { checkModal } from './validate-modal.ts';

const tokenLifeMs = 15 * 60_000;
// The modelled response types by interaction type (discord-api-docs: interactions/receiving-and-responding.mdx,
// Interaction Callback Type).
const responsesTo: Record<number, readonly number[]> = {
  2: [4, 5, 9],
  3: [4, 5, 6, 7, 9],
  4: [8],
  5: [4, 5, 6, 7],
};

/**
 * Returns the routes for interaction responses and follow-ups, whose token is in the path, not in `Authorization`.
 */
export function interactionRoutes(world: World, store: InteractionStore): Routes {
  const webhook = ({ params: [app = '', token = ''] }: Call): Pending => {
    const pending = store.byToken.get(token);
    // The token is valid for webhook routes only after the first response.
    if (app !== world.applicationId || !pending?.acknowledgement) throw unknownWebhook();
    if (pending.isExpired || world.now() - pending.at > tokenLifeMs) throw expiredWebhookToken();
    return pending;
  };
  const find = (pending: Pending, id: string): Message => {
    if (id === '@original') {
      if (!pending.original) throw unknownMessage();
      return pending.original;
    }
    const message = [pending.original, ...pending.followUps].find((one) => one?.id === id);
    if (!message) throw unknownMessage();
    return message;
  };
  const channelOf = (pending: Pending): Channel => {
    const channel = world.channels.get(pending.channelId);
    if (!channel) throw unknownChannel();
    return channel;
  };
  const interactionJson = (pending: Pending) => ({
    id: pending.id,
    type: pending.type,
    user: { id: pending.userId },
    authorizing_integration_owners: { '0': channelOf(pending).guildId ?? '0' },
  });
  const reply = (pending: Pending, body: ReturnType<typeof checkMessage>, extra = 0): Message =>
    createMessage(world, channelOf(pending), body, {
      // A response to a command is a message of type CHAT_INPUT_COMMAND (20); a response to a button is a REPLY (19).
      type: pending.type === 2 ? 20 : 19,
      interaction: interactionJson(pending),
      flags: extra,
    });

  function respond(call: Call, pending: Pending) {
    const form = createForm();
    const body = asFields(form, [], call.body, ['type', 'data']) ?? {};
    const type = Number(body.type);
    if (!responsesTo[pending.type]?.includes(type))
      form.add(
        ['type'],
        'BASE_TYPE_CHOICES',
        `Not a response to an interaction of type ${pending.type}, or not modelled.`,
      );
    form.done();
    let sent: Message | undefined;
    let answerFlags = 0;
    if (type === ResponseType.ChannelMessageWithSource) {
      const message = checkMessage(body.data, { use: 'response', files: call.files }, ['data']);
      assertNotEmpty(message);
      sent = reply(pending, message);
      pending.original = sent;
      answerFlags = message.flags ?? 0;
    } else if (type === ResponseType.DeferredChannelMessageWithSource) {
      answerFlags = deferFlags(body.data);
      pending.original = reply(pending, {}, answerFlags | flags.loading);
    } else if (type === ResponseType.DeferredMessageUpdate) {
      pending.original = sourceOf(pending);
    } else if (type === ResponseType.UpdateMessage) {
      const source = sourceOf(pending);
      const message = checkMessage(body.data, { use: 'response', current: source.flags, files: call.files }, [
        'data',
      ]);
      pending.original = editMessage(world, channelOf(pending), source, message);
      sent = source;
    } else if (type === ResponseType.Modal) {
      pending.showModal(checkModal(body.data));
    } else if (type === ResponseType.ApplicationCommandAutocompleteResult) {
      pending.choose(checkAnswer(body.data, pending.optionType) as never);
    }
    pending.acknowledge({ type, at: 0, ...(answerFlags ? { flags: answerFlags } : {}) });
    if (sent) pending.answer(sent);
    return { type, ...(pending.original ? { message: messageJson(world, pending.original) } : {}) };
  }

  return {
    'POST /interactions/:id/:token/callback': (call) => {
      const [id = '', token = ''] = call.params;
      const pending = store.byToken.get(token);
      if (!pending || pending.id !== id || pending.isLate) throw unknownInteraction();
      if (pending.acknowledgement) throw alreadyAcknowledged();
      assertAnswerable(channelOf(pending));
      const resource = respond(call, pending);
      if (call.query.get('with_response') !== 'true') return noContent;
      const { message } = resource;
      return ok({
        interaction: {
          id,
          type: pending.type,
          ...(message ? { response_message_id: message.id } : {}),
          response_message_loading: Boolean(message && Number(message.flags) & flags.loading),
          response_message_ephemeral: Boolean(message && Number(message.flags) & flags.ephemeral),
        },
        resource,
      });
    },
    'POST /webhooks/:app/:token': (call) => {
      const pending = webhook(call);
      const body = checkMessage(call.body, { use: 'follow-up', files: call.files });
      assertNotEmpty(body);
      // After a deferral, the first follow-up becomes @original (discord-api-docs:
      // interactions/receiving-and-responding.mdx, Followup Messages).
      if (pending.original && pending.original.flags & flags.loading) {
        finish(world, channelOf(pending), pending, body);
        return ok(messageJson(world, pending.original));
      }
      const message = reply(pending, body);
      pending.followUps.push(message);
      return ok(messageJson(world, message));
    },
    'GET /webhooks/:app/:token/messages/:message': (call) =>
      ok(messageJson(world, find(webhook(call), call.params[2] ?? ''))),
    'PATCH /webhooks/:app/:token/messages/:message': (call) => {
      const pending = webhook(call);
      const message = find(pending, call.params[2] ?? '');
      const body = checkMessage(call.body, {
        use: 'edit-response',
        current: message.flags,
        files: call.files,
      });
      if (message === pending.original) finish(world, channelOf(pending), pending, body);
      else editMessage(world, channelOf(pending), message, body);
      return ok(messageJson(world, message));
    },
    'DELETE /webhooks/:app/:token/messages/:message': (call) => {
      const pending = webhook(call);
      const message = find(pending, call.params[2] ?? '');
      removeMessage(world, channelOf(pending), message);
      if (message === pending.original) delete pending.original;
      else pending.followUps.splice(pending.followUps.indexOf(message), 1);
      return noContent;
    },
  };
}

/** Returns the message with the component, also for a modal that the component opened (types 3 and 5). */
function sourceOf({ source }: Pending): Message {
  if (!source) throw unknownMessage();
  return source;
}

/** Edits @original and ends its loading state. */
function finish(
  world: World,
  channel: Channel,
  pending: Pending,
  body: ReturnType<typeof checkMessage>,
): void {
  const message = pending.original;
  if (!message) throw unknownMessage();
  assertNotEmpty({ ...message, ...body });
  message.flags &= ~flags.loading;
  editMessage(world, channel, message, body);
  pending.answer(message);
}

/**
 * Throws if the thread is both archived and locked: Discord refuses responses there (discord/discord-api-docs#5517).
 */
function assertAnswerable({ thread }: Channel): void {
  if (thread?.archived && thread.locked) throw archivedThread();
}

/**
 * Returns the flags of a deferral. Only EPHEMERAL is allowed (discord-api-docs:
 * interactions/receiving-and-responding.mdx, Interaction Callback Data).
 */
function deferFlags(data: unknown): number {
  if (data === undefined || data === null) return 0;
  const form = createForm();
  const fields = asFields(form, ['data'], data, ['flags']) ?? {};
  const value = Number(fields.flags ?? 0);
  if (value & ~flags.ephemeral)
    form.add(['data', 'flags'], 'BITFIELD_TYPE_INVALID', 'Only EPHEMERAL can be set.');
  form.done();
  return value;
}

function checkAnswer(data: unknown, optionType = Number(ApplicationCommandOptionType.String)): Fields[] {
  const form = createForm();
  const fields = asFields(form, ['data'], data, ['choices']) ?? {};
  const choices = asList(form, ['data', 'choices'], fields.choices, 0, 25);
  checkChoices(form, ['data', 'choices'], choices, optionType);
  form.done();
  return choices.filter(isObject);
}
