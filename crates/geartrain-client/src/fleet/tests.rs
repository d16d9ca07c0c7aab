use std::future::pending;

use bytes::Bytes;
use geartrain_protocol::{FunctionName, Start, SubmitMode, SubmitPriority, UniqueKey};

use super::*;

const A_WHILE: Duration = Duration::from_millis(1);

/// Two servers that nobody has tried to reach yet.
fn fleet(spread: Spread) -> Fleet {
    let servers = ["127.0.0.1:1", "127.0.0.1:2"].map(|server| server.parse().unwrap());
    Fleet::start(servers.into(), spread, &Settings::default())
}

fn job() -> Submit {
    Submit {
        function: FunctionName::new(Bytes::from_static(b"f")).unwrap(),
        unique: UniqueKey::new(Bytes::new()).unwrap(),
        mode: SubmitMode::Background,
        priority: SubmitPriority::Normal,
        start: Start::Now,
        reducer: None,
        workload: Bytes::new(),
    }
}

async fn wait_in_vain(fleet: &Fleet, patience: Duration, line: usize) {
    let never = pending::<Result<(), Error>>();
    let outcome = fleet.within(patience, line, never).await;
    assert!(matches!(outcome, Err(Error::TimedOut { .. })));
}

#[tokio::test]
async fn who_gives_a_server_no_time_does_not_put_it_in_doubt() {
    let fleet = fleet(Spread::AsLibgearman);
    wait_in_vain(&fleet, Duration::ZERO, 1).await;
    assert!(!fleet.doubts.has(1));
    wait_in_vain(&fleet, A_WHILE, 1).await;
    assert!(fleet.doubts.has(1));
}

#[tokio::test]
async fn servers_that_are_all_in_doubt_get_jobs_as_if_none_was() {
    let job = job();
    // The tasks of the connections would notice that nobody is there: they run while a test waits.
    let fleet = fleet(Spread::AsLibgearman);
    assert_eq!(fleet.candidates(&job), [1, 0]);
    fleet.late(SUBMISSION, Some(1));
    assert_eq!(fleet.candidates(&job), [0, 1]);
    fleet.late(SUBMISSION, Some(0));
    assert_eq!(fleet.candidates(&job), [1, 0]);
}
