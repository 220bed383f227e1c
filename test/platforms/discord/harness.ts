import { Keyv } from 'keyv';
import { expect, onTestFinished } from 'vitest';
import { COMMANDS } from '../../../commands/index.ts';
import { createResponder } from '../../../src/app/commands/handlers.ts';
import { createVoteSync } from '../../../src/app/votes/vote-sync.ts';
import type { Handlers } from '../../../src/command/listener.ts';
import { type Place, placeToId } from '../../../src/domain/subscription/subscription.ts';
import { createClock } from '../../../src/lib/clock.ts';
import { createDiscordCall } from '../../../src/platforms/discord/api/call.ts';
import { createRest } from '../../../src/platforms/discord/api/client.ts';
import { createDiscordInitialReactions } from '../../../src/platforms/discord/initial-reactions.ts';
import { createDiscordListener } from '../../../src/platforms/discord/listener/listener.ts';
import { createResponderDeps } from '../../app/commands/responder-deps.ts';
import { createStage, makePapers, type Stage } from '../../app/editions/harness.ts';
import {
  type CommandCall,
  type DiscordServer,
  defaultChannelId,
  defaultGuildId,
  type StoredMessage,
  startDiscord,
} from '../../emulators/discord/index.ts';
import { directNetwork, makeDirectRequest } from '../../fixtures/network.ts';
import { noTurns } from './api/call-harness.ts';

export const CHANNEL = defaultChannelId;
export const PLACE: Place = { platform: 'discord', workspace: defaultGuildId, channel: CHANNEL };
export const PLACE_ID = placeToId(PLACE);
export const MEMBER = '400000000000000001';
export const EPHEMERAL = 64;

type Handle = ReturnType<DiscordServer['interact']['command']>;

export interface Scene {
  readonly stage: Stage;
  readonly discord: DiscordServer;
  readonly call: ReturnType<typeof createDiscordCall>;
  /** Adds the papers of the store to the search index. */
  index(): Promise<void>;
  use(subcommand: string, more?: Partial<CommandCall>): Handle;
  press(message: StoredMessage, customId: string): Handle;
  /** Presses the button with this label. */
  pressLabel(message: StoredMessage, label: string): Handle;
  /** Sends a copy of a genuine interaction, altered by `change`. */
  forge(change: (genuine: Fields) => Fields): Handle;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Ends the pauses before retries of initial reactions, which otherwise never end. */
  retryReactions(): void;
}
// biome-ignore lint/suspicious/noExplicitAny: deliberately wrong payloads.
export type Fields = Record<string, any>;

type Real = Pick<Handlers, 'respond' | 'complete' | 'keepShared' | 'onReaction' | 'recount'>;

/** Opens the real listener and commands, and a real store with one list; `handlers` overrides real handlers. */
export async function open(
  handlers: (real: Real) => Partial<Handlers> = () => ({}),
  commands = COMMANDS,
  list = makePapers(12),
): Promise<Scene> {
  const stage = await createStage(list);
  const { store, clock, log } = stage;
  const discord = await startDiscord({ now: clock.now });
  const parts = await createResponderDeps({ ...stage.parts, missing: 'no-summarizer' }, stage.folder);
  const responder = createResponder({ ...parts, commands });
  const nothing = async () => {};
  const rest = createRest(discord.token, discord.url, noTurns, makeDirectRequest);
  const cache = new Keyv();
  let close = nothing;
  const pauses: (() => void)[] = [];
  const clockWithPauses = {
    ...createClock(null),
    sleep: () => new Promise<void>((resolve) => pauses.push(resolve)),
  };
  let call: Scene['call'] | undefined;

  async function start(): Promise<void> {
    const stop = new AbortController();
    const { signal } = stop;
    call = createDiscordCall({ rest, clock: createClock(null), signal });
    const real = { ...responder, ...createVoteSync({ store, clock, log, signal }) };
    const listener = createDiscordListener(
      {
        network: directNetwork,
        ...{ call, commands, cache, clock: createClock(null), log, signal },
        channels: { typeOf: () => undefined },
        addInitialReactions: createDiscordInitialReactions({ call, clock: clockWithPauses, log, signal }),
        handlers: {
          ...{ ...real, vote: async () => null },
          ...{ endPlaces: nothing, pausePlaces: nothing, resumePlaces: nothing },
          ...{ bindPlaces: nothing, moveChannel: nothing },
          ...handlers(real),
        },
        onFatal: (err) => log.error({ err }, 'fatal'),
      },
      { token: discord.token, apiUrl: discord.url, guildId: undefined },
    );
    close = async () => {
      stop.abort();
      await listener.stop();
    };
    const before = log.lines.length;
    await listener.start();
    const isReady = () =>
      log.lines.slice(before).some(({ sentence }) => /Registered commands|are up to date/.test(sentence));
    await discord.until(isReady);
  }
  onTestFinished(async () => {
    await close();
    await discord.close();
  });
  await start();

  const where = { guildId: defaultGuildId, channelId: CHANNEL, userId: MEMBER };
  const scene: Scene = {
    ...{ stage, discord, start },
    get call() {
      return call as Scene['call'];
    },
    index: () => parts.indexing.catchUp(),
    stop: () => close(),
    retryReactions() {
      // discord.js times rate limits by the machine's clock, so the test has to remove them.
      rest.handlers.clear();
      rest.globalReset = -1;
      for (const end of pauses.splice(0)) end();
    },
    use: (subcommand, more = {}) =>
      discord.interact.command({ ...where, name: 'paper', subcommand, ...more }),
    press: (message, customId) => discord.interact.button({ ...where, message: message.id, customId }),
    pressLabel(message, label) {
      const button = buttonsOf(message).find((one) => one.label === label);
      return scene.press(message, button?.customId ?? `no button ${label}`);
    },
    forge(change) {
      scene.use('help');
      const { id: _id, token: _token, ...genuine } = (discord.gateway.events.at(-1) as { d: Fields }).d;
      return discord.interact.raw(change(structuredClone(genuine)));
    },
  };
  return scene;
}

/** Returns all text of a message, without escapes. */
export function textOf(message: Pick<StoredMessage, 'embeds'> | undefined): string {
  const texts = (message?.embeds ?? []).flatMap(({ title, description, fields = [], footer }) => [
    ...[title, description, footer?.text],
    ...fields.flatMap(({ name, value }) => [name, value]),
  ]);
  return texts.filter(Boolean).join('\n').replaceAll('\\', '');
}

/** Returns the command buttons, row by row. */
export const buttonsOf = ({ components = [] }: Pick<StoredMessage, 'components'>) =>
  components.flatMap((row) =>
    'components' in row
      ? row.components.flatMap((one) =>
          'custom_id' in one && 'label' in one ? [{ label: one.label ?? '', customId: one.custom_id }] : [],
        )
      : [],
  );

export const labelsOf = (message: Pick<StoredMessage, 'components'>) =>
  buttonsOf(message).map(({ label }) => label);

export const linesOf = ({ stage }: Scene, ...levels: string[]) =>
  stage.log.lines.filter(({ level }) => levels.includes(level)).map(({ sentence }) => sentence);

/** Expects no refused requests, and no warnings or errors in the log. */
export function expectClean(scene: Scene): void {
  expect(scene.discord.rejections).toEqual([]);
  expect(linesOf(scene, 'warn', 'error')).toEqual([]);
}
