import { suggestions } from './elements.ts';
import { escapeFields, escapeText } from './escape.ts';
import { createForm, type Fields, isObject } from './form.ts';
import { secondsOf } from './ids.ts';
import type { createInteractions, Handle } from './interactions.ts';
import { messageJson, type StoredMessage } from './messages.ts';
import { type Entered, type Submission, submitModal } from './modals.ts';
import { type Channel, channelOf, enterpriseName, type Message, type World, workspace } from './state.ts';
import type { Refusal } from './web.ts';

/** The person who acts, and the channel in which they act. */
export interface Whereabouts {
  readonly channelId: string;
  readonly userId: string;
}

export interface ButtonPress extends Whereabouts {
  readonly actionId: string;
  /** If given, only a button with this value is pressed. */
  readonly value?: string;
  readonly url?: string;
  /** The ts of the message with the button; default: the newest such message, including ephemeral ones. */
  readonly message?: string;
}

/**
 * The actions of people: commands, buttons and menus. Each method except `raw` throws if Slack would not allow the
 * action.
 */
export interface Interact {
  command(call: Whereabouts & { text?: string; command?: string }): Handle;
  button(press: ButtonPress): Handle;
  /** Types into an external_select; resolves to the options that the app offers. */
  options(typing: Whereabouts & { actionId: string; value: string; message?: string }): Promise<Fields[]>;
  /** Chooses an option from a menu in a message. */
  select(choice: Whereabouts & { actionId: string; value: string; message?: string }): Handle;
  /** Chooses one of the app's shortcuts from the menu of a message. */
  shortcut(choice: Whereabouts & { callbackId: string; message: string }): Handle;
  /** Presses a button in the app's Home. */
  pressInHome(view: Fields, userId: string, actionId: string): Handle;
  /** Changes inputs of a modal, and sends it. */
  submit(view: Fields, userId: string, entered?: Entered): Submission;
  /** Sends any interactive payload, with `response_url` and `trigger_id` added. */
  raw(payload: Fields): Handle;
}

export interface PeopleOptions {
  readonly world: World;
  /** The slash commands in the app's manifest. */
  readonly commands: readonly string[];
  readonly interactions: ReturnType<typeof createInteractions>;
  readonly rejections: Refusal[];
}

