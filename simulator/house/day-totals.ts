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

/** A counter made of day plans: sums over whole days are kept, plans only of the days asked for last. */
export class DayTotals<Plan extends DayPlan> {
  readonly #days: LocalDays;
  readonly #makePlan: (day: LocalDay) => Plan;
  readonly #plans = new Map<number, Plan>();
  /** At index i the sum of all days before day i. */
  readonly #sums = [0];

  constructor(days: LocalDays, makePlan: (day: LocalDay) => Plan) {
    this.#days = days;
    this.#makePlan = makePlan;
  }

  /** The counter at a moment; 0 before the first day. */
  at(time: number): number {
    if (time <= this.#days.start) return 0;
    const day = this.#days.at(time);
    for (let index = this.#sums.length; index <= day.index; index++) {
      this.#sums.push(this.#sums[index - 1]! + this.#plan(this.#days.day(index - 1)).total);
    }
    return this.#sums[day.index]! + this.#plan(day).until(time);
  }

  /** The plan of the day that holds a moment; none before the first day. */
  planAt(time: number): Plan | undefined {
    return time < this.#days.start ? undefined : this.#plan(this.#days.at(time));
  }

  #plan(day: LocalDay): Plan {
    let plan = this.#plans.get(day.index);
    if (!plan) {
      plan = this.#makePlan(day);
      this.#plans.set(day.index, plan);
      if (this.#plans.size > PLANS_KEPT) this.#plans.delete(this.#plans.keys().next().value!);
    }
    return plan;
  }
}
