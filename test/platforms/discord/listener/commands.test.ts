import { Keyv } from 'keyv';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { COMMANDS } from '../../../../commands/index.ts';
import type { Command } from '../../../../src/command/define.ts';
import { commandWording } from '../../../../src/i18n/ko/command.ts';
import { createDiscordCall } from '../../../../src/platforms/discord/api/call.ts';
import { createRest } from '../../../../src/platforms/discord/api/client.ts';
import { registerCommands } from '../../../../src/platforms/discord/listener/commands.ts';
import { createDiscordListener } from '../../../../src/platforms/discord/listener/listener.ts';
import {
  type DiscordServer,
  defaultGuildId,
  type StoredCommand,
  startDiscord,
} from '../../../emulators/discord/index.ts';
import { createTestClock } from '../../../fixtures/clock.ts';
import { createTestLog } from '../../../fixtures/log.ts';
import { directNetwork, makeDirectRequest } from '../../../fixtures/network.ts';
import { noTurns } from '../api/call-harness.ts';

const GUILD = defaultGuildId;
const OTHER_GUILD = '200000000000000002';
/** The names of our commands: the slash command, and the one on messages. */
const OURS = ['paper', commandWording.onMessage];

let discord: DiscordServer;
let clock: ReturnType<typeof createTestClock>;
let parts: Parameters<typeof registerCommands>[0] & { readonly log: ReturnType<typeof createTestLog> };

beforeEach(async () => {
  discord = await startDiscord({
    guilds: [GUILD, OTHER_GUILD].map((id) => ({ id, channels: [] })),
  });
  onTestFinished(discord.close);
  const rest = createRest(discord.token, discord.url, noTurns, makeDirectRequest);
  // Sleeps end immediately, so retries are not delayed.
  clock = createTestClock();
  const call = createDiscordCall({ rest, clock, signal: new AbortController().signal });
  parts = { call, cache: new Keyv(), log: createTestLog() };
});

/** Registers the commands, as each start of the bot does. */
const register = (guildId?: string, commands = COMMANDS) =>
  registerCommands(parts, commands, discord.applicationId, guildId);

