import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, type TestContext, vi } from 'vitest';
import { addDays, type Day } from '../../../src/domain/calendar/day.ts';
import type { Settings } from '../../../src/domain/subscription/settings.ts';
import { idToPlace, WEB_PLACE } from '../../../src/domain/subscription/subscription.ts';
import { migrate } from '../../../src/store/schema/migrations.ts';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { createStore } from '../../../src/store/store.ts';
import { defaultGuildId, startDiscord } from '../../emulators/discord/index.ts';
import { startHuggingFace } from '../../emulators/huggingface.ts';
import { defaultTeamId, startSlack } from '../../emulators/slack/index.ts';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import { makeRawEntry } from '../../fixtures/papers.ts';
import { discordPlaceId, slackPlaceId } from '../../fixtures/place-ids.ts';
import { SETTINGS } from '../../fixtures/settings.ts';

/** One channel of each layout on Discord and on Slack. */
const LAYOUTS = {
  [discordPlaceId('300000000000000001')]: 'channel',
  [discordPlaceId('300000000000000002')]: 'thread',
  [slackPlaceId('C0PAPERS')]: 'channel',
  [slackPlaceId('C0NEWS')]: 'thread',
} as const;
export const PLACES = Object.keys(LAYOUTS);
const channelsOf = (platform: string) =>
  PLACES.filter((id) => id.startsWith(platform)).map((id) => ({
    id: idToPlace(id).channel,
    name: id,
  }));

/** The number of papers on each list. */
const MAX_PAPERS = 4;
export const [WEDNESDAY, THURSDAY, FRIDAY] = ['2026-08-19', '2026-08-20', '2026-08-21'] as [Day, Day, Day];
export const papersOf = (day: Day, count = MAX_PAPERS) =>
  Array.from({ length: count }, (_, index) => `2608.${day.slice(8)}00${index + 1}`);
const listOf = (day: Day) =>
  papersOf(day).map((id, index) =>
    makeRawEntry({ id, title: `Paper ${id}`, upvotes: Number(day.slice(8)) * 10 - index }),
  );
/** Returns noon in Seoul on the next day, when `day` is the newest list day that has ended. */
export const noonAfter = (day: Day): string => `${addDays(day, 1)}T03:00:05Z`;

const VOICES = ['400000000000000002', '400000000000000003'];

