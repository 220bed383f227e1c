import { type Command, ROOT } from '../../command/define.ts';
import { commandWording } from '../../i18n/ko/command.ts';
import { commonWording } from '../../i18n/ko/common.ts';
import { MESSAGE_SHORTCUT } from './listener/interactions.ts';
import { EVENTS_PATH } from './listener/listener.ts';

/**
 * The scopes for slash commands and for the methods that the bot calls: chat.*, reactions.*,
 * conversations.history/replies/info, users.info. `usergroups:read` is only for the setting `mention`: apps that were
 * installed without it work otherwise.
 */
export const SCOPES = [
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'groups:history',
  'groups:read',
  'reactions:read',
  'reactions:write',
  'usergroups:read',
  'users:read',
];

/** The events that the listener handles. */
const EVENTS = [
  'app_home_opened',
  'app_uninstalled',
  'tokens_revoked',
  'reaction_added',
  'reaction_removed',
  'channel_archive',
  'channel_unarchive',
  'channel_deleted',
  'channel_id_changed',
  'channel_left',
  'group_archive',
  'group_unarchive',
  'group_deleted',
  'group_left',
  'member_joined_channel',
  'member_left_channel',
];

/** Returns the app manifest, ready to paste: for HTTP mode if there is a `publicUrl`, otherwise for Socket Mode. */
export function createManifest(commands: readonly Command[], publicUrl: string | undefined): object {
  const url = publicUrl && `${publicUrl.replace(/\/+$/, '')}${EVENTS_PATH}`;
  const address = url ? { request_url: url } : {};
  return {
    _metadata: { major_version: 2 },
    display_information: {
      name: commonWording.product,
      description: commonWording.tagline,
      background_color: '#b23a22',
    },
    features: {
      // Without this tab, Slack refuses direct messages of the app (messages_tab_disabled).
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: true,
      },
      // Slack allows only a-z, 0-9, -, _ and . here (reference/app-manifest).
      bot_user: { display_name: 'paperboy', always_online: true },
      shortcuts: [
        {
          type: 'message',
          name: commandWording.onMessage,
          callback_id: MESSAGE_SHORTCUT,
          description: commandWording.onMessageDescription,
        },
      ],
      slash_commands: [
        {
          command: `/${ROOT.name}`,
          description: commonWording.tagline,
          usage_hint: commands.map(({ ko }) => ko).join(' | '),
          should_escape: false,
          ...(url ? { url } : {}),
        },
      ],
    },
    oauth_config: { scopes: { bot: SCOPES } },
    settings: {
      event_subscriptions: { ...address, bot_events: EVENTS.toSorted() },
      interactivity: {
        is_enabled: true,
        ...address,
        ...(url ? { message_menu_options_url: url } : {}),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: !url,
      token_rotation_enabled: false,
    },
  };
}
