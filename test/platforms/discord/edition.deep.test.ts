import { describe } from 'vitest';
import { describeEditionFaults } from '../../contract/edition-faults.ts';
import { discordEdition } from './edition-harness.ts';

describe('an edition, with all other faults and at all other requests', () =>
  describeEditionFaults('deep', discordEdition));
