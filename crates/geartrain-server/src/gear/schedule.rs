//! When a job submitted with `SUBMIT_JOB_SCHED` runs: once, at the next moment that fits its fields.
//!
//! The protocol document does not say in which time zone. It is UTC here, as for `SUBMIT_JOB_EPOCH`:
//! clients and server may stand in different zones, and no moment is missing or doubled in it.

use geartrain_dispatch::Timestamp;
use geartrain_protocol::CronFields;

const MINUTE_SECONDS: u64 = 60;
const MINUTES_PER_DAY: u64 = 24 * 60;

/// Days that are looked through. A 29th of February on a given weekday comes after 40 years at the
/// latest (over a century without a leap day); what does not come by then never does.
const DAYS_MAX: u64 = 41 * 366;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Date {
    /// Days since 1970-01-01.
    number: u64,
    /// 1 to 12.
    month: u8,
    /// 1 to 31.
    day: u8,
}

/// The first whole minute after `now` that fits; `None` when none ever does.
pub(crate) fn next_fit(fields: &CronFields, now: Timestamp) -> Option<Timestamp> {
    let first_minute = now.0 / (1_000 * MINUTE_SECONDS) + 1;
    let today = first_minute / MINUTES_PER_DAY;
    let day = (today..today + DAYS_MAX)
        .filter(|day| fits_date(fields, Date::of(*day)))
        .find_map(|day| first_fit_on(fields, day, first_minute))?;
    Some(Timestamp(day * MINUTE_SECONDS * 1_000))
}

/// The first minute of `day`, counted from the epoch, that fits and is not before `first_minute`.
fn first_fit_on(fields: &CronFields, day: u64, first_minute: u64) -> Option<u64> {
    let begin = day * MINUTES_PER_DAY;
    (begin.max(first_minute)..begin + MINUTES_PER_DAY).find(|minute| {
        let of_day = minute - begin;
        fits(fields.minute, of_day % 60) && fits(fields.hour, of_day / 60)
    })
}

/// All fields must fit, the two kinds of day as well.
fn fits_date(fields: &CronFields, date: Date) -> bool {
    fits(fields.month, date.month.into())
        && fits(fields.day_of_month, date.day.into())
        && fits(fields.day_of_week, date.weekday())
}

fn fits(field: Option<u8>, value: u64) -> bool {
    field.is_none_or(|wanted| u64::from(wanted) == value)
}

impl Date {
    /// The date that is `number` days after 1970-01-01.
    ///
    /// Counted from 1 March of the year 0 on, a leap day is the last day of its year, and 400 years
    /// have one and the same number of days.
    fn of(number: u64) -> Self {
        const DAYS_BEFORE_1970: u64 = 719_468;
        const DAYS_IN_400_YEARS: u64 = 146_097;
        let of_era = (number + DAYS_BEFORE_1970) % DAYS_IN_400_YEARS;
        let leap_days = of_era / 1_460 + of_era / 146_096 - of_era / 36_524;
        let year = (of_era - leap_days) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month_from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month_from_march + 2) / 5 + 1;
        Self {
            number,
            month: small((month_from_march + 2) % 12 + 1),
            day: small(day),
        }
    }

    /// 0 for Monday; 1970-01-01 was a Thursday.
    fn weekday(self) -> u64 {
        (self.number + 3) % 7
    }
}

fn small(value: u64) -> u8 {
    u8::try_from(value).expect("months and days are below 32")
}

#[cfg(test)]
mod tests;
