use crate::stage::{Stage, background, bytes, complete, foreground, peer, unique};
use crate::{
    Config, EndReason, Event, Input, JobId, JobStatus, Outcome, PeerId, Refusal, Reply, Report,
};

const CLIENT: PeerId = PeerId(1);
const WORKER: PeerId = PeerId(9);

fn running(stage: &mut Stage) -> JobId {
    let job = stage.submit(CLIENT, foreground("f"));
    stage.able(WORKER, &["f"]);
    stage.grab(WORKER);
    job
}

fn status(stage: &mut Stage, job: JobId) -> JobStatus {
    match stage.input(peer(3), Input::Status { job }).remove(0) {
        (_, Reply::Status { status, .. }) => status,
        other => panic!("a status is answered by a status: {other:?}"),
    }
}

fn progress(numerator: &str, denominator: &str) -> Report {
    Report::Progress {
        numerator: bytes(numerator),
        denominator: bytes(denominator),
    }
}

#[test]
fn progress_is_forwarded_as_sent_and_shown_as_numbers() {
    let mut stage = Stage::new();
    let job = running(&mut stage);
    let replies = stage.report(WORKER, job, progress("007", "many"));
    let (numerator, denominator) = (bytes("007"), bytes("many"));
    assert_eq!(
        replies,
        [(
            CLIENT,
            Reply::Progress {
                job,
                numerator,
                denominator
            }
        )]
    );
    let expected = JobStatus {
        is_known: true,
        is_running: true,
        numerator: 7,
        denominator: 0,
    };
    assert_eq!(status(&mut stage, job), expected);
}

#[test]
fn data_and_warnings_reach_every_client() {
    let mut stage = Stage::new();
    let job = stage.submit(CLIENT, unique("u", foreground("f")));
    stage.submit(peer(2), unique("u", foreground("f")));
    stage.able(WORKER, &["f"]);
    stage.grab(WORKER);
    let data = bytes("d");
    let replies = stage.report(WORKER, job, Report::Data(data.clone()));
    let expected = Reply::Data {
        job,
        data: data.clone(),
    };
    assert_eq!(replies, [(CLIENT, expected.clone()), (peer(2), expected)]);
    let replies = stage.report(WORKER, job, Report::Warning(data.clone()));
    assert_eq!(replies[1], (peer(2), Reply::Warning { job, data }));
}

#[test]
fn a_result_ends_the_job() {
    let mut stage = Stage::new();
    let job = running(&mut stage);
    stage.pass_ms(30);
    let replies = stage.finish(WORKER, job, complete("r"));
    assert_eq!(
        replies,
        [(
            CLIENT,
            Reply::Complete {
                job,
                data: bytes("r")
            }
        )]
    );
    let ended = Event::Ended(EndReason::Completed { ran_ms: 30 });
    assert_eq!(stage.events.last(), Some(&(job, ended)));
    assert_eq!(status(&mut stage, job), JobStatus::default());
}

#[test]
fn a_failure_is_final() {
    let mut stage = Stage::new();
    let job = running(&mut stage);
    let replies = stage.finish(WORKER, job, Outcome::Fail);
    assert_eq!(replies, [(CLIENT, Reply::Failed { job })]);
    assert_eq!(stage.counts("f"), [0, 0, 0, 0, 1]);
}

#[test]
fn an_exception_is_a_failure_for_clients_that_did_not_ask_for_it() {
    let mut stage = Stage::new();
    let job = stage.submit(CLIENT, unique("u", foreground("f")));
    stage.input(peer(2), Input::WantExceptions);
    stage.submit(peer(2), unique("u", foreground("f")));
    stage.able(WORKER, &["f"]);
    stage.grab(WORKER);
    let data = bytes("broken");
    let replies = stage.finish(WORKER, job, Outcome::Exception(data.clone()));
    assert_eq!(replies[0], (CLIENT, Reply::Failed { job }));
    assert_eq!(replies[1], (peer(2), Reply::Exception { job, data }));
}

