use geartrain_store::StatePlaces;

use super::bound_by_files;
use crate::options::{self, SslFiles, Surroundings};

fn connections_max(words: &[&str], files: u64) -> usize {
    let surroundings = Surroundings {
        port: None,
        log_filter: None,
        ssl: SslFiles::default(),
        host_name: "lap".to_owned(),
        default_file: "/nonexistent".into(),
        default_toml: "/nonexistent/geartrain.toml".into(),
        variables: Vec::new(),
        state: StatePlaces {
            home: Some("/home/ada".into()),
            ..StatePlaces::default()
        },
        has_syslog: false,
        is_service: false,
    };
    let words = ["geartraind"].iter().chain(words).map(Into::into);
    let mut config = options::read(words, &surroundings).unwrap().config;
    bound_by_files(&mut config, files);
    config.gear.connections_max
}

#[test]
fn connections_are_bounded_by_file_descriptors() {
    assert_eq!(connections_max(&[], 1_024), 896);
    assert_eq!(connections_max(&["--connections-max", "100"], 1_024), 100);
    assert_eq!(connections_max(&["--connections-max", "9999"], 1_024), 896);
}

#[test]
fn jobs_over_http_take_half_of_the_descriptors() {
    assert_eq!(connections_max(&["--protocol=http"], 1_024), 448);
    assert_eq!(connections_max(&["--protocol=http"], 1), 1);
}

#[test]
fn few_descriptors_still_leave_some_connections() {
    assert_eq!(connections_max(&[], 64), 32);
    assert_eq!(connections_max(&[], 1), 1);
}
