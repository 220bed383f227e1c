import { isDeepStrictEqual } from 'node:util';
import { DiscordError, missingAccess, tooManyCommands, tooManyCreates, unknownCommand } from './errors.ts';
import { type Fields, isObject } from './form.ts';
import { type Call, noContent, ok, type Routes } from './router.ts';
import type { World } from './state.ts';
import { checkCommands } from './validate-command.ts';

/** A command as Discord stores it, including localisations. */
export interface StoredCommand extends Fields {
  readonly id: string;
  readonly type: number;
  readonly name: string;
  readonly version: string;
}

/** Commands by guild id; the key of the global commands is ''. */
export type CommandStore = Map<string, StoredCommand[]>;

/** Returns the routes that register commands (discord-api-docs: interactions/application-commands.mdx, Endpoints). */
export function commandRoutes(world: World, store: CommandStore): Routes {
  let creates = 0;

  const placeOf = ({ params: [app = '', guild] }: Call, isGlobal: boolean): string => {
    if (app !== world.applicationId)
      throw new DiscordError(403, 20012, 'You are not authorized to perform this action on this application');
    if (isGlobal) return '';
    // If the bot is not in the guild, these routes return 50001, whereas the routes below /guilds return 10004.
    if (!world.guilds.get(guild ?? '')?.hasBot) throw missingAccess(true);
    return guild ?? '';
  };
  const listOf = (place: string) => store.get(place) ?? [];
  const find = (place: string, id = ''): StoredCommand => {
    const command = listOf(place).find((one) => one.id === id);
    if (!command) throw unknownCommand();
    return command;
  };
  /**
   * Returns the command to store. A command that replaces `known` has the same id and, unless something has changed,
   * the same version.
   */
  const put = (place: string, sent: Fields, known: StoredCommand | undefined): StoredCommand => {
    const filled = fill(world, sent, place);
    if (!known && ++creates > 200) throw tooManyCreates();
    const stamped = {
      ...filled,
      id: known?.id ?? world.newId(),
      version: known?.version ?? '',
    } as StoredCommand;
    if (!known || !isDeepStrictEqual(known, stamped)) return { ...stamped, version: world.newId() };
    return known;
  };
  const twin = (place: string, { name, type = 1 }: Fields) =>
    listOf(place).find((one) => one.name === name && one.type === type);

  const routes = (base: string, isGlobal: boolean): Routes => ({
    [`GET ${base}`]: (call) => {
      const list = listOf(placeOf(call, isGlobal));
      return ok(call.query.get('with_localizations') === 'true' ? list : list.map(withoutTranslations));
    },
    [`PUT ${base}`]: (call) => {
      const place = placeOf(call, isGlobal);
      const sent = checkCommands(Array.isArray(call.body) ? call.body : [call.body], isGlobal);
      if (sent.filter(({ type = 1 }) => type === 1).length > 100) throw tooManyCommands();
      const next = sent.map((one) => put(place, one, twin(place, one)));
      store.set(place, next);
      return ok(next);
    },
    [`POST ${base}`]: (call) => {
      const place = placeOf(call, isGlobal);
      const [sent = {}] = checkCommands(call.body, isGlobal);
      const known = twin(place, sent);
      if (!known && listOf(place).filter(({ type }) => type === 1).length >= 100) throw tooManyCommands();
      const command = put(place, sent, known);
      store.set(place, [...listOf(place).filter((one) => one !== known), command]);
      return { status: known ? 200 : 201, body: command };
    },
    [`GET ${base}/:command`]: (call) => ok(find(placeOf(call, isGlobal), call.params.at(-1))),
    [`PATCH ${base}/:command`]: (call) => {
      const place = placeOf(call, isGlobal);
      const known = find(place, call.params.at(-1));
      const [sent = {}] = checkCommands(
        { ...toSent(known, isGlobal), ...(isObject(call.body) ? call.body : {}) },
        isGlobal,
      );
      const command = put(place, sent, known);
      store.set(
        place,
        listOf(place).map((one) => (one === known ? command : one)),
      );
      return ok(command);
    },
    [`DELETE ${base}/:command`]: (call) => {
      const place = placeOf(call, isGlobal);
      const known = find(place, call.params.at(-1));
      store.set(
        place,
        listOf(place).filter((one) => one !== known),
      );
      return noContent;
    },
  });
  return {
    ...routes('/applications/:app/commands', true),
    ...routes('/applications/:app/guilds/:guild/commands', false),
  };
}

/** Adds the defaults that Discord returns, and removes the fields that Discord does not store. */
function fill(world: World, sent: Fields, place: string): Fields {
  const { options, ...rest } = sent;
  const list = Array.isArray(options) ? options.filter(isObject).map(fillOption) : [];
  return {
    application_id: world.applicationId,
    type: rest.type ?? 1,
    name: rest.name,
    name_localizations: rest.name_localizations ?? null,
    description: rest.description ?? '',
    description_localizations: rest.description_localizations ?? null,
    default_member_permissions: rest.default_member_permissions ?? null,
    dm_permission: Array.isArray(rest.contexts) ? rest.contexts.includes(1) : (rest.dm_permission ?? true),
    contexts: rest.contexts ?? null,
    integration_types: rest.integration_types ?? [0],
    nsfw: rest.nsfw ?? false,
    ...(place ? { guild_id: place } : {}),
    // A command without options has no `options` field.
    ...(list.length > 0 ? { options: list } : {}),
  };
}

function fillOption(option: Fields): Fields {
  const { options, choices, required, autocomplete, ...rest } = option;
  const nested = Array.isArray(options) ? options.filter(isObject).map(fillOption) : undefined;
  return {
    ...rest,
    name_localizations: rest.name_localizations ?? null,
    description_localizations: rest.description_localizations ?? null,
    // Discord omits these fields if they are false, which is the default.
    ...(required ? { required } : {}),
    ...(autocomplete ? { autocomplete } : {}),
    ...(Array.isArray(choices) && choices.length > 0
      ? {
          choices: choices
            .filter(isObject)
            .map((one) => ({ ...one, name_localizations: one.name_localizations ?? null })),
        }
      : {}),
    ...(nested && nested.length > 0 ? { options: nested } : {}),
  };
}

/** Returns the request body that would create a stored command. */
function toSent(command: StoredCommand, isGlobal: boolean): Fields {
  const {
    id: _id,
    application_id,
    version,
    guild_id,
    contexts,
    integration_types,
    dm_permission,
    ...rest
  } = command;
  return isGlobal ? { ...rest, contexts, integration_types, dm_permission } : rest;
}

/**
 * Removes all localisations, including those of options and choices, as Discord does unless `with_localizations` is
 * true.
 */
function withoutTranslations(value: Fields): Fields {
  const { name_localizations, description_localizations, ...rest } = value;
  const strip = (key: string) =>
    Array.isArray(rest[key]) ? { [key]: rest[key].filter(isObject).map(withoutTranslations) } : {};
  return { ...rest, ...strip('options'), ...strip('choices') };
}
