import { createHide } from '../../compose/logger.ts';
import { createDiscordClient } from '../../compose/platforms.ts';
import { type Config, readConfig } from '../../config/config.ts';
import type { EnvFile } from '../../config/env-file.ts';
import { SetupError } from '../../domain/errors.ts';
import { type Finding, ill, off, well } from '../../domain/health/finding.ts';
import type { Subscription } from '../../domain/subscription/subscription.ts';
import { createClock } from '../../lib/clock.ts';
import { SILENT_LOG } from '../../lib/log.ts';
import { createNetwork } from '../../lib/network/network.ts';
import { examineDiscord } from '../../platforms/discord/examine.ts';
import { createSlackCall } from '../../platforms/slack/api/call.ts';
import type { SlackFetch } from '../../platforms/slack/api/client.ts';
import { examineSlack } from '../../platforms/slack/examine.ts';
import { checkDatabase } from './database.ts';
import { type CheckDeps, checkClock, checkHuggingFace, checkModel } from './upstreams.ts';

/** A finding about one part of the bot's surroundings. */
export type Diagnosis = Finding & { readonly part: string };

/** Looks at everything that the bot needs, one part after the other. Nothing is sent to a channel. */
export async function* examine(env: NodeJS.ProcessEnv, file: EnvFile): AsyncGenerator<Diagnosis, void> {
  let config: Config;
  try {
    config = readConfig(env, file);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    const [, ...mistakes] = error.message.split('\n- ');
    for (const what of mistakes) yield { part: 'configuration', ...ill(what, 'correct it; then look again') };
    return;
  }
  const hide = createHide(config.secrets);
  const named = (part: string, findings: readonly Finding[]): Diagnosis[] =>
    findings.map(({ what, ...finding }) => ({ part, ...finding, what: hide(what) }));
  yield* named('configuration', checkNames(config));
  const { findings, subscriptions } = await checkDatabase(config);
  yield* named('database', findings);

  const clock = createClock(config.startAt);
  const network = createNetwork(config.proxies);
  const deps = { clock, network };
  try {
    yield* named('clock', await checkClock(deps, config));
    yield* named('papers', await checkHuggingFace(deps, config));
    yield* named('model', await checkModel(deps, config));
    yield* named('Discord', await checkDiscord(deps, config, subscriptions));
    yield* named('Slack', await checkSlack(deps, config, subscriptions));
  } finally {
    await network.close();
  }
}

function checkNames({ similarNames, proxies: { http, https } }: Config): Finding[] {
  const proxy = http ?? https;
  return [
    well(proxy ? `valid; requests go through the proxy ${proxy.host}` : 'valid'),
    ...similarNames.map(({ name, setting }) =>
      ill(`unknown environment variable ${name}`, `is ${setting} meant?`),
    ),
  ];
}

function checkDiscord(
  { clock, network }: CheckDeps,
  { discord, subscribe, settings }: Config,
  subscriptions: readonly Subscription[],
): Promise<Finding[]> | Finding[] {
  if (!discord) return [off('off: set DISCORD_TOKEN to turn it on')];
  const { signal } = new AbortController();
  const { call } = createDiscordClient(discord, { network, clock, log: SILENT_LOG, signal });
  const places = placesOf('discord', subscribe, settings, subscriptions);
  return examineDiscord(call, discord.guildId, places, clock.now());
}

function checkSlack(
  { network }: CheckDeps,
  { slack, subscribe, settings }: Config,
  subscriptions: readonly Subscription[],
): Promise<Finding[]> | Finding[] {
  if (!slack) return [off('off: set SLACK_BOT_TOKEN and either SLACK_APP_TOKEN or SLACK_SIGNING_SECRET')];
  const { signal } = new AbortController();
  const create = (token: string) => createSlackCall(token, slack.apiUrl, signal, network.fetch as SlackFetch);
  const places = placesOf('slack', subscribe, settings, subscriptions);
  return examineSlack(create(slack.botToken), slack.appToken ? create(slack.appToken) : null, places);
}

/** Returns the channels that get papers, and those that the environment subscribes, each once. */
function placesOf(
  platform: string,
  subscribe: Config['subscribe'],
  settings: Config['settings'],
  subscriptions: readonly Subscription[],
) {
  const known = subscriptions.filter(({ place }) => place.platform === platform);
  const channels = new Set(known.map(({ place }) => place.channel));
  const wanted = subscribe
    .filter((place) => place.platform === platform && !channels.has(place.channel))
    .map(({ channel }) => ({ channel, settings }));
  const active = known.filter(({ state }) => state === 'active' || state === 'paused');
  return [
    ...active.map(({ place, settings: own }) => ({ channel: place.channel, settings: own })),
    ...wanted,
  ];
}
