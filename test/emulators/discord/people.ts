import { type APIApplicationCommandOptionChoice, PermissionFlagsBits } from 'discord.js';
import { findCommand, nestOptions } from './command-options.ts';
import { type Fields, isObject } from './form.ts';
import type { InteractionHandle, InteractionStore } from './interactions.ts';
import {
  botPermissionsIn,
  channelJson,
  directJson,
  memberJson,
  messageJson,
  roleJson,
  userJson,
} from './json.ts';
import { permissionsIn } from './permissions.ts';
import type { CommandStore } from './routes-commands.ts';
import { type Channel, type Guild, guildOf, type Message, type World } from './state.ts';
import type { Modal } from './validate-modal.ts';

/** The person who acts, and the channel in which they act. */
export interface Whereabouts {
  readonly channelId: string;
  /** Defaults to the channel's guild; any other guild is an error. */
  readonly guildId?: string;
  readonly userId: string;
  /** True if the person has MANAGE_GUILD. */
  readonly manage?: boolean;
  /** The person's language; default 'ko'. */
  readonly locale?: string;
}

export interface CommandCall extends Whereabouts {
  /**
   * The command's default name or a localised name. The names of groups, subcommands and options can be localised
   * too.
   */
  readonly name: string;
  readonly group?: string;
  readonly subcommand?: string;
  readonly options?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * The actions of people: commands, buttons and autocomplete. Each method except `raw` throws if the Discord app would
 * not allow the action.
 */
export interface Interact {
  command(call: CommandCall): InteractionHandle;
  /** Types into an option. Resolves to the bot's suggestions, or rejects if the bot misses the deadline. */
  autocomplete(
    call: CommandCall & { focused: string; value: string },
  ): Promise<APIApplicationCommandOptionChoice[]>;
  /** Chooses a command from the menu of a message. */
  onMessage(choice: Whereabouts & { name: string; message: string }): InteractionHandle;
  /** Presses the button with this custom id on a message in the channel or on an interaction response. */
  button(press: Whereabouts & { customId: string; message: string }): InteractionHandle;
  /** Chooses options of a select on a message. */
  select(
    choice: Whereabouts & { customId: string; message: string; values: readonly string[] },
  ): InteractionHandle;
  /** Changes inputs of a modal that a component of `message` opened, and sends it. */
  submit(
    sending: Whereabouts & { modal: Modal; message: string; values?: Readonly<Record<string, string>> },
  ): InteractionHandle;
  /** Sends any payload as an interaction, with `id` and `token` added. The payload needs `type` and `channel_id`. */
  raw(payload: Fields): InteractionHandle;
}

export function createPeople(world: World, commands: CommandStore, store: InteractionStore): Interact {
  const about = (where: Whereabouts, type: number, data: object) => {
    const channel = channelOf(world, where);
    return { payload: payload(world, channel, where, { type, data }), channel };
  };

  function commandData(call: CommandCall, focused?: { name: string; value: string }) {
    const channel = channelOf(world, call);
    const guild = guildOf(world, channel);
    const bits = memberBits(guild, channel, call);
    const command = findCommand(commands, guild.id, call.name, bits);
    const given = { ...call.options, ...(focused ? { [focused.name]: focused.value } : {}) };
    const use = { ...call, options: given };
    const { options, resolved, focusedType } = nestOptions(world, guild, command, use, focused?.name);
    const data = {
      id: command.id,
      name: command.name,
      type: 1,
      ...(command.guild_id ? { guild_id: guild.id } : {}),
      ...(options.length > 0 ? { options } : {}),
      ...(Object.keys(resolved).length > 0 ? { resolved } : {}),
    };
    return { data, focusedType };
  }

  return {
    command(call) {
      const { payload } = about(call, 2, commandData(call).data);
      return store.send(payload, { type: 2, channelId: call.channelId, userId: call.userId }).handle;
    },
    autocomplete({ focused, value, ...call }) {
      const { data, focusedType } = commandData(call, { name: focused, value });
      const { payload } = about(call, 4, data);
      const { channelId, userId } = call;
      return store.send(payload, { type: 4, channelId, userId, optionType: focusedType }).choices;
    },
    onMessage({ name, message: messageId, ...where }) {
      const channel = channelOf(world, where);
      const guild = guildOf(world, channel);
      const known = [...(commands.get(guild.id) ?? []), ...(commands.get('') ?? [])];
      const command = known.find((one) => one.type === 3 && one.name === name);
      if (!command) throw new Error(`No message has the command "${name}"`);
      const message = findMessage(world, store, where.channelId, messageId);
      const data = {
        id: command.id,
        name,
        type: 3,
        ...(command.guild_id ? { guild_id: guild.id } : {}),
        target_id: message.id,
        resolved: { messages: { [message.id]: messageJson(world, message, { isTarget: true }) } },
      };
      const { payload } = about(where, 2, data);
      return store.send(payload, { type: 2, channelId: where.channelId, userId: where.userId }).handle;
    },
    button({ customId, message: messageId, ...where }) {
      const source = findMessage(world, store, where.channelId, messageId);
      const pressed = buttonsOf(source.components).find(({ custom_id }) => custom_id === customId);
      if (!pressed) throw new Error(`Message ${messageId} has no button "${customId}"`);
      if (pressed.disabled) throw new Error(`The button "${customId}" is disabled`);
      const data = { custom_id: customId, component_type: 2, id: pressed.id ?? 0 };
      const { payload } = about(where, 3, data);
      const full = { ...payload, message: messageJson(world, source) };
      return store.send(full, { type: 3, channelId: where.channelId, userId: where.userId, source }).handle;
    },
    select({ customId, message: messageId, values, ...where }) {
      const source = findMessage(world, store, where.channelId, messageId);
      const found = componentsOf(source.components).find((one) => one.custom_id === customId);
      const options = Array.isArray(found?.options) ? found.options.filter(isObject) : [];
      const strange = values.filter((value) => !options.some((option) => option.value === value));
      if (!found || strange.length > 0) throw new Error(`No select "${customId}" with ${strange.join()}`);
      const [least, most] = [Number(found.min_values ?? 1), Number(found.max_values ?? 1)];
      if (values.length < least || values.length > most)
        throw new Error(`Choose ${least} to ${most} options`);
      const data = { custom_id: customId, component_type: 3, id: found.id ?? 0, values };
      const { payload } = about(where, 3, data);
      const full = { ...payload, message: messageJson(world, source) };
      return store.send(full, { type: 3, channelId: where.channelId, userId: where.userId, source }).handle;
    },
    submit({ modal, message: messageId, values = {}, ...where }) {
      const source = findMessage(world, store, where.channelId, messageId);
      const strange = Object.keys(values).filter((id) => !modal.inputs.has(id));
      if (strange.length > 0) throw new Error(`The modal has no input ${strange.join()}`);
      const guild = guildOf(world, channelOf(world, where));
      const resolved: Record<string, object> = {};
      const components = [...modal.inputs].map(([id, input]) => {
        if (input.type === 6) {
          const chosen = chooseRoles(guild, input, values[id]);
          for (const role of roleJson(guild, world)) if (chosen.includes(role.id)) resolved[role.id] = role;
          return { type: 18, id: 0, component: { type: 6, custom_id: id, id: 0, values: chosen } };
        }
        if (input.type === 3) {
          const options = Array.isArray(input.options) ? input.options.filter(isObject) : [];
          const value = values[id] ?? options.find((option) => option.default)?.value ?? '';
          if (!options.some((option) => option.value === value)) throw new Error(`No option ${value}`);
          return { type: 18, id: 0, component: { type: 3, custom_id: id, id: 0, values: [value] } };
        }
        const value = values[id] ?? String(input.value ?? '');
        if (value.length > Number(input.max_length ?? 4_000)) throw new Error(`Too long for ${id}`);
        if (input.required !== false && value === '') throw new Error(`The input ${id} is required`);
        return { type: 1, components: [{ type: 4, custom_id: id, value, id: 0 }], id: 0 };
      });
      const { payload } = about(where, 5, {
        ...{ custom_id: modal.customId, components },
        ...(Object.keys(resolved).length > 0 ? { resolved: { roles: resolved } } : {}),
      });
      const full = { ...payload, message: messageJson(world, source) };
      return store.send(full, { type: 5, channelId: where.channelId, userId: where.userId, source }).handle;
    },
    raw(fields) {
      const user =
        isObject(fields.member) && isObject(fields.member.user) ? fields.member.user.id : fields.user;
      const source = isObject(fields.message)
        ? findMessage(world, store, String(fields.channel_id), String(fields.message.id))
        : undefined;
      return store.send(fields, {
        type: Number(fields.type),
        channelId: String(fields.channel_id),
        userId: String(isObject(user) ? user.id : user),
        ...(source ? { source } : {}),
      }).handle;
    },
  };
}

/** Returns the roles that a person chooses in a select, by id; without `value`, those that are chosen already. */
function chooseRoles(
  guild: Guild,
  { default_values, required }: Fields,
  value: string | undefined,
): string[] {
  const given = Array.isArray(default_values) ? default_values.filter(isObject) : [];
  const chosen = value === undefined ? given.map(({ id }) => String(id)) : value.split(',').filter(Boolean);
  const known = chosen.filter((id) => guild.roles.some((role) => role.id === id));
  if (value !== undefined && known.length < chosen.length) throw new Error(`No role ${value}`);
  if (required !== false && known.length === 0) throw new Error('The select is required');
  return known;
}

function channelOf(world: World, { channelId, guildId }: Whereabouts): Channel {
  const channel = world.channels.get(channelId);
  if (!channel) throw new Error(`No channel ${channelId}`);
  if (channel.guildId === null) return channel;
  const guild = guildOf(world, channel);
  if (guildId !== undefined && guildId !== guild.id)
    throw new Error(`Channel ${channelId} is not in guild ${guildId}`);
  if (!guild.hasBot) throw new Error(`The bot is not in guild ${guild.id}: its commands are gone`);
  return channel;
}

const memberBits = (guild: Guild, channel: Channel, { userId, manage }: Whereabouts): bigint =>
  permissionsIn(guild, channel, userId, []) | (manage ? PermissionFlagsBits.ManageGuild : 0n);

/**
 * Builds the payload of an interaction (discord-api-docs: interactions/receiving-and-responding.mdx, Interaction
 * Structure).
 */
export function payload(
  world: World,
  channel: Channel,
  who: Whereabouts,
  about: { type: number; data: object },
) {
  return {
    application_id: world.applicationId,
    ...about,
    ...(channel.guildId === null ? inDirectMessages(world, channel, who) : inGuild(world, channel, who)),
    channel_id: channel.id,
    locale: who.locale ?? 'ko',
    app_permissions: String(botPermissionsIn(world, channel)),
    version: 1,
    entitlements: [],
    entitlement_sku_ids: [],
    attachment_size_limit: 10_485_760,
  };
}

/** Returns the fields of an interaction that only guilds have. */
function inGuild(world: World, channel: Channel, who: Whereabouts) {
  const guild = guildOf(world, channel);
  const bits = memberBits(guild, channel, who);
  return {
    guild: { id: guild.id, locale: guild.locale, features: [] },
    guild_id: guild.id,
    guild_locale: guild.locale,
    channel: { ...channelJson(world, channel), permissions: String(bits) },
    member: { ...memberJson(world, guild, who.userId), permissions: String(bits) },
    authorizing_integration_owners: { '0': guild.id },
    context: 0,
  };
}

/** Returns the fields that differ in direct messages with the bot: a `user` instead of a `member`, and no guild. */
const inDirectMessages = (world: World, channel: Channel, who: Whereabouts) => ({
  channel: directJson(world, channel),
  user: userJson(world, who.userId),
  authorizing_integration_owners: { '0': '0' },
  context: 1,
});

function findMessage(world: World, store: InteractionStore, channelId: string, id: string): Message {
  const known = world.channels.get(channelId)?.messages.get(id);
  const answers = [...store.byToken.values()].flatMap(({ original, followUps }) => [original, ...followUps]);
  const message = known ?? answers.find((one) => one?.id === id);
  if (!message) throw new Error(`No message ${id} in channel ${channelId}`);
  return message;
}

/** Returns the components in rows. */
const componentsOf = (rows: readonly unknown[]): Fields[] =>
  rows
    .filter(isObject)
    .flatMap(({ components }) => (Array.isArray(components) ? components.filter(isObject) : []));

/** Returns all buttons in the components, at any depth. */
function buttonsOf(components: readonly unknown[]): Fields[] {
  return components.filter(isObject).flatMap((one) => {
    if (one.type === 2) return [one];
    const below = Array.isArray(one.components) ? buttonsOf(one.components) : [];
    return [...below, ...(one.accessory ? buttonsOf([one.accessory]) : [])];
  });
}
