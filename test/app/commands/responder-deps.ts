import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ResponderDeps } from '../../../src/app/commands/handlers.ts';
import { createCompletionCache } from '../../../src/app/search/completion-cache.ts';
import { createIndexing } from '../../../src/app/search/index-papers.ts';
import { openSearchIndex } from '../../../src/store/search/search-index.ts';
import { SETTINGS } from '../../fixtures/settings.ts';

/** Returns a responder's dependencies except the commands; the search index in `folder` runs in this thread. */
export async function createResponderDeps(
  parts: Omit<
    ResponderDeps,
    'index' | 'completionCache' | 'commands' | 'settings' | 'wake' | 'onSummary' | 'makeReference'
  >,
  folder: string,
) {
  const index = await openSearchIndex(join(folder, 'test.search.db'));
  const completionCache = createCompletionCache({ ...parts, index });
  const indexing = createIndexing({ ...parts, index, onChange: completionCache.refresh });
  let references = 0;
  onTestFinished(() => index.close());
  return {
    ...parts,
    ...{ index, completionCache, indexing, settings: SETTINGS, wake: () => {}, onSummary: () => {} },
    makeReference: () => {
      references += 1;
      return `ref-${references}`;
    },
  };
}
