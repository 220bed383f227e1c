import { lasting, type Missing } from '../core/build-card.ts';
import { type Command, complete, type Desk } from '../core/command.ts';
import type { Price } from '../core/cost.ts';
import type { Memory } from '../core/memory.ts';
import type { Cache, Handlers } from '../core/ports.ts';
import type { SearchIndex } from '../core/search/port.ts';
import { placeToId, type Settings } from '../core/subscription.ts';
import type { CollectParts } from './collect.ts';
import { createLookUp } from './look-up.ts';
import { createReadList } from './read-list.ts';
import { respond } from './respond.ts';
import { createShortLines } from './short-lines.ts';
import { createSpend } from './spend.ts';
import type { Summarize } from './summarize.ts';

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
