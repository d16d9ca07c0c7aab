use crate::stage::{Stage, background, bytes, complete, peer};
use crate::{Config, Input, Refusal, Reply};

#[test]
fn registering_twice_counts_one_worker() {
    let mut stage = Stage::new();
    stage.able(peer(9), &["f", "f"]);
    assert_eq!(stage.counts("f"), [0, 0, 0, 0, 1]);
}

#[test]
fn a_second_registration_changes_the_limit_of_later_jobs() {
    let mut stage = Stage::new();
    stage.able_for(peer(9), "f", Some(100));
    stage.able_for(peer(9), "f", None);
    stage.submit(peer(1), background("f"));
    stage.grab(peer(9));
    stage.pass_ms(1_000);
    assert_eq!(stage.counts("f"), [0, 0, 1, 0, 1]);
}

#[test]
fn losing_an_ability_does_not_take_the_running_job_away() {
    for input in [
        Input::Unable {
            function: bytes("f"),
        },
        Input::ForgetAbilities,
    ] {
        let mut stage = Stage::new();
        let job = stage.submit(peer(1), background("f"));
        stage.able(peer(9), &["f"]);
        stage.grab(peer(9));
        stage.input(peer(9), input);
        assert_eq!(stage.counts("f"), [0, 0, 1, 0, 0]);
        assert_eq!(stage.finish(peer(9), job, complete("")), []);
        assert_eq!(stage.counts("f"), [0; 5]);
    }
}

#[test]
fn a_worker_without_the_ability_gets_no_such_job() {
    let mut stage = Stage::new();
    stage.able(peer(9), &["f", "g"]);
    stage.input(
        peer(9),
        Input::Unable {
            function: bytes("f"),
        },
    );
    stage.submit(peer(1), background("f"));
    assert_eq!(stage.grab(peer(9)), None);
}

#[test]
fn losing_an_unknown_ability_changes_nothing() {
    let mut stage = Stage::new();
    assert_eq!(
        stage.input(
            peer(9),
            Input::Unable {
                function: bytes("f")
            }
        ),
        []
    );
    assert_eq!(stage.input(peer(9), Input::ForgetAbilities), []);
}

#[test]
fn a_worker_has_as_many_abilities_as_it_may_and_no_more() {
    let mut stage = Stage::with(Config {
        abilities_max: 2,
        ..Config::default()
    });
    stage.able(peer(9), &["a", "b"]);
    let able = |function: &str| Input::Able {
        function: bytes(function),
        run_limit_ms: None,
    };
    let refused = [(peer(9), Reply::Refused(Refusal::TooManyAbilities))];
    assert_eq!(stage.input(peer(9), able("c")), refused);
    assert_eq!(
        stage.counts("c"),
        [0; 5],
        "the function does not come to be"
    );
    assert_eq!(stage.input(peer(9), able("a")), [], "it is known already");
    stage.input(
        peer(9),
        Input::Unable {
            function: bytes("a"),
        },
    );
    assert_eq!(stage.input(peer(9), able("c")), []);
    assert_eq!(
        stage.input(peer(8), able("a")),
        [],
        "others are not concerned"
    );
}
