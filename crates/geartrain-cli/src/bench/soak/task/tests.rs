use super::*;

#[test]
fn a_payload_tells_what_to_do() {
    for course in [
        Course::Complete,
        Course::Fail,
        Course::Report,
        Course::Leave,
    ] {
        let task = Task {
            run: Run::begin(),
            number: 4_711,
            course,
        };
        assert_eq!(Task::of_payload(&task.to_payload()).unwrap(), task);
    }
}

#[test]
fn a_changed_or_shortened_payload_is_refused() {
    let task = Task {
        run: Run::begin(),
        number: 100,
        course: Course::Complete,
    };
    let payload = task.to_payload();
    for end in 0..payload.len() {
        assert!(Task::of_payload(&payload[..end]).is_err(), "{end}");
    }
    let mut changed = payload.to_vec();
    changed[50] = b'y';
    assert!(Task::of_payload(&changed).is_err());
}
