import { describe } from 'vitest';
import { describeEditionMatrix } from './edition-matrix.ts';

describe('an edition, at all other faults and requests', () => describeEditionMatrix('deep'));