export function createPeople({ world, commands, interactions, rejections }: PeopleOptions): Interact {
  const { teamId } = world;
  const { domain } = workspace;
  /**
   * Returns the fields that commands (docs.slack.dev/interactivity/implementing-slash-commands) and the `team` of
   * payloads about messages (docs.slack.dev/reference/interaction-payloads/block_suggestion-payload) have only within an
   * Enterprise organization.
   */
  const inEnterprise = () =>
    world.enterpriseId === undefined
      ? {}
      : { enterprise_id: world.enterpriseId, enterprise_name: enterpriseName };
  const userName = (id: string) => world.users.get(id)?.name ?? id.toLowerCase();

  /**
   * Returns the fields that all payloads about a message share:
   * docs.slack.dev/reference/interaction-payloads/block_actions-payload.
   */
  const about = (channel: Channel, userId: string, message: Message) => ({
    // The user's `team_id` is the enterprise's id, if there is one.
    user: {
      ...{ id: userId, username: userName(userId), name: userName(userId) },
      team_id: world.enterpriseId ?? teamId,
    },
    api_app_id: world.appId,
    token: 'verification-token',
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: message.visibleTo !== undefined,
    },
    team: { id: teamId, domain, ...inEnterprise() },
    enterprise: world.enterpriseId === undefined ? null : { id: world.enterpriseId, name: enterpriseName },
    is_enterprise_install: false,
    channel: { id: channel.id, name: channel.isPrivate ? 'privategroup' : channel.name },
    // For an ephemeral message, Slack sends only the ts (in `container`), not the message itself.
    ...(message.visibleTo === undefined ? { message: shownIn(messageJson(world, channel, message)) } : {}),
  });

  /** The `text` of a message is mrkdwn, so it is returned as it was sent. */
  const shownIn = ({ blocks = [], ...message }: StoredMessage): Fields => ({
    ...message,
    blocks: blocks.map(escapeFields),
  });

  function act(where: Whereabouts, message: Message, action: Fields): Handle {
    const channel = channelOf(world, where.channelId);
    const payload = {
      type: 'block_actions',
      ...about(channel, where.userId, message),
      state: { values: {} },
      actions: [{ ...escapeFields(action), action_ts: world.newTs() }],
    };
    return interactions.send(
      'interactive',
      payload,
      { channel, userId: where.userId, source: message },
      false,
    );
  }

  function find(
    where: Whereabouts & { actionId: string; message?: string },
    fits: (found: Fields) => boolean,
  ) {
    const channel = channelOf(world, where.channelId);
    const found = seenBy(channel, where.userId)
      .filter(({ ts }) => where.message === undefined || ts === where.message)
      .flatMap((message) =>
        elementsOf(message.blocks)
          .filter(({ element }) => element.action_id === where.actionId && fits(element))
          .map((hit) => ({ ...hit, message, channel })),
      )
      .at(-1);
    if (!found)
      throw new Error(
        `No message in ${where.channelId} shows ${where.userId} an element "${where.actionId}"`,
      );
    return found;
  }

  return {
    command({ channelId, userId, text = '', command = '/paper' }) {
      if (!commands.includes(command)) throw new Error(`The app has no command ${command}`);
      if (!world.scopes.has('commands')) throw new Error('The app lacks the scope "commands"');
      if (world.tokenError === 'account_inactive')
        throw new Error('The app is not installed: its commands are gone');
      const channel = channelOf(world, channelId);
      if (channel.isArchived) throw new Error(`Channel ${channelId} is archived: nobody can write there`);
      const payload = {
        token: 'verification-token',
        team_id: teamId,
        team_domain: domain,
        ...inEnterprise(),
        channel_id: channel.id,
        // Slack does not reveal the names of private channels in commands.
        channel_name: channel.isPrivate ? 'privategroup' : channel.name,
        user_id: userId,
        user_name: userName(userId),
        command,
        text: escapeText(text),
        api_app_id: world.appId,
        is_enterprise_install: 'false',
      };
      return interactions.send('slash_commands', payload, { channel, userId }, true);
    },
    button({ value, url, ...press }) {
      const { message, blockId, element } = find(
        press,
        (one) =>
          one.type === 'button' &&
          (value === undefined || one.value === value) &&
          (url === undefined || one.url === url),
      );
      const { type, action_id, text, value: own, url: link, style } = element;
      return act(press, message, {
        type,
        action_id,
        block_id: blockId,
        text,
        ...(own === undefined ? {} : { value: own }),
        ...(link === undefined ? {} : { url: link }),
        ...(style === undefined ? {} : { style }),
      });
    },
    select({ value, ...where }) {
      const { message, blockId, element } = find(where, ({ type }) => String(type).endsWith('_select'));
      const known = Array.isArray(element.options) ? element.options.filter(isObject) : [];
      const chosen = known.find((one) => one.value === value) ?? {
        text: { type: 'plain_text', text: value, emoji: true },
        value,
      };
      const { type, action_id } = element;
      return act(where, message, { type, action_id, block_id: blockId, selected_option: chosen });
    },
    async options({ value, ...where }) {
      const { message, channel, blockId, element } = find(where, ({ type }) => type === 'external_select');
      // The default of min_query_length is 3: docs.slack.dev/reference/block-kit/block-elements/select-menu-element.
      const least = Number(element.min_query_length ?? 3);
      if (value.length < least) throw new Error(`Slack asks the app only from ${least} typed characters on`);
      const payload = {
        type: 'block_suggestion',
        ...about(channel, where.userId, message),
        action_id: element.action_id,
        block_id: blockId,
        value: escapeText(value),
      };
      const handle = interactions.send(
        'interactive',
        payload,
        { channel, userId: where.userId, source: message },
        true,
      );
      const { body } = await handle.acknowledged;
      const form = createForm();
      suggestions(form, [], body);
      if (form.errors.length > 0)
        rejections.push({ method: 'block_suggestion', error: 'invalid_options', messages: form.errors });
      const { options = [], option_groups: groups = [] } = isObject(body) ? body : {};
      const flat = Array.isArray(groups)
        ? groups.filter(isObject).flatMap((group) => group.options ?? [])
        : [];
      return [...(Array.isArray(options) ? options : []), ...flat].filter(isObject);
    },
    shortcut({ channelId, userId, callbackId, message: ts }) {
      const channel = channelOf(world, channelId);
      const message = seenBy(channel, userId).find((one) => one.ts === ts);
      if (!message) throw new Error(`No message ${ts} in ${channelId}`);
      // docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload (Message shortcuts).
      const { container: _container, ...shared } = about(channel, userId, message);
      const payload = {
        ...shared,
        type: 'message_action',
        callback_id: callbackId,
        action_ts: world.newTs(),
        message_ts: ts,
      };
      return interactions.send('interactive', payload, { channel, userId }, false);
    },
    pressInHome(view, userId, actionId) {
      const blocks = Array.isArray(view.blocks) ? view.blocks.filter(isObject) : [];
      const found = elementsOf(blocks).find(({ element }) => element.action_id === actionId);
      if (!found) throw new Error(`The Home has no button ${actionId}`);
      const { blockId, element } = found;
      const payload = {
        type: 'block_actions',
        user: { id: userId, username: userName(userId), name: userName(userId), team_id: teamId },
        api_app_id: world.appId,
        token: 'verification-token',
        container: { type: 'view', view_id: view.id },
        team: { id: teamId, domain, ...inEnterprise() },
        enterprise: null,
        is_enterprise_install: false,
        view,
        actions: [{ ...escapeFields(element), block_id: blockId, action_ts: world.newTs() }],
      };
      return interactions.send('interactive', payload, { userId }, false);
    },
    submit: (view, userId, entered = {}) =>
      submitModal({ world, interactions, rejections }, view, userId, entered),
    raw(payload) {
      const { channel: at, user, type } = payload;
      const channel = isObject(at) ? world.channels.get(String(at.id)) : undefined;
      const userId = isObject(user) ? String(user.id) : 'U0';
      const takesAnswer = ['block_suggestion', 'view_submission'].includes(String(type));
      return interactions.send('interactive', payload, { channel, userId }, takesAnswer);
    },
  };
}

/** Returns the messages visible to this person, oldest first. */
const seenBy = (channel: Channel, userId: string): Message[] =>
  [...channel.messages.values(), ...channel.ephemerals.filter(({ visibleTo }) => visibleTo === userId)].sort(
    (one, other) => Number(one.ts) - Number(other.ts) || secondsOf(one.ts) - secondsOf(other.ts),
  );

/** Returns all elements of the blocks, interactive or not, each with its block's id. */
function elementsOf(blocks: readonly Fields[]): { element: Fields; blockId: unknown }[] {
  return blocks.flatMap(({ elements, accessory, element, block_id: blockId }) =>
    [...(Array.isArray(elements) ? elements : []), accessory, element]
      .filter(isObject)
      .map((one) => ({ element: one, blockId })),
  );
}
