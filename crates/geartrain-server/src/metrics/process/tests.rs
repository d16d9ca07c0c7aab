use super::{Stat, families};

#[test]
fn a_command_with_blanks_and_brackets_does_not_shift_the_fields() {
    let line = "42 (a b) c) R 1 42 42 0 -1 4194304 90 0 0 0 7 5 0 0 20 0 3 0 1234 8192 21 18446744";
    let expected = Stat {
        user_ticks: 7,
        system_ticks: 5,
        threads: 3,
        started_ticks: 1234,
        virtual_bytes: 8192,
        resident_pages: 21,
    };
    assert_eq!(Stat::parse(line), Some(expected));
}

#[test]
fn a_line_that_was_cut_tells_nothing() {
    assert_eq!(Stat::parse("42 (a) R 1 42 42"), None);
    assert_eq!(Stat::parse(""), None);
}

#[cfg(target_os = "linux")]
#[test]
fn this_process_uses_memory_and_files_and_started_in_the_past() {
    let value = |name: &str| {
        let families = families();
        let family = families.iter().find(|family| family.name() == name);
        let family = family.unwrap_or_else(|| panic!("{name} is missing"));
        family.get_metric()[0].get_gauge().get_value()
    };
    assert!(value("process_resident_memory_bytes") > 100_000.0);
    assert!(value("process_open_fds") >= 3.0);
    assert!(value("process_open_fds") <= value("process_max_fds"));
    assert!(value("process_threads") >= 1.0);
    let id = f64::from(std::process::id());
    assert!((value("geartrain_process_id") - id).abs() < 0.5);
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs_f64();
    let started = value("process_start_time_seconds");
    assert!(started > now - 3_600.0 && started < now + 2.0);
}