/** Returns the write requests, starting at index `from`, each as its method and its server (or `global`). */
const writes = (from = 0) =>
  discord.requests
    .slice(from)
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path.match(/guilds\/\d+/)?.[0] ?? 'global'}`);

interface Node {
  readonly name: string;
  readonly options?: readonly Node[];
  readonly [key: string]: unknown;
}
/** Returns the option of a registered command at a path of names. */
const find = (root: StoredCommand | undefined, ...names: string[]): Node | undefined =>
  names.reduce<Node | undefined>(
    (node, name) => node?.options?.find((option) => option.name === name),
    root as unknown as Node,
  );

describe('the registered command', () => {
  test('is a single command with a Korean name and every subcommand, for servers only', async () => {
    await register();
    const [paper, onMessage, ...more] = discord.registered();
    expect(more).toEqual([]);
    expect(onMessage).toMatchObject({ name: '논문 요약', type: 3, contexts: [0] });
    expect(paper).toMatchObject({ name: 'paper', name_localizations: { ko: '논문' }, contexts: [0] });
    const subcommands = (paper as unknown as Node).options?.map(({ name, name_localizations }) => [
      name,
      name_localizations,
    ]);
    expect(subcommands).toEqual([
      ['today', { ko: '오늘' }],
      ['search', { ko: '검색' }],
      ['show', { ko: '보기' }],
      ['top', { ko: '인기' }],
      ['fields', { ko: '분야' }],
      ['subscribe', { ko: '구독' }],
      ['unsubscribe', { ko: '해지' }],
      ['pause', { ko: '일시정지' }],
      ['resume', { ko: '재개' }],
      ['status', { ko: '상태' }],
      ['help', { ko: '도움말' }],
    ]);
    expect(discord.rejections).toEqual([]);
  });

  test('has options with Korean names, bounds, choices and autocomplete', async () => {
    await register();
    const [paper] = discord.registered();
    expect(find(paper, 'subscribe', 'count')).toMatchObject({
      ...{ type: 4, min_value: 1, max_value: 100 },
      name_localizations: { ko: '편수' },
    });
    expect(find(paper, 'subscribe', 'votes')).toMatchObject({ type: 4, min_value: 0 });
    expect(find(paper, 'subscribe', 'layout')).toMatchObject({
      type: 3,
      choices: [
        { name: '채널에 바로', value: 'channel' },
        { name: '스레드에 모아서', value: 'thread' },
      ],
    });
    for (const name of ['time', 'zone', 'fields', 'weekdays']) {
      expect(find(paper, 'subscribe', name)).toMatchObject({ type: 3, autocomplete: true });
    }
    expect(find(paper, 'subscribe', 'words')).not.toHaveProperty('autocomplete');
    for (const [command, option] of [
      ['search', 'field'],
      ['today', 'field'],
      ['show', 'paper'],
      ['subscribe', 'best'],
    ] as const)
      expect(find(paper, command, option)).toMatchObject({ type: 3, autocomplete: true });
    expect(find(paper, 'search', 'words')).not.toHaveProperty('autocomplete');
    expect(find(paper, 'search', 'page')).toMatchObject({ type: 4, min_value: 1, max_value: 20 });
    expect(find(paper, 'today', 'day')).toMatchObject({ name_localizations: { ko: '날짜' } });
  });

  test('has every name and description in Korean for Korean users', async () => {
    await register();
    const check = (node: Node): void => {
      expect(node).toMatchObject({
        name_localizations: { ko: expect.stringMatching(/^[가-힣]+$/) },
        description_localizations: { ko: expect.stringMatching(/[가-힣]/) },
      });
      for (const option of node.options ?? []) check(option);
    };
    check(discord.registered()[0] as unknown as Node);
  });
});

describe.each([
  ['for all servers', undefined],
  ['for one server', GUILD],
])('%s', (_name, guildId) => {
  const place = guildId ? `guilds/${guildId}` : 'global';

  test('the first start registers, later ones only read', async () => {
    await register(guildId);
    expect(writes()).toEqual([`PUT ${place}`]);
    const first = discord.registered(guildId);
    await register(guildId);
    expect(writes()).toEqual([`PUT ${place}`]);
    expect(discord.registered(guildId)).toEqual(first);
  });

  test('values that Discord adds do not count as a change', async () => {
    await register(guildId);
    const stored = discord.registered(guildId);
    // Another key order, and fields that Discord might add.
    const told = stored
      .map((command) => ({
        ...Object.fromEntries(Object.entries(command).reverse()),
        ...{ handler: null, nsfw: false, dm_permission: false, default_permission: true, version: '9' },
        name_localized: '논문',
      }))
      .reverse();
    discord.fault = ({ method, path }) =>
      method === 'GET' && path.endsWith('/commands')
        ? { kind: 'status', status: 200, body: path.includes('guilds') === !!guildId ? told : [] }
        : undefined;
    await register(guildId);
    expect(writes()).toHaveLength(1);
  });

  const change = (name: string, to: (command: Command) => object) =>
    COMMANDS.map((command) =>
      command.name === name ? ({ ...command, ...to(command) } as Command) : command,
    );
  const changeOption = (option: string, to: object) =>
    change('subscribe', ({ options }) => ({
      options: { ...options, [option]: { ...options[option], ...to } },
    }));

  test.each([
    ['a description', change('help', () => ({ description: '다른 설명' }))],
    ['a Korean name', change('help', () => ({ ko: '안내' }))],
    ['a command removed', COMMANDS.slice(1)],
    ['the order of commands', [...COMMANDS].reverse()],
    ['an option removed', change('today', ({ options: { day } }) => ({ options: { day } }))],
    ['the Korean name of an option', changeOption('count', { ko: '갯수' })],
    ['the description of an option', changeOption('count', { description: '다른 설명' })],
    ['a bound', changeOption('count', { range: [1, 99] })],
    ['a lower bound', changeOption('count', { range: [0, 100] })],
    ['a choice', changeOption('layout', { choices: [{ value: 'channel', label: '채널에' }] })],
    ['autocomplete removed', changeOption('time', { complete: undefined })],
    ['autocomplete added', changeOption('words', { complete: () => [] })],
  ] as const)('a change is registered: %s', async (_what, changed) => {
    await register(guildId);
    await register(guildId, changed);
    expect(writes()).toEqual([`PUT ${place}`, `PUT ${place}`]);
    await register(guildId, changed);
    expect(writes()).toHaveLength(2);
    expect(discord.rejections).toEqual([]);
  });

  test('a command from an older version is removed', async () => {
    const route =
      `/applications/${discord.applicationId}${guildId ? `/guilds/${guildId}` : ''}/commands` as const;
    await parts.call('POST', route, { body: { name: 'digest', description: 'old' } });
    await register(guildId);
    expect(discord.registered(guildId).map(({ name }) => name)).toEqual(OURS);
  });
});

describe('moving', () => {
  const everywhere = () =>
    [undefined, GUILD, OTHER_GUILD].map((id) => discord.registered(id).map(({ name }) => name));

  test('from one server to all and back leaves one registration each time', async () => {
    await register(GUILD);
    expect(everywhere()).toEqual([[], OURS, []]);
    await register();
    expect(everywhere()).toEqual([OURS, [], []]);
    await register(GUILD);
    expect(everywhere()).toEqual([[], OURS, []]);
    const from = discord.requests.length;
    await register(GUILD);
    expect(writes(from)).toEqual([]);
  });

  test('from one server to another removes the first registration', async () => {
    await register(GUILD);
    await register(OTHER_GUILD);
    expect(everywhere()).toEqual([[], [], OURS]);
  });

  test('from a server that the bot has left works, and is not retried at every start', async () => {
    await register(GUILD);
    discord.kick(GUILD);
    await register().catch(() => {});
    expect(discord.registered()).toHaveLength(OURS.length);
    const from = discord.requests.length;
    await register();
    expect(discord.requests.slice(from).filter(({ path }) => path.includes(GUILD))).toEqual([]);
  });

  test('does not change commands that others registered under another name in a server', async () => {
    await parts.call('POST', `/applications/${discord.applicationId}/guilds/${GUILD}/commands`, {
      body: { name: 'other', description: 'not ours' },
    });
    await parts.cache.set('discord/commands-guild', GUILD);
    await register();
    expect(everywhere()).toEqual([OURS, ['other'], []]);
  });
});

test('the real client registers when it is ready; a failure is retried without a restart', async () => {
  const stop = new AbortController();
  const { log } = parts;
  let isUnhealthy = true;
  discord.fault = ({ path }) =>
    isUnhealthy && path.endsWith('/commands') ? { kind: 'status', status: 503 } : undefined;
  const nothing = async () => {};
  const listener = createDiscordListener(
    {
      network: directNetwork,
      ...{ call: parts.call, commands: COMMANDS, cache: new Keyv(), clock, log },
      channels: { typeOf: () => undefined },
      addInitialReactions: nothing,
      handlers: {
        respond: async () => ({ cards: [], buttons: [] }),
        overview: async () => [],
        complete: () => [],
        vote: async () => null,
        ...{
          keepShared: nothing,
          onReaction: nothing,
          recount: nothing,
          endPlaces: nothing,
          pausePlaces: nothing,
          bindPlaces: nothing,
          moveChannel: nothing,
          resumePlaces: nothing,
        },
      },
      signal: stop.signal,
      onFatal: (error) => log.error({ error }, 'fatal'),
    },
    { token: discord.token, apiUrl: discord.url, guildId: undefined },
  );
  onTestFinished(async () => {
    stop.abort();
    await listener.stop();
  });
  await listener.start();
  const asked = () => discord.requests.filter(({ path }) => path.endsWith('/commands')).length;
  // This is more than the attempts of one request, so the registration itself is retried.
  await discord.until(() => asked() > 10);
  isUnhealthy = false;
  await discord.until(() => discord.registered().length > 0);
});
