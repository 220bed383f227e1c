import { describeSixtyDays } from './sixty-days.ts';

describeSixtyDays('deep');
