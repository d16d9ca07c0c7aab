use bytes::Bytes;
use geartrain_protocol::{FunctionName, Start, SubmitMode, SubmitPriority, UniqueKey};

use super::*;

const SERVERS: [&str; 3] = ["a:4730", "b:4730", "c:4730"];

fn job(unique: &str, payload: &'static str) -> Submit {
    Submit {
        function: FunctionName::new(Bytes::from_static(b"f")).unwrap(),
        unique: UniqueKey::new(Bytes::copy_from_slice(unique.as_bytes())).unwrap(),
        mode: SubmitMode::Background,
        priority: SubmitPriority::Normal,
        start: Start::Now,
        reducer: None,
        workload: Bytes::from_static(payload.as_bytes()),
    }
}

fn chooser(spread: Spread, servers: &[&str]) -> Chooser {
    let servers: Vec<ServerAddress> = servers.iter().map(|text| text.parse().unwrap()).collect();
    Chooser::new(spread, &servers)
}

fn of_all(chooser: &Chooser, job: &Submit) -> Vec<usize> {
    chooser.order(job, [&[0, 1, 2], &[]])
}

#[test]
fn libgearman_takes_the_last_one_given_for_all_jobs() {
    let chooser = chooser(Spread::AsLibgearman, &SERVERS);
    assert_eq!(of_all(&chooser, &job("u", "x")), [2, 1, 0]);
    assert_eq!(of_all(&chooser, &job("v", "y")), [2, 1, 0]);
}

#[test]
fn jobs_in_turn_go_around() {
    let chooser = chooser(Spread::RoundRobin, &SERVERS);
    let firsts = [(); 4].map(|()| of_all(&chooser, &job("same", "x"))[0]);
    assert_eq!(firsts, [0, 1, 2, 0]);
    assert_eq!(of_all(&chooser, &job("same", "x")), [1, 2, 0]);
}

#[test]
fn a_unique_always_finds_the_same_server_wherever_it_stands_in_the_list() {
    let one = chooser(Spread::ByUnique, &SERVERS);
    let reversed: Vec<&str> = SERVERS.iter().rev().copied().collect();
    let other = chooser(Spread::ByUnique, &reversed);
    for number in 0..100 {
        let job = job(&number.to_string(), "x");
        assert_eq!(
            SERVERS[of_all(&one, &job)[0]],
            reversed[of_all(&other, &job)[0]]
        );
    }
}

#[test]
fn uniques_spread_evenly_and_a_lost_server_moves_only_its_own() {
    let all = chooser(Spread::ByUnique, &SERVERS);
    let left = chooser(Spread::ByUnique, &SERVERS[..2]);
    let mut counts = [0; 3];
    for number in 0..3000 {
        let job = job(&format!("unique {number}"), "x");
        let order = of_all(&all, &job);
        counts[order[0]] += 1;
        if order[0] != 2 {
            assert_eq!(left.order(&job, [&[0, 1], &[]])[0], order[0]);
        }
    }
    assert!(
        counts.iter().all(|count| (700..1400).contains(count)),
        "{counts:?}"
    );
}

/// Computed from the description of the ring by other means than this code.
#[test]
fn the_choice_by_unique_is_the_one_of_libgearman() {
    let chooser = chooser(Spread::ByUnique, &SERVERS);
    let orders = ["a", "b", "c", "d", "e", "f"].map(|unique| of_all(&chooser, &job(unique, "x")));
    assert_eq!(
        orders,
        [
            [2, 1, 0],
            [2, 1, 0],
            [1, 0, 2],
            [0, 2, 1],
            [1, 0, 2],
            [0, 2, 1]
        ]
    );
}

/// The numbers are what `Gearman::Task->hash` of libgearman-client-perl 2.004 gives.
#[test]
fn the_hash_of_perl_is_the_one_of_perl() {
    let hashes = [b"a", b"b", b"z"].map(|unique| perl_hash(unique, b"x"));
    assert_eq!(hashes, [26_807, 29_118, 25_298]);
    assert_eq!(perl_hash(b"-", b"holiday-17"), 21_631);
}

#[test]
fn without_a_unique_it_is_anybodys_turn() {
    for spread in [Spread::ByUnique, Spread::AsPerl] {
        let chooser = chooser(spread, &SERVERS);
        let firsts = [(); 3].map(|()| of_all(&chooser, &job("", "x"))[0]);
        assert_eq!(firsts, [0, 1, 2]);
    }
}

#[test]
fn the_turns_of_a_lost_server_are_shared_by_all_others() {
    let chooser = chooser(Spread::RoundRobin, &SERVERS);
    let firsts = [(); 4].map(|()| chooser.order(&job("", "x"), [&[1, 2], &[]])[0]);
    assert_eq!(firsts, [1, 2, 1, 2]);
}

#[test]
fn the_second_group_stands_behind_the_first_in_the_same_order() {
    let libgearman = chooser(Spread::AsLibgearman, &SERVERS);
    assert_eq!(libgearman.order(&job("u", "x"), [&[1], &[0, 2]]), [1, 2, 0]);
    let by_unique = chooser(Spread::ByUnique, &SERVERS);
    assert_eq!(by_unique.order(&job("d", "x"), [&[1], &[0, 2]]), [1, 0, 2]);
    assert_eq!(
        by_unique.order(&job("a", "x"), [&[], &[0, 1, 2]]),
        [2, 1, 0]
    );
}

#[test]
fn a_second_group_takes_no_turns_from_the_first() {
    let chooser = chooser(Spread::RoundRobin, &SERVERS);
    let firsts = [(); 4].map(|()| chooser.order(&job("", "x"), [&[0, 1], &[2]])[0]);
    assert_eq!(firsts, [0, 1, 0, 1]);
}
