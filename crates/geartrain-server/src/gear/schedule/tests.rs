use super::*;

const NOW: Timestamp = Timestamp(1_700_000_000_000); // Tuesday 2023-11-14 22:13:20 UTC

fn next(fields: CronFields) -> Option<u64> {
    next_fit(&fields, NOW).map(|at| at.0 / 1_000)
}

#[test]
fn without_any_field_it_is_the_next_minute() {
    assert_eq!(next(CronFields::default()), Some(1_700_000_040));
}

#[test]
fn a_whole_minute_that_has_just_begun_has_passed() {
    let on_the_minute = Timestamp(1_700_000_040_000);
    let fit = next_fit(&CronFields::default(), on_the_minute);
    assert_eq!(fit, Some(Timestamp(1_700_000_100_000)));
}

#[test]
fn a_minute_comes_in_this_hour_or_the_next() {
    let at = |minute| {
        next(CronFields {
            minute: Some(minute),
            ..CronFields::default()
        })
    };
    assert_eq!(at(14), Some(1_700_000_040));
    assert_eq!(at(59), Some(1_700_002_740));
    assert_eq!(at(13), Some(1_700_003_580));
}

#[test]
fn an_hour_that_has_passed_comes_tomorrow() {
    let fields = CronFields {
        minute: Some(30),
        hour: Some(6),
        ..CronFields::default()
    };
    assert_eq!(next(fields), Some(1_700_029_800)); // 2023-11-15 06:30
}

#[test]
fn weeks_begin_on_monday() {
    let fields = CronFields {
        minute: Some(0),
        hour: Some(0),
        day_of_week: Some(0),
        ..CronFields::default()
    };
    assert_eq!(next(fields), Some(1_700_438_400)); // Monday 2023-11-20
}

#[test]
fn both_kinds_of_day_must_fit() {
    let fields = CronFields {
        day_of_month: Some(13),
        day_of_week: Some(4),
        ..CronFields::default()
    };
    assert_eq!(next(fields), Some(1_726_185_600)); // Friday 2024-09-13
}

#[test]
fn a_leap_day_is_waited_for() {
    let fields = CronFields {
        day_of_month: Some(29),
        month: Some(2),
        ..CronFields::default()
    };
    assert_eq!(next(fields), Some(1_709_164_800)); // 2024-02-29
    let after_2096 = next_fit(&fields, Timestamp(3_982_000_000_000)); // 2096-03-08
    assert_eq!(
        after_2096,
        Some(Timestamp(4_233_686_400_000)),
        "2100 has none"
    );
}

#[test]
fn a_leap_day_on_a_given_weekday_is_waited_for_over_2100() {
    for weekday in 0..7 {
        let fields = CronFields {
            day_of_month: Some(29),
            month: Some(2),
            day_of_week: Some(weekday),
            ..CronFields::default()
        };
        assert!(next_fit(&fields, Timestamp(3_982_000_000_000)).is_some());
    }
}

#[test]
fn a_day_that_never_comes_is_none() {
    let fields = CronFields {
        day_of_month: Some(31),
        month: Some(2),
        ..CronFields::default()
    };
    assert_eq!(next(fields), None);
}

#[test]
fn dates_follow_the_calendar() {
    let date = |number| {
        let date = Date::of(number);
        (date.month, date.day)
    };
    assert_eq!(date(0), (1, 1));
    assert_eq!(date(58), (2, 28)); // 1970
    assert_eq!(date(59), (3, 1));
    assert_eq!(date(11_016), (2, 29)); // 2000
    assert_eq!(date(11_017), (3, 1));
    assert_eq!(date(19_722), (12, 31)); // 2023
}
