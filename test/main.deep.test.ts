import { describe } from 'vitest';
import { describeProgram } from './main-suite.ts';

describe('the program', () => describeProgram('deep'));
