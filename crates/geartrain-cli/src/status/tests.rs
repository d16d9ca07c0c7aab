use super::*;

#[test]
fn a_table_line_fits_into_80_columns() {
    let header = line("FUNCTION", ["WAITING", "RUNNING", "WORKERS"]);
    assert_eq!(header.trim_end().len(), 80);
    let long = line(&cut(&"x".repeat(400)), ["123456789", "0", "7"]);
    assert_eq!(long.trim_end().len(), 80);
}

#[test]
fn a_long_name_keeps_its_start_and_its_end() {
    let name = format!("start{}end", "x".repeat(100));
    let shown = cut(&name);
    assert!(shown.starts_with("start") && shown.ends_with("end") && shown.contains("..."));
    assert_eq!(cut("short"), "short");
}

#[test]
fn a_name_that_a_terminal_would_obey_is_escaped() {
    assert_eq!(readable("größe".as_bytes()), "größe");
    assert_eq!(readable(b"a\x1b[31m"), r"a\x1b[31m");
    assert_eq!(readable(b"\xff"), r"\xff");
}

#[test]
fn a_running_job_tells_how_far_it_is() {
    let mut status = JobStatus::default();
    assert_eq!(describe(status), "waiting");
    status.is_running = true;
    assert_eq!(describe(status), "running");
    (status.numerator, status.denominator) = (1, 4);
    assert_eq!(describe(status), "running  25%  1 of 4");
}
