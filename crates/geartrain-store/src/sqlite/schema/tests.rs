use super::*;

#[test]
fn a_fresh_file_is_ours_and_of_the_present_version() {
    let mut connection = Connection::open_in_memory().expect("opened");
    migrate(&mut connection).expect("migrated");
    assert_eq!(number(&connection, "application_id"), Ok(APPLICATION_ID));
    assert_eq!(number(&connection, "user_version"), Ok(VERSION));
    check_origin(&connection, Path::new("memory")).expect("it is ours");
}

#[test]
fn the_present_version_is_left_as_it_is() {
    let mut connection = Connection::open_in_memory().expect("opened");
    migrate(&mut connection).expect("migrated");
    let before = number(&connection, "schema_version");
    migrate(&mut connection).expect("nothing to do");
    assert_eq!(number(&connection, "schema_version"), before);
}

#[test]
fn every_step_can_be_the_last_one_that_a_file_has_seen() {
    for seen in 0..STEPS.len() {
        let mut connection = Connection::open_in_memory().expect("opened");
        for step in &STEPS[..seen] {
            connection.execute_batch(step).expect("an older layout");
        }
        let version = i64::try_from(seen).expect("few steps");
        connection
            .pragma_update(None, "user_version", version)
            .expect("written");
        migrate(&mut connection).expect("migrated");
        assert_eq!(number(&connection, "user_version"), Ok(VERSION));
    }
}
