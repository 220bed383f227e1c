import type { Config } from '../../config/config.ts';
import { closedListDay, weekdayAtOrBefore } from '../../domain/calendar/day.ts';
import { type Finding, ill, off, well } from '../../domain/health/finding.ts';
import { ADVICE } from '../../domain/health/server-problem.ts';
import { costOf } from '../../domain/paper/cost.ts';
import type { Clock } from '../../lib/clock.ts';
import { MINUTE, SECOND } from '../../lib/duration.ts';
import { SILENT_LOG } from '../../lib/log.ts';
import type { Network } from '../../lib/network/network.ts';
import { examineModel } from '../../llm/watch/examine.ts';
import { createHttp } from '../../sources/http.ts';
import { createHuggingFace } from '../../sources/huggingface.ts';

export interface CheckDeps {
  readonly clock: Clock;
  readonly network: Network;
}

/** Slack refuses requests that are signed five minutes off; a minute off, cards come at the wrong time. */
const MAX_SKEW = MINUTE;
const FORMATS = {
  json_schema: 'with a JSON schema',
  json_object: 'as JSON, without a schema',
  text: 'as text, without JSON mode',
};

/** Reads the newest list that is complete. */
export async function checkHuggingFace(
  { clock, network }: CheckDeps,
  { huggingFace }: Pick<Config, 'huggingFace'>,
): Promise<Finding[]> {
  const { hostname } = new URL(huggingFace.endpoint);
  const source = createHuggingFace(
    { http: createHttp({ network, clock, log: SILENT_LOG }), log: SILENT_LOG },
    huggingFace,
  );
  const day = weekdayAtOrBefore(closedListDay(clock.now()));
  try {
    const { length } = await source.listDay(day);
    // A holiday's list is empty, too.
    return [well(`${hostname}: the list of ${day} has ${length} papers`)];
  } catch (error) {
    const { message } = error as Error;
    const todo = /\b40[13]\b/.test(message) && huggingFace.token ? 'check HF_TOKEN' : 'check HF_ENDPOINT';
    return [ill(message, `${todo}, the network and the proxy`)];
  }
}

/** Asks the model for one summary. */
export async function checkModel(
  deps: CheckDeps,
  { openAi, settings }: Pick<Config, 'openAi' | 'settings'>,
): Promise<Finding[]> {
  if (!openAi) {
    return [
      off('no model: set OPENAI_API_KEY or OPENAI_BASE_URL for Korean summaries; cards show the abstract'),
    ];
  }
  const { problem, mode, tookMs, usage } = await examineModel(deps, openAi);
  if (problem) return [ill(`the model server ${problem.words}`, ADVICE[problem.cause])];
  const { tokens, dollars } = costOf(usage ? [usage] : [], openAi.price);
  const facts = [
    `${openAi.model} answers ${FORMATS[mode ?? 'text']}`,
    `in ${(tookMs / SECOND).toFixed(1)} s`,
    `${tokens} tokens a summary`,
    ...(dollars === null
      ? []
      : [`about $${(dollars * settings.count).toFixed(4)} an edition of ${settings.count}`]),
  ];
  return [well(facts.join(', '))];
}

/** Compares the clock of this machine with that of Hugging Face's server. */
export async function checkClock(
  { network }: Pick<CheckDeps, 'network'>,
  { huggingFace, startAt }: Pick<Config, 'huggingFace' | 'startAt'>,
): Promise<Finding[]> {
  if (startAt !== null) {
    const instant = new Date(startAt).toISOString();
    return [ill(`NOW is set: the clock starts at ${instant}`, 'unset NOW, which is for tests')];
  }
  const response = await network
    .fetch(huggingFace.endpoint, { method: 'HEAD', signal: AbortSignal.timeout(10 * SECOND) })
    .catch(() => null);
  const there = Date.parse(response?.headers.get('date') ?? '');
  // That Hugging Face cannot be reached is a finding of its own.
  if (Number.isNaN(there)) return [off('nothing to compare the clock with')];
  const skew = Date.now() - there;
  const seconds = Math.round(Math.abs(skew) / SECOND);
  if (Math.abs(skew) <= MAX_SKEW) return [well(`the clock is at most ${Math.max(seconds, 1)} s off`)];
  const direction = skew > 0 ? 'fast' : 'slow';
  return [ill(`the clock of this machine is ${seconds} s ${direction}`, 'synchronise it (NTP)')];
}