#[test]
fn one_failure_after_an_exception_is_swallowed() {
    let mut stage = Stage::new();
    let job = running(&mut stage);
    stage.finish(WORKER, job, Outcome::Exception(bytes("broken")));
    assert_eq!(stage.finish(WORKER, job, Outcome::Fail), []);
    let refused = Reply::Refused(Refusal::ResultForUnknownJob);
    assert_eq!(
        stage.finish(WORKER, job, Outcome::Fail),
        [(WORKER, refused)]
    );
}

#[test]
fn what_is_said_of_a_job_of_another_worker_is_refused() {
    let mut stage = Stage::new();
    let job = running(&mut stage);
    let other = peer(8);
    let cases = [
        (
            Refusal::ResultForUnknownJob,
            Input::Finish {
                job,
                outcome: complete(""),
            },
        ),
        (
            Refusal::ResultForUnknownJob,
            Input::Finish {
                job,
                outcome: Outcome::Fail,
            },
        ),
        (
            Refusal::ExceptionForUnknownJob,
            Input::Finish {
                job,
                outcome: Outcome::Exception(bytes("")),
            },
        ),
        (
            Refusal::ProgressForUnknownJob,
            Input::Report {
                job,
                report: progress("1", "2"),
            },
        ),
        (
            Refusal::DataForUnknownJob,
            Input::Report {
                job,
                report: Report::Data(bytes("")),
            },
        ),
        (
            Refusal::DataForUnknownJob,
            Input::Report {
                job,
                report: Report::Warning(bytes("")),
            },
        ),
    ];
    for (refusal, input) in cases {
        assert_eq!(
            stage.input(other, input),
            [(other, Reply::Refused(refusal))]
        );
    }
    assert_eq!(stage.counts("f"), [0, 0, 1, 0, 1]);
}

#[test]
fn the_status_of_a_unique_counts_the_waiting_clients() {
    let mut stage = Stage::new();
    stage.submit(CLIENT, unique("u", foreground("f")));
    stage.submit(peer(2), unique("u", foreground("f")));
    let replies = stage.input(peer(3), Input::UniqueStatus { unique: bytes("u") });
    let status = JobStatus {
        is_known: true,
        ..JobStatus::default()
    };
    let expected = Reply::UniqueStatus {
        unique: bytes("u"),
        status,
        clients: 2,
    };
    assert_eq!(replies, [(peer(3), expected)]);
}

#[test]
fn the_oldest_job_answers_for_a_unique_whatever_the_hash_seed() {
    for hash_seed in 0..50 {
        let mut stage = Stage::with(Config {
            hash_seed,
            ..Config::default()
        });
        stage.submit(CLIENT, unique("u", foreground("f")));
        for function in ["g", "h", "i"] {
            stage.submit(CLIENT, unique("u", background(function)));
        }
        let replies = stage.input(peer(3), Input::UniqueStatus { unique: bytes("u") });
        let (_, Reply::UniqueStatus { clients, .. }) = &replies[0] else {
            panic!("not a status: {replies:?}");
        };
        assert_eq!(*clients, 1, "only the oldest job has a client");
    }
}

#[test]
fn an_unknown_job_and_an_unknown_unique_have_an_empty_status() {
    let mut stage = Stage::new();
    stage.submit(CLIENT, background("f"));
    assert_eq!(status(&mut stage, JobId(77)), JobStatus::default());
    let unique = bytes("u");
    let replies = stage.input(
        peer(3),
        Input::UniqueStatus {
            unique: unique.clone(),
        },
    );
    let status = JobStatus::default();
    assert_eq!(
        replies,
        [(
            peer(3),
            Reply::UniqueStatus {
                unique,
                status,
                clients: 0
            }
        )]
    );
}

#[test]
fn a_number_of_progress_is_what_the_word_begins_with() {
    let digits = |word: &str| super::number(&bytes(word));
    assert_eq!(digits("55.00000000000001"), 55);
    assert_eq!((digits(""), digits("-1"), digits("many")), (0, 0, 0));
    assert_eq!(digits("99999999999999999999"), u64::MAX);
}
