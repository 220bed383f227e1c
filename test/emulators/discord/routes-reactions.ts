import { accessChannel, assertOpen, messageIn } from './access.ts';
import { missingPermissions, tooManyReactions, unknownEmoji } from './errors.ts';
import { checkInteger, createForm } from './form.ts';
import { isOlder } from './ids.ts';
import { botPermissionsIn } from './json.ts';
import { allows } from './permissions.ts';
import {
  addReaction,
  clearReactions,
  findReaction,
  parseEmoji,
  reactors,
  removeReaction,
} from './reactions.ts';
import { noContent, ok, type Routes } from './router.ts';
import type { World } from './state.ts';

const base = '/channels/:id/messages/:message/reactions';

/**
 * Returns the routes for reactions (discord-api-docs: resources/message.mdx, from Create Reaction to Delete All
 * Reactions for Emoji).
 */
export function reactionRoutes(world: World): Routes {
  const find = (params: readonly string[]) => {
    const [id = '', messageId = '', text] = params;
    const channel = accessChannel(world, id);
    const message = messageIn(channel, messageId);
    const emoji = text === undefined ? undefined : parseEmoji(text);
    if (text !== undefined && !emoji) throw unknownEmoji();
    return { channel, message, emoji: emoji ?? { id: null, name: '' } };
  };
  const need = (id: string, name: 'AddReactions' | 'ReadMessageHistory' | 'ManageMessages') => {
    if (!allows(botPermissionsIn(world, accessChannel(world, id)), name)) throw missingPermissions();
  };
  return {
    [`PUT ${base}/:emoji/@me`]: ({ params }) => {
      const { channel, message, emoji } = find(params);
      need(channel.id, 'ReadMessageHistory');
      assertOpen(channel);
      if (!findReaction(message, emoji)) {
        need(channel.id, 'AddReactions');
        if (message.reactions.length >= 20) throw tooManyReactions();
      }
      addReaction(world, channel, message, { userId: world.botId, emoji });
      return noContent;
    },
    [`DELETE ${base}/:emoji/@me`]: ({ params }) => {
      const { channel, message, emoji } = find(params);
      assertOpen(channel);
      removeReaction(world, channel, message, { userId: world.botId, emoji });
      return noContent;
    },
    [`DELETE ${base}/:emoji/:user`]: ({ params }) => {
      const { channel, message, emoji } = find(params.slice(0, 3));
      need(channel.id, 'ManageMessages');
      removeReaction(world, channel, message, { userId: params[3] ?? '', emoji });
      return noContent;
    },
    [`DELETE ${base}/:emoji`]: ({ params }) => {
      const { channel, message, emoji } = find(params);
      need(channel.id, 'ManageMessages');
      clearReactions(world, channel, message, emoji);
      return noContent;
    },
    [`DELETE ${base}`]: ({ params }) => {
      const { channel, message } = find(params);
      need(channel.id, 'ManageMessages');
      clearReactions(world, channel, message);
      return noContent;
    },
    [`GET ${base}/:emoji`]: ({ params, query }) => {
      const { channel, message, emoji } = find(params);
      need(channel.id, 'ReadMessageHistory');
      const form = createForm();
      const limit = Number(query.get('limit') ?? 25);
      checkInteger(form, ['limit'], limit, 1, 100);
      checkInteger(form, ['type'], Number(query.get('type') ?? 0), 0, 1);
      form.done();
      const after = query.get('after') ?? '0';
      const users = reactors(world, message, emoji, query.get('type') === '1');
      return ok(users.filter(({ id }) => isOlder(after, id)).slice(0, limit));
    },
  };
}
