import { describeEditionMatrix } from './edition-matrix.ts';

describeEditionMatrix('deep');
