import { SlackError } from './errors.ts';
import type { Fields } from './form.ts';
import { isTimestamp } from './ids.ts';
import { channelJson, messageJson, userJson } from './messages.ts';
import { type Methods, textArg } from './methods.ts';
import { addReaction, removeReaction } from './reactions.ts';
import { type GroupSpec, isUserId, joinedChannel, messageIn, type World, workspace } from './state.ts';

/** Returns a user group: docs.slack.dev/reference/objects/usergroup-object. */
const groupJson = (world: World, { id, handle, isDisabled = false }: GroupSpec) => ({
  ...{ id, handle, team_id: world.teamId, is_usergroup: true, name: handle, description: '' },
  ...{ is_external: false, date_create: 1, date_update: 1, date_delete: isDisabled ? 1 : 0 },
  ...{
    auto_type: null,
    created_by: 'UADMIN',
    updated_by: 'UADMIN',
    deleted_by: isDisabled ? 'UADMIN' : null,
  },
  prefs: { channels: [], groups: [] },
});

/** Returns the supported methods of `api`, `auth`, `apps`, `users`, `usergroups` and `bots`: docs.slack.dev/reference/methods. */
export function otherMethods(world: World, openConnection: () => string): Methods {
  return {
    'api.test': {
      token: 'none',
      args: { error: 'text', foo: 'text' },
      run({ args }) {
        if (args.error !== undefined) throw new SlackError(textArg(args, 'error'));
        return { args };
      },
    },
    'auth.test': {
      args: {},
      run: () => ({
        url: `https://${workspace.domain}.slack.com/`,
        team: workspace.name,
        user: 'paperboy',
        team_id: world.teamId,
        user_id: world.botUserId,
        bot_id: world.botId,
        is_enterprise_install: false,
        // docs.slack.dev/reference/methods/auth.test: only for a team within an Enterprise organization.
        ...(world.enterpriseId === undefined ? {} : { enterprise_id: world.enterpriseId }),
      }),
    },
    'apps.connections.open': { token: 'app', args: {}, run: () => ({ url: openConnection() }) },
    'users.info': {
      scope: 'users:read',
      args: { user: 'text', include_locale: 'flag' },
      required: ['user'],
      run({ args }) {
        const id = textArg(args, 'user');
        if (!isUserId(id)) throw new SlackError('user_not_found');
        const locale = args.include_locale === true ? { locale: world.users.get(id)?.locale ?? 'ko-KR' } : {};
        return { user: { ...userJson(world, id), ...locale } };
      },
    },
    'usergroups.list': {
      scope: 'usergroups:read',
      args: { include_count: 'flag', include_disabled: 'flag', include_users: 'flag', team_id: 'text' },
      run: ({ args }) => ({
        usergroups: [...world.groups.values()]
          .filter(({ isDisabled = false }) => !isDisabled || args.include_disabled === true)
          .map((group) => groupJson(world, group)),
      }),
    },
    'bots.info': {
      scope: 'users:read',
      args: { bot: 'text' },
      required: ['bot'],
      run({ args }) {
        if (args.bot !== world.botId) throw new SlackError('bot_not_found');
        const { botId: id, appId: app_id, botUserId: user_id } = world;
        return { bot: { id, deleted: false, name: 'paperboy', updated: 0, app_id, user_id, icons: {} } };
      },
    },
  };
}

/** Returns the `reactions.*` methods: docs.slack.dev/reference/methods. */
export function reactionMethods(world: World): Methods {
  function find(args: Fields) {
    const channel = joinedChannel(world, textArg(args, 'channel'));
    if (!isTimestamp(args.timestamp)) throw new SlackError('bad_timestamp');
    return { channel, message: messageIn(channel, args.timestamp) };
  }
  const by = (args: Fields) => ({ userId: world.botUserId, name: textArg(args, 'name') });
  const item = { channel: 'text', timestamp: 'text' } as const;
  return {
    'reactions.add': {
      scope: 'reactions:write',
      args: { ...item, name: 'text' },
      required: ['channel', 'timestamp', 'name'],
      run({ args }) {
        const { channel, message } = find(args);
        if (channel.isArchived) throw new SlackError('is_archived');
        addReaction(world, channel, message, by(args));
        return {};
      },
    },
    'reactions.remove': {
      scope: 'reactions:write',
      args: { ...item, name: 'text' },
      required: ['name', 'channel', 'timestamp'],
      run({ args }) {
        const { channel, message } = find(args);
        if (channel.isArchived) throw new SlackError('is_archived');
        removeReaction(world, channel, message, by(args));
        return {};
      },
    },
    'reactions.get': {
      scope: 'reactions:read',
      args: { ...item, full: 'flag' },
      required: ['channel', 'timestamp'],
      run({ args }) {
        const { channel, message } = find(args);
        const shown = messageJson(world, channel, message) as unknown as Fields;
        // Without `full`, the lists of users can be incomplete.
        const reactions = message.reactions.map(({ name, users }) => ({ name, users, count: users.length }));
        const full = args.full === true && reactions.length > 0 ? { reactions } : {};
        return { type: 'message', channel: channelJson(world, channel).id, message: { ...shown, ...full } };
      },
    },
  };
}
