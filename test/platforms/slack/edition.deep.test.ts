import { describe } from 'vitest';
import { describeEditionFaults } from '../../contract/edition-faults.ts';
import { slackEdition } from './edition-harness.ts';

describe('an edition, at all other faults and requests', () => describeEditionFaults('deep', slackEdition));
