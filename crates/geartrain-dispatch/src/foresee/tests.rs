use crate::stage::{background, bytes, foreground, peer, unique};
use crate::{Config, Dispatcher, Effect, Input, JobId, Submission, Timestamp, Unique};

/// Enough for several segments of the index.
const ROUNDS: u64 = 4_000;

/// One of each kind, of which half join an earlier one.
fn requests(round: u64) -> Vec<Input> {
    let by_workload = |workload: &str| Submission {
        unique: Unique::Workload,
        workload: bytes(workload),
        ..background("f")
    };
    let shared = format!("shared-{}", round / 2);
    vec![
        Input::Submit(foreground("f")),
        Input::Submit(unique(&shared, background("f"))),
        Input::Submit(by_workload(&shared)),
        Input::Submit(by_workload("")),
        Input::Status { job: JobId(round) },
    ]
}

fn handle(dispatcher: &mut Dispatcher, input: Input) -> Vec<Effect> {
    let mut effects = Vec::new();
    dispatcher.handle(Timestamp(1), peer(1), input, &mut effects);
    effects
}

#[test]
fn requests_do_the_same_whether_they_were_foreseen_or_not() {
    let mut surprised = Dispatcher::new(Config::default());
    let mut prepared = Dispatcher::new(Config::default());
    for round in 0..ROUNDS {
        prepared.foresee(requests(round).iter());
        for input in requests(round) {
            let expected = handle(&mut surprised, input.clone());
            assert_eq!(handle(&mut prepared, input), expected);
        }
    }
}
