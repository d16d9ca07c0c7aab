use std::collections::HashMap;

use geartrain_protocol::SubmitMode;

use super::*;
use crate::settings::Settings;

#[test]
fn a_value_becomes_the_payload() {
    let job = Job::json("f", &("größe", 7)).unwrap();
    let submit = job.into_submit(SubmitMode::Foreground, &Settings::default());
    assert_eq!(submit.unwrap().workload, "[\"größe\",7]");
}

#[test]
fn what_json_cannot_hold_is_an_error() {
    let odd = HashMap::from([((1, 2), 3)]);
    let refused = Job::json("f", &odd);
    assert!(matches!(refused, Err(Error::Format(_))), "{refused:?}");
}
