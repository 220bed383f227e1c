import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionContextType,
  Routes,
} from 'discord.js';
import { type Command, ROOT } from '../../../command/define.ts';
import type { Option } from '../../../command/options/option.ts';
import { commandWording } from '../../../i18n/ko/command.ts';
import { commonWording } from '../../../i18n/ko/common.ts';
import type { Log } from '../../../lib/log.ts';
import type { Cache } from '../../../ports/cache.ts';
import type { DiscordCall } from '../api/call.ts';
import { errorToOutcome } from '../errors.ts';

const MAX_OPTION_LENGTH = 200;
/**
 * The cache key for the server in which the commands were last registered, so that they can be deleted there after
 * DISCORD_GUILD_ID changes.
 */
const REGISTERED_IN = 'discord/commands-guild';

/** Returns the command on a message, which Discord lists in the menu of every message. */
const messageCommand = (isGlobal: boolean): Fields => ({
  type: ApplicationCommandType.Message,
  name: commandWording.onMessage,
  ...inServers(isGlobal),
});

/** Only global commands need to be limited to servers: a server's own commands are not available elsewhere. */
const inServers = (isGlobal: boolean) =>
  isGlobal ? { contexts: [InteractionContextType.Guild], integration_types: [0] } : {};

type Fields = Readonly<Record<string, unknown>>;

/** Converts our commands to Discord's format: subcommands of a single root (interactions/application-commands). */
function commandsToPayload(commands: readonly Command[], isGlobal: boolean): Fields {
  return {
    type: ApplicationCommandType.ChatInput,
    ...named(ROOT.name, ROOT.ko, commonWording.tagline),
    ...inServers(isGlobal),
    options: commands.map(({ name, ko, description, options }) => ({
      type: ApplicationCommandOptionType.Subcommand,
      ...named(name, ko, description),
      options: Object.entries(options).map(([key, option]) => optionToPayload(key, option)),
    })),
  };
}

const TYPES: Readonly<Record<Option<unknown>['kind'], ApplicationCommandOptionType>> = {
  text: ApplicationCommandOptionType.String,
  time: ApplicationCommandOptionType.String,
  whole: ApplicationCommandOptionType.Integer,
  mention: ApplicationCommandOptionType.Role,
};

function optionToPayload(
  name: string,
  { ko, description, kind, range, choices, complete }: Option<unknown>,
): object {
  const type = TYPES[kind];
  return {
    type,
    ...named(name, ko, description),
    ...(range ? { min_value: range[0], max_value: range[1] } : {}),
    ...(type !== ApplicationCommandOptionType.String || choices ? {} : { max_length: MAX_OPTION_LENGTH }),
    ...(choices ? { choices: choices.map(({ value, label }) => ({ name: label, value })) } : {}),
    ...(complete ? { autocomplete: true } : {}),
  };
}

const named = (name: string, ko: string, description: string) => ({
  name,
  name_localizations: { ko },
  description,
  description_localizations: { ko: description },
});

/**
 * Registers the commands in one server, or globally if `guildId` is undefined, unless they are up to date there. Then
 * deletes earlier registrations elsewhere.
 */
export async function registerCommands(
  { call, cache, log }: { readonly call: DiscordCall; readonly cache: Cache; readonly log: Log },
  commands: readonly Command[],
  applicationId: string,
  guildId: string | undefined,
): Promise<void> {
  const routeOf = (guild: string | undefined) =>
    guild ? Routes.applicationGuildCommands(applicationId, guild) : Routes.applicationCommands(applicationId);
  const readAll = async (guild: string | undefined) =>
    (await call('GET', routeOf(guild), {
      query: new URLSearchParams({ with_localizations: 'true' }),
    })) as Registered[];

  const wanted = [commandsToPayload(commands, !guildId), messageCommand(!guildId)];
  let registered: Registered[];
  try {
    registered = await readAll(guildId);
  } catch (error) {
    if (!guildId || !errorToOutcome(error)) throw error;
    log.warn(
      { guild: guildId },
      "The bot is not in the server that DISCORD_GUILD_ID names: invite it with the link in the line 'Discord is on'",
    );
    return;
  }
  const isUpToDate = (command: Fields) =>
    registered.some((known) => {
      const keys = Object.keys(command);
      return normalize(known, keys) === normalize(command, keys);
    });
  if (registered.length === wanted.length && wanted.every(isUpToDate)) {
    log.debug({ commands: commands.length }, 'The Discord commands are up to date');
  } else {
    await call('PUT', routeOf(guildId), { body: wanted });
    log.info(
      { commands: commands.length, ...(guildId ? { guild: guildId } : {}) },
      'Registered commands with Discord',
    );
  }

  // Delete old registrations: Discord shows both a global command and a server's command of the same name.
  const before = await cache.get<string>(REGISTERED_IN);
  const elsewhere = [...(guildId ? [undefined] : []), ...(before && before !== guildId ? [before] : [])];
  for (const guild of elsewhere) {
    // If the bot has left the server, it has no commands to delete there.
    const old = await readAll(guild).catch((error) => (errorToOutcome(error) ? [] : Promise.reject(error)));
    for (const { id } of old.filter(({ name }) => wanted.some((ours) => ours.name === name))) {
      await call('DELETE', `${routeOf(guild)}/${id}`);
      log.info(guild ? { guild } : {}, 'Deleted the commands of an earlier registration');
    }
  }
  await cache.set(REGISTERED_IN, guildId ?? '');
}

interface Registered extends Fields {
  readonly id: string;
  readonly name: string;
}

/** Serializes the given keys of a command for comparison: sorted, without the nulls and defaults that Discord adds. */
function normalize(command: object | undefined, keys: readonly string[]): string {
  const plain = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value)
      .filter(([, part]) => part !== null && part !== false && !(Array.isArray(part) && part.length === 0))
      .map(([key, part]) => [key, plain(part)] as const);
    return Object.fromEntries(entries.sort(([a], [b]) => a.localeCompare(b)));
  };
  const kept = Object.fromEntries(Object.entries(command ?? {}).filter(([key]) => keys.includes(key)));
  return JSON.stringify(plain(kept));
}
