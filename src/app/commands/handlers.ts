import { lasting, type Missing } from '../../cards/build-card.ts';
import { complete } from '../../command/completion.ts';
import type { Memory } from '../../command/completion-data.ts';
import type { Command, Desk } from '../../command/define.ts';
import type { Handlers } from '../../command/listener.ts';
import type { Price } from '../../domain/paper/cost.ts';
import { placeToId, type Settings } from '../../domain/subscription/subscription.ts';
import type { Cache } from '../../ports/cache.ts';
import type { SearchIndex } from '../../ports/search-index.ts';
import type { CollectParts } from '../editions/collect.ts';
import type { Summarize } from '../summaries/summarize.ts';
import { createShortLines } from './button-store.ts';
import { createLookUp } from './look-up.ts';
import { createSpend } from './quota.ts';
import { createReadList } from './read-list.ts';
import { respond } from './respond.ts';

/** The same answer is not posted to the same place twice within this time, in milliseconds. */
const TWICE = 5_000;

export interface ResponderParts extends CollectParts {
  readonly cache: Cache;
  readonly index: SearchIndex;
  readonly memory: { readonly current: () => Memory };
  readonly summarize: Summarize;
  readonly missing: Missing;
  readonly price: Price | null;
  readonly commands: readonly Command[];
  /** Of a new subscription. */
  readonly settings: Settings;
  readonly wake: () => void;
  /** A random name, at most 36 characters. */
  readonly makeReference: () => string;
}

/** What platforms are given to pass on commands, buttons and what is being typed. */
export function createResponder(
  parts: ResponderParts,
): Pick<Handlers, 'respond' | 'complete' | 'keepShared'> {
  const { store, clock, log, cache, index, memory, commands, settings, price, wake, makeReference } = parts;
  const spend = createSpend({ cache, clock });
  const desk: Desk = {
    ...{ store, clock, index, commands, settings, price, spend, wake },
    // Answers are not edited later, so they promise nothing.
    missing: lasting(parts.missing),
    memory: memory.current,
    lookUp: createLookUp({ ...parts, spend }),
    readList: createReadList({ ...parts, spend }),
  };
  const lines = createShortLines(cache, makeReference);
  const shared = new Map<string, number>();
  function mayShare(what: string): boolean {
    const now = clock.now();
    for (const [known, at] of shared) if (Math.abs(now - at) > TWICE) shared.delete(known);
    if (shared.has(what)) return false;
    shared.set(what, now);
    return true;
  }
  return {
    respond: (call, use) => respond({ desk, log, lines, mayShare, makeReference }, call, use),
    complete: (command, option, typed) => complete(commands, command, option, typed, memory.current()),
    keepShared: (place, messageId, paperId) =>
      store.saveShared(placeToId(place), paperId, messageId, clock.now()),
  };
}