/** Sets up the real program, in processes of its own, with a database that is backed up and restored. */
export async function openBackups({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-backups-'));
  const database = join(folder, 'bot.db');
  let shift = 0;
  const now = () => Date.now() + shift;
  const discord = await startDiscord({
    now,
    guilds: [{ id: defaultGuildId, channels: channelsOf('discord') }],
  });
  const slack = await startSlack({ now, channels: channelsOf('slack') });
  const huggingFace = await startHuggingFace({
    days: Object.fromEntries([WEDNESDAY, THURSDAY, FRIDAY].map((day) => [day, listOf(day)])),
  });
  const children = new Set<ChildProcess>();
  let bot: ChildProcess | undefined;
  let log = '';
  onTestFinished(async () => {
    for (const child of children) child.kill('SIGKILL');
    await Promise.all([discord.close(), slack.close(), huggingFace.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  function run(...args: readonly string[]) {
    const child = spawn(process.execPath, args, {
      env: {
        ...{ PATH: process.env.PATH, DATABASE_URL: `file:${database}`, PORT: '0' },
        ...{ NOW: new Date(now()).toISOString(), HF_ENDPOINT: huggingFace.url },
        ...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url },
        ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.url },
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    children.add(child);
    child.once('exit', () => children.delete(child));
    return child;
  }

  /** Opens the database file as another process would, and passes it to `use`. */
  async function look<T>(
    use: (store: ReturnType<typeof createStore>, sql: ReturnType<typeof openSqlite>) => T,
  ) {
    const sql = openSqlite(database);
    try {
      return await use(createStore(sql), sql);
    } finally {
      await sql.close();
    }
  }

  /** Returns the ids of Discord's channels and of their threads, both of which can contain cards. */
  const discordRooms = () =>
    channelsOf('discord').flatMap(({ id }) => [id, ...discord.threads(id).map((thread) => thread.id)]);
  const discordMessages = () =>
    discordRooms().flatMap((room) => discord.messages(room).map((message) => ({ room, message })));
  const slackMessages = () =>
    channelsOf('slack').flatMap(({ id }) =>
      slack
        .messages(id)
        .flatMap((message) => [message, ...slack.replies(id, message.ts)])
        .map((message) => ({ room: id, message })),
    );
  const keyOf = ({ metadata }: object & { metadata?: unknown }) =>
    (metadata as { event_payload: { key: string } } | undefined)?.event_payload.key ?? '';

  const scene = {
    ...{ folder, discord, slack, look },
    log: () => log,
    /** Subscribes all four channels and the web channel; `first` is their first list day. */
    async subscribe(first: Day, settings: Partial<Settings> = {}) {
      const createdAt = Date.parse(noonAfter(first));
      const sql = openSqlite(database);
      await migrate(sql);
      const store = createStore(sql);
      for (const [id, layout] of Object.entries(LAYOUTS)) {
        const place = idToPlace(id);
        // Those on Slack are bound to their team by the bot, as places from SUBSCRIBE are.
        const workspace = place.platform === 'discord' ? place.workspace : '';
        const asked = { ...SETTINGS, layout, ...settings };
        await store.subscribe({ ...place, workspace }, asked, createdAt);
      }
      // Without this, the web channel's subscription would begin with the first start.
      await store.subscribe(WEB_PLACE, { ...SETTINGS, ...settings, best: null }, createdAt);
      await sql.close();
    },
    /** Starts the bot at an instant; returns the address of its web channel once it listens on all platforms. */
    async start(instant: string): Promise<string> {
      shift = Date.parse(instant) - Date.now();
      const from = log.length;
      const started = run('src/main.ts');
      bot = started;
      started.stderr?.setEncoding('utf8').on('data', (text: string) => {
        log += text;
      });
      const address = () => log.slice(from).match(/"address":"([^"]+)"/)?.[1];
      await discord.until(() => {
        if (started.exitCode !== null) throw new Error(`exited with ${started.exitCode}: ${log}`);
        return discord.gateway.live() > 0 && slack.socket.live() > 0;
      });
      return vi.waitFor(() => address() ?? expect.unreachable(), EVENTUALLY);
    },
    async end(signal: NodeJS.Signals): Promise<number | null> {
      const ending = bot as ChildProcess;
      const exit = once(ending, 'exit');
      ending.kill(signal);
      await exit;
      await discord.until(() => discord.gateway.live() === 0);
      await slack.until(() => slack.socket.live() === 0);
      // In reality, Discord would forget the nonces before the restart, so the bot has to check the channel.
      discord.forgetNonces();
      return ending.exitCode;
    },
    /** Runs the CLI's `backup` command, and returns the path of the copy. */
    async backup(name: string): Promise<string> {
      const child = run('src/cli.ts', 'backup', join(folder, name));
      const [said, [code]] = await Promise.all([text(child.stderr as never), once(child, 'exit')]);
      expect([code, said]).toEqual([0, '']);
      return join(folder, name);
    },
    /** Restores a backup as docs/operating.md describes. */
    async restore(copy: string) {
      for (const end of ['', '-wal', '-shm']) await rm(`${database}${end}`, { force: true });
      await copyFile(copy, database);
    },

    /** Returns all messages, one line each: on Discord, the channel and the link; on Slack, the key. */
    posted(): string[] {
      const url = ({ embeds }: { embeds: readonly { url?: string }[] }) => embeds[0]?.url ?? '';
      const place = (room: string) =>
        channelsOf('discord').find(
          ({ id }) => id === room || discord.threads(id).some((it) => it.id === room),
        );
      return [
        ...discordMessages().map(
          ({ room, message }) => `${discordPlaceId(place(room)?.id ?? '')} ${url(message)}`,
        ),
        ...slackMessages().map(({ message }) => keyOf(message)),
      ].toSorted();
    },
    /** Resolves when every place has its edition of each day. */
    delivered: (...days: readonly Day[]) =>
      vi.waitFor(
        () =>
          look(async (store) => {
            for (const id of [...PLACES, 'web:paperboy'])
              for (const day of days) expect((await store.edition(id, day))?.state).toBe('done');
          }),
        EVENTUALLY,
      ),
    /** Lets members react to every card until the returned function is called. */
    vote() {
      const pressed = new Set<string>();
      let isOver = false;
      const once = (name: string) => !pressed.has(name) && pressed.add(name);
      const run = async () => {
        while (!isOver) {
          for (const { room, message } of discordMessages().filter((it) =>
            /2608\.\d+$/.test(it.message.embeds[0]?.url ?? ''),
          ))
            for (const voter of VOICES)
              if (once(`${message.id} ${voter}`)) discord.react(room, message.id, voter, '👍');
          for (const { room, message } of slackMessages().filter((it) =>
            /2608\.\d+$/.test(keyOf(it.message)),
          ))
            for (const voter of ['U1', 'U2'])
              if (once(`${message.ts} ${voter}`)) slack.react(room, message.ts, voter, '+1');
          await wait(5);
        }
      };
      const running = run();
      return async () => {
        isOver = true;
        await running;
        return pressed.size;
      };
    },
    /** Returns the members' current reactions on the platforms, in the format of `counted`. */
    current: () =>
      [
        ...discordMessages().flatMap(({ room, message }) =>
          discord
            .current(room, message.id)
            .flatMap(({ emoji, users }) =>
              users.map((user) => `${defaultGuildId}/${room}/${message.id} ${user} ${emoji}`),
            ),
        ),
        ...slackMessages().flatMap(({ room, message }) =>
          slack
            .current(room, message.ts)
            .flatMap(({ emoji, users }) =>
              users.map((user) => `${defaultTeamId}/${room}/${message.ts} ${defaultTeamId}:${user} ${emoji}`),
            ),
        ),
      ]
        .filter(
          (line) =>
            ![discord.botId, `${defaultTeamId}:${slack.botUserId}`].includes(line.split(' ')[1] ?? ''),
        )
        .toSorted(),
    counted: () =>
      look(async (_store, sql) => {
        const rows = await sql.query("SELECT * FROM reactions WHERE platform <> 'web'");
        return rows.map((row) => `${row.message_id} ${row.voter} ${row.emoji}`).toSorted();
      }),
    votesAgree: () =>
      vi.waitFor(async () => expect(await scene.counted()).toEqual(scene.current()), EVENTUALLY),
    /** Returns the web channel's answer to a typed line. */
    async ask(address: string, line: string): Promise<string> {
      const response = await fetch(`${address}/commands`, {
        method: 'POST',
        headers: { accept: 'application/json' },
        body: new URLSearchParams({ line }),
      });
      return ((await response.json()) as { html: string }).html;
    },
  };
  return scene;
}

/** Returns the expected messages on both platforms, in the format of `posted`. */
export function wholeEditions(days: readonly Day[], count = MAX_PAPERS): string[] {
  const parts = (day: Day) => [
    { key: `${day}/heading`, url: `https://huggingface.co/papers/date/${day}` },
    ...papersOf(day, count).map((id) => ({
      key: `${day}/${id}`,
      url: `https://huggingface.co/papers/${id}`,
    })),
  ];
  return PLACES.flatMap((id) =>
    days.flatMap(parts).map(({ key, url }) => (id.startsWith('discord') ? `${id} ${url}` : `${id}/${key}`)),
  ).toSorted();
}
