import { ApplicationCommandOptionType as OptionType } from 'discord.js';
import { type Fields, isObject } from './form.ts';
import { botPermissionsIn, channelJson, partialMemberJson, roleJson, userJson } from './json.ts';
import type { CommandCall } from './people.ts';
import type { CommandStore, StoredCommand } from './routes-commands.ts';
import type { Guild, World } from './state.ts';

/** Finds a command by name; throws if Discord would not offer the command to a member with these permissions. */
export function findCommand(
  store: CommandStore,
  guildId: string,
  name: string,
  memberBits: bigint,
): StoredCommand {
  const all = [...(store.get(guildId) ?? []), ...(store.get('') ?? [])];
  const command = all.find((one) => one.type === 1 && isNamed(one, name));
  if (!command) throw new Error(`No command "${name}" is registered`);
  if (Array.isArray(command.contexts) && !command.contexts.includes(0))
    throw new Error(`"${name}" is not offered in guilds`);
  const needed = command.default_member_permissions;
  if (typeof needed === 'string') {
    const bits = BigInt(needed);
    // "0" restricts the command to administrators.
    const mask = bits === 0n ? 8n : bits;
    if ((memberBits & mask) !== mask) throw new Error(`Discord does not show "${name}" to this member`);
  }
  return command;
}

const isNamed = (node: Fields, name: string): boolean =>
  node.name === name ||
  (isObject(node.name_localizations) && Object.values(node.name_localizations).includes(name));

const optionsOf = (node: Fields): Fields[] =>
  Array.isArray(node.options) ? node.options.filter(isObject) : [];

/** The options in a payload, by their default (not localised) names, and the objects that the options refer to. */
export interface Nested {
  readonly options: object[];
  readonly resolved: Record<string, Record<string, object>>;
  /** The type of the focused option; 3 (string) if no option is focused. */
  readonly focusedType: number;
}

/** Builds the options of an interaction; throws if the Discord app would not let the person send the command. */
export function nestOptions(
  world: World,
  guild: Guild,
  command: Fields,
  call: CommandCall,
  focused?: string,
): Nested {
  const steps = [call.group, call.subcommand].filter((step) => step !== undefined);
  const path: Fields[] = [];
  let node = command;
  for (const step of steps) {
    const next = optionsOf(node).find(
      (one) => Number(one.type) <= OptionType.SubcommandGroup && isNamed(one, step),
    );
    if (!next) throw new Error(`"${command.name}" has no subcommand "${step}"`);
    path.push(next);
    node = next;
  }
  if (optionsOf(node).some(({ type }) => Number(type) <= OptionType.SubcommandGroup))
    throw new Error(`"${command.name}" needs a subcommand`);
  const resolved: Nested['resolved'] = {};
  const leaves = fillOptions(world, guild, node, call, resolved, focused);
  const typed = focused === undefined ? undefined : optionsOf(node).find((one) => isNamed(one, focused));
  return {
    resolved,
    focusedType: Number(typed?.type ?? OptionType.String),
    options: path.reduceRight<object[]>((inner, { type, name }) => [{ type, name, options: inner }], leaves),
  };
}

function fillOptions(
  world: World,
  guild: Guild,
  node: Fields,
  { options: given = {} }: CommandCall,
  resolved: Nested['resolved'],
  focused: string | undefined,
): object[] {
  const known = optionsOf(node);
  for (const name of Object.keys(given))
    if (!known.some((option) => isNamed(option, name)))
      throw new Error(`"${node.name}" has no option "${name}"`);
  return known.flatMap((option) => {
    const [name, value] = Object.entries(given).find(([one]) => isNamed(option, one)) ?? [];
    if (name === undefined || value === undefined) {
      // During autocomplete, required options can still be empty.
      if (option.required && focused === undefined)
        throw new Error(`The option "${option.name}" is required`);
      return [];
    }
    if (name === focused) {
      if (!option.autocomplete) throw new Error(`The option "${name}" has no autocomplete`);
      return [{ type: option.type, name: option.name, value, focused: true }];
    }
    if (focused === undefined) checkValue(option, value);
    resolve(world, guild, option, String(value), resolved);
    return [{ type: option.type, name: option.name, value }];
  });
}

/** Checks a value against its option's type, choices and bounds, as the Discord app does before sending a command. */
function checkValue(option: Fields, value: string | number | boolean): void {
  const wrong = (why: string) =>
    new Error(`The option "${option.name}" is ${why}, not ${JSON.stringify(value)}`);
  const type = Number(option.type);
  const isNumber = type === OptionType.Integer || type === OptionType.Number;
  if (type === OptionType.Boolean && typeof value !== 'boolean') throw wrong('a boolean');
  if (isNumber && typeof value !== 'number') throw wrong('a number');
  if (type === OptionType.Integer && !Number.isSafeInteger(value)) throw wrong('a whole number');
  if (!isNumber && type !== OptionType.Boolean && typeof value !== 'string') throw wrong('a text');
  const choices = Array.isArray(option.choices) ? option.choices.filter(isObject) : [];
  if (choices.length > 0 && !choices.some((choice) => choice.value === value))
    throw wrong('one of its choices');
  const size = typeof value === 'string' ? value.length : Number(value);
  const [min, max] = isNumber
    ? [option.min_value, option.max_value]
    : type === OptionType.String
      ? [option.min_length ?? 0, option.max_length ?? 6000]
      : [undefined, undefined];
  if (typeof min === 'number' && size < min) throw wrong(`at least ${min}`);
  if (typeof max === 'number' && size > max) throw wrong(`at most ${max}`);
}

/** Adds the user, role or channel with this id to `resolved`, as Discord does. */
function resolve(
  world: World,
  guild: Guild,
  { type, channel_types, name }: Fields,
  id: string,
  resolved: Nested['resolved'],
): void {
  const put = (kind: string, object: object) => {
    resolved[kind] = { ...resolved[kind], [id]: object };
  };
  if (type === OptionType.User) {
    put('users', userJson(world, id));
    put('members', { ...partialMemberJson(world, guild, id), permissions: '0' });
  } else if (type === OptionType.Role) {
    const role = roleJson(guild, world).find((one) => one.id === id);
    if (!role) throw new Error(`No role ${id} in guild ${guild.id}`);
    put('roles', role);
  } else if (type === OptionType.Channel) {
    const channel = guild.channels.get(id);
    if (!channel) throw new Error(`No channel ${id} in guild ${guild.id}`);
    if (Array.isArray(channel_types) && !channel_types.includes(channel.type))
      throw new Error(`The option "${name}" takes no channel of type ${channel.type}`);
    const {
      id: _same,
      name: channelName,
      type: channelType,
      parent_id,
      ...rest
    } = channelJson(world, channel);
    put('channels', {
      id,
      name: channelName,
      type: channelType,
      parent_id,
      permissions: '0',
      // Discord has sent this field since 2026-07-16 (discord-api-docs: change-log.mdx).
      app_permissions: String(botPermissionsIn(world, channel)),
      ...('thread_metadata' in rest ? { thread_metadata: rest.thread_metadata } : {}),
    });
  }
}
