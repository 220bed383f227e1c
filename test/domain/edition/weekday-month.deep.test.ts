import { describeMonth } from './weekday-month.ts';

describeMonth('deep');
