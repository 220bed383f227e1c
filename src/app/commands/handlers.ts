import { finalReason, type Missing } from '../../cards/build-card.ts';
import { complete } from '../../command/completion.ts';
import type { CompletionData } from '../../command/completion-data.ts';
import type { Command, CommandContext } from '../../command/define.ts';
import type { Invocation } from '../../command/invocation.ts';
import type { Handlers } from '../../command/listener.ts';
import type { Price } from '../../domain/paper/cost.ts';
import type { Settings } from '../../domain/subscription/settings.ts';
import { placeToId } from '../../domain/subscription/subscription.ts';
import type { Cache } from '../../ports/cache.ts';
import type { SearchIndex } from '../../ports/search-index.ts';
import type { CollectDeps } from '../editions/collect.ts';
import type { ModelStatus } from '../health/model-check.ts';
import { takeNotices as takePauseNotices } from '../places/tell-subscriber.ts';
import type { Summarize } from '../summaries/summarize.ts';
import { createButtonStore } from './button-store.ts';
import { createLookUp, type LookUpDeps } from './look-up.ts';
import { readOverview } from './overview.ts';
import { createQuota } from './quota.ts';
import { createReadList } from './read-list.ts';
import { respond } from './respond.ts';

/**
 * The same reply cannot be shared in the same place again within this many milliseconds: people double-click buttons.
 */
const SHARE_AGAIN_AFTER = 5_000;

export interface ResponderDeps extends CollectDeps {
  readonly cache: Cache;
  readonly index: SearchIndex;
  readonly completionCache: { readonly current: () => CompletionData };
  readonly summarize: Summarize;
  readonly missing: Missing;
  readonly modelCheck: ModelStatus;
  readonly price: Price | null;
  readonly commands: readonly Command[];
  /** The default settings of a new subscription. */
  readonly settings: Settings;
  readonly wake: () => void;
  /** Called when a user has had a paper summarised. */
  readonly onSummary: LookUpDeps['onSummary'];
  /** False if nobody is told about paused places (ALERT_SUBSCRIBERS). */
  readonly alertsSubscribers: boolean;
  /** Returns a random name of at most 36 characters. */
  readonly makeReference: () => string;
}

/** Handles commands, buttons and completions for every platform. */
export function createResponder(
  deps: ResponderDeps,
): Pick<Handlers, 'respond' | 'overview' | 'complete' | 'keepShared'> {
  const { store, clock, log, cache, index, completionCache, commands, settings, price, wake, makeReference } =
    deps;
  const spendQuota = createQuota({ cache, clock });
  const context: CommandContext = {
    store,
    clock,
    index,
    commands,
    settings,
    price,
    modelProblem: deps.modelCheck.problem,
    spendQuota,
    wake,
    // Replies are never edited, so they must not say that a summary will follow.
    missing: finalReason(deps.missing),
    completionData: completionCache.current,
    lookUp: createLookUp({ ...deps, spendQuota }),
    readList: createReadList({ ...deps, spendQuota }),
  };
  const takeNotices = (invocation: Invocation) => takePauseNotices(deps, invocation);
  const lines = createButtonStore(cache, makeReference);
  /** When each recently shared reply was shared, in milliseconds of `clock.elapsed()`. */
  const shared = new Map<string, number>();
  function mayShare(what: string): boolean {
    const now = clock.elapsed();
    for (const [known, at] of shared) if (now - at > SHARE_AGAIN_AFTER) shared.delete(known);
    if (shared.has(what)) return false;
    shared.set(what, now);
    return true;
  }
  return {
    respond: (invocation, asked) =>
      respond({ context, log, lines, mayShare, makeReference, takeNotices }, invocation, asked),
    overview: (platform, workspace) => readOverview(deps, platform, workspace),
    complete: (command, option, typed) =>
      complete(commands, command, option, typed, completionCache.current()),
    keepShared: (place, messageId, paperId) =>
      store.saveShared(placeToId(place), paperId, messageId, clock.now()),
  };
}
