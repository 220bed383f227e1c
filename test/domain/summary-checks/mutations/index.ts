import { FIRST_MUTATIONS } from './first.ts';
import { FORM_MUTATIONS, WARNING_MUTATIONS } from './form.ts';
import type { Mutations } from './kit.ts';
import { NAME_MUTATIONS } from './names.ts';
import { NUMBER_MUTATIONS } from './numbers.ts';
import { TONE_MUTATIONS } from './tone.ts';

/**
 * The kinds of mistakes. Changes that no reader could see are none of them: invisible characters, 9.0 for 9, percent in
 * words, thousands separators, spaces and case in names, plurals, a family's name without its version.
 */
export const MUTATIONS: Mutations = {
  ...FIRST_MUTATIONS,
  ...NUMBER_MUTATIONS,
  ...NAME_MUTATIONS,
  ...TONE_MUTATIONS,
  ...FORM_MUTATIONS,
  ...WARNING_MUTATIONS,
};
/** The kinds that only warn. */
export const WARNINGS: ReadonlySet<string> = new Set(Object.keys(WARNING_MUTATIONS));
