//! A simulated world around the real dispatcher.
//!
//! Clients, workers and operators, well and badly behaved, talk with the dispatcher over a slow and
//! unreliable network in a time that is only a counter. All of it follows from a seed. After every
//! call the dispatcher is compared with its `shadow`, which states the rules in the plainest way.
//!
//! `GEARTRAIN_SIM_SEEDS` and `GEARTRAIN_SIM_STEPS` make it longer; `GEARTRAIN_SIM_SEED` repeats one
//! world, and `GEARTRAIN_SIM_HISTORY` says how much of a failed one is shown.

mod agenda;
mod checks;
mod client;
mod conditions;
mod drain;
mod history;
mod ledger;
mod moment;
mod names;
mod network;
mod operator;
mod peer;
mod properties;
mod random;
mod seeds;
mod shadow;
mod store;
mod timer;
mod variety;
mod watched;
mod worker;
mod world;

use seeds::{Failure, Settings, run_all, run_one};
use variety::Variety;

/// The tail of a history that a failure shows, in calls.
const TAIL: usize = 40;

#[test]
fn every_world_keeps_every_rule() {
    let settings = Settings::from_environment();
    let seeds: Vec<u64> = match settings.only_seed {
        Some(seed) => vec![seed],
        None => (0..settings.seeds).collect(),
    };
    complain(run_all(&seeds, settings.steps), &settings);
}

#[test]
fn worlds_that_once_failed_keep_every_rule() {
    let settings = Settings::from_environment();
    let lines = include_str!("seeds.txt")
        .lines()
        .filter(|line| !line.starts_with('#'));
    for line in lines {
        let mut words = line.split_whitespace().map(str::parse);
        let (Some(Ok(seed)), Some(Ok(steps))) = (words.next(), words.next()) else {
            panic!("seeds.txt: `{line}` does not begin with a seed and a number of steps");
        };
        complain(
            run_one(seed, usize::try_from(steps).expect("few"), 0).err(),
            &settings,
        );
    }
}

#[test]
fn the_same_seed_gives_the_same_history_whatever_the_hash_seed() {
    let settings = Settings::from_environment();
    for seed in 0..40 {
        let [first, second] = [0, 0x5eed].map(|hash| run_one(seed, settings.steps, hash));
        match (first, second) {
            (Ok(first), Ok(second)) => assert!(first == second, "seed {seed} has two histories"),
            (Err(failure), _) | (_, Err(failure)) => complain(Some(failure), &settings),
        }
    }
}

#[test]
fn the_worlds_touch_every_rule() {
    let settings = Settings::from_environment();
    let mut variety = Variety::default();
    for seed in 0..40 {
        match run_one(seed, 2_000, 0) {
            Ok(history) => variety.add(&history),
            Err(failure) => complain(Some(failure), &settings),
        }
    }
    assert_eq!(variety.missing(), [], "kinds of things that never happen");
}

fn complain(failure: Option<Failure>, settings: &Settings) {
    let Some(failure) = failure else { return };
    let Failure {
        seed,
        steps,
        message,
        history,
    } = failure;
    panic!(
        "seed {seed} breaks a rule at call {}: {message}\n\n{}\nrepeat it with: \
         GEARTRAIN_SIM_SEED={seed} GEARTRAIN_SIM_STEPS={steps} \
         cargo test -p geartrain-tests --test simulation every_world\n\
         (GEARTRAIN_SIM_HISTORY=10000 shows all of it), then keep it in tests/simulation/seeds.txt",
        history.len(),
        history.tail(settings.history),
    );
}
