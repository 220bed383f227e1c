import type { ListState } from './list-state.ts';

/**
 * The state of an edition that a place is owed. `too-old`: due more than three days ago (rule 9). `failing`: begun, but
 * the messages that are left keep failing while others pass (rule 15), the last time after the next edition was due.
 */
export type OwedState = 'too-old' | 'begun' | 'failing' | 'not-begun';

export interface EditionStep {
  readonly job: 'collect' | 'deliver' | 'skip' | null;
  /**
   * What must wait until this edition is posted. `newer`: the place's newer editions, and its weekly best, which
   * links to the editions' cards. `weekly`: only the weekly best, for at most an hour; newer editions do not need
   * this edition's list.
   */
  readonly holdsUp: 'newer' | 'weekly' | 'nothing';
}

const COLLECT: EditionStep = { job: 'collect', holdsUp: 'newer' };
const DELIVER: EditionStep = { job: 'deliver', holdsUp: 'newer' };
const DELIVER_REST: EditionStep = { job: 'deliver', holdsUp: 'nothing' };
const SKIP: EditionStep = { job: 'skip', holdsUp: 'nothing' };
const WITHOUT_LIST: EditionStep = { job: null, holdsUp: 'weekly' };
const NOTHING: EditionStep = { job: null, holdsUp: 'nothing' };

/**
 * Returns the job that an owed edition needs now, and what must wait for the edition
 * (`test/domain/edition/plan-table.test.ts` has the same table):
 *
 * | edition   | its list     | collect job | job     | holds up |
 * |-----------|--------------|-------------|---------|----------|
 * | too-old   | empty        | any         | none    | nothing  |
 * | too-old   | any other    | any         | skip    | nothing  |
 * | begun     | any          | any         | deliver | newer    |
 * | failing   | any          | any         | deliver | nothing  |
 * | not-begun | ready        | any         | deliver | newer    |
 * | not-begun | stale        | can run     | collect | newer    |
 * | not-begun | stale        | backs off   | deliver | newer    |
 * | not-begun | needed       | can run     | collect | newer    |
 * | not-begun | needed       | backs off   | none    | weekly   |
 * | not-begun | empty-so-far | any         | none    | weekly   |
 * | not-begun | empty        | any         | none    | nothing  |
 */
export function editionStep(edition: OwedState, list: ListState, canCollect: boolean): EditionStep {
  if (edition === 'too-old') return list === 'empty' ? NOTHING : SKIP;
  if (edition === 'begun') return DELIVER;
  if (edition === 'failing') return DELIVER_REST;
  switch (list) {
    case 'ready':
      return DELIVER;
    case 'stale':
      return canCollect ? COLLECT : DELIVER;
    case 'needed':
      return canCollect ? COLLECT : WITHOUT_LIST;
    case 'empty-so-far':
      return WITHOUT_LIST;
    case 'empty':
      return NOTHING;
  }
}
