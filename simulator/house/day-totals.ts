import type { LocalDay, LocalDays } from './local-days';

/** What one day adds to a counter. */
export interface DayPlan {
  /** Of the whole day. */
  readonly total: number;
  /** From the day's start to a moment of that day; never falls. */
  until(time: number): number;
}

/** History and live polls look at one or two days at a time; a few more cost little. */
const PLANS_KEPT = 4;

/** Counters made of day plans: sums over whole days are kept, plans only of the days asked for last. */
export class DayTotals<Plans extends Record<keyof Plans, DayPlan>> {
  readonly #days: LocalDays;
  readonly #makePlans: (day: LocalDay) => Plans;
  readonly #plans = new Map<number, Plans>();
  /** At index i the sums of all days before day i, by counter. */
  readonly #sums: Record<keyof Plans, number>[] = [];

  /** @param makePlans the plans of a day, one a counter: what they share is made once */
  constructor(days: LocalDays, makePlans: (day: LocalDay) => Plans) {
    this.#days = days;
    this.#makePlans = makePlans;
  }

  /** A counter at a moment; 0 before the first day. */
  at(counter: keyof Plans, time: number): number {
    if (time <= this.#days.start) return 0;
    const day = this.#days.at(time);
    for (let index = this.#sums.length; index <= day.index; index++) this.#sums.push(this.#sumBefore(index));
    return this.#sums[day.index]![counter] + this.#plansOf(day)[counter].until(time);
  }

  /** The plans of the day that holds a moment; none before the first day. */
  plansAt(time: number): Plans | undefined {
    return time < this.#days.start ? undefined : this.#plansOf(this.#days.at(time));
  }

  #sumBefore(index: number): Record<keyof Plans, number> {
    const plans = this.#plansOf(this.#days.day(Math.max(0, index - 1)));
    const counters = Object.keys(plans) as (keyof Plans)[];
    const sum = (counter: keyof Plans): number =>
      index === 0 ? 0 : this.#sums[index - 1]![counter] + plans[counter].total;
    return Object.fromEntries(counters.map((counter) => [counter, sum(counter)])) as Record<keyof Plans, number>;
  }

  #plansOf(day: LocalDay): Plans {
    let plans = this.#plans.get(day.index);
    if (!plans) {
      plans = this.#makePlans(day);
      this.#plans.set(day.index, plans);
      if (this.#plans.size > PLANS_KEPT) this.#plans.delete(this.#plans.keys().next().value!);
    }
    return plans;
  }
}
